"""Named tasks under one TaskGroup whose failure ends themselves and nothing else.

The root of every background task of a room; the only place in it where any exception is caught.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from captions.errors import VoixlaError

logger = logging.getLogger(__name__)


class Tasks:
    """Starts tasks in ``group``, which waits for them; a failure is logged with its code."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._running: set[asyncio.Task[None]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
        """``name`` says what the task does and is logged: no person, no room."""
        task = self._group.create_task(_root(name, work), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def finish(self, seconds: float) -> None:
        """Waits for what runs, then cancels what still does; the group waits for that."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        for task in self._running:
            task.cancel()


async def _root(task: str, work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except VoixlaError as error:
        logger.warning("task=%s code=%s", task, error.code)
    except Exception:
        logger.exception("task=%s code=internal", task)
