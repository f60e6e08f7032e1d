"""Threads that outlive their pool: one that was lost is made anew, and the calls that it took along are made again."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from captions.errors import VoixlaError

T = TypeVar("T")

logger = logging.getLogger(__name__)

_ATTEMPTS = 4


class Threads:
    """``count`` threads for blocking calls. The only place that creates threads for inference."""

    def __init__(self, count: int, name: str) -> None:
        self._count = count
        self._name = name
        self._pool = self._make()
        self._ended = False

    async def run(self, call: Callable[[], T]) -> T:
        """The answer of ``call``, or what it raises.

        Raises ``VoixlaError`` (retryable) when pools are lost again and again.
        """
        for _ in range(_ATTEMPTS):
            submitted = self._submit(call)
            try:
                return await asyncio.wrap_future(submitted)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if not submitted.cancelled() or (task is not None and task.cancelling()):
                    raise
            # The pool was shut down before it came to the call, which therefore has not begun.
        raise VoixlaError("device.threads", "Les fils de calcul sont perdus ; nouvel essai.", retryable=True)

    def shut_down(self) -> None:
        """Blocks until what runs has ended."""
        self._ended = True
        self._pool.shutdown()

    def _submit(self, call: Callable[[], T]) -> "Future[T]":
        try:
            return self._pool.submit(call)
        except RuntimeError:  # shut down, or broken
            if self._ended:
                raise
            logger.warning("code=device.threads threads=%d", self._count)
            self._pool = self._make()
            return self._pool.submit(call)

    def _make(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._count, thread_name_prefix=self._name)
