"""Something asynchronous in a thread of its own, for tests that drive a browser and have no event loop."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TypeVar

_PATIENCE_S = 30.0
_T = TypeVar("_T")


@contextmanager
def in_a_thread(enter: Callable[[], AbstractAsyncContextManager[_T]]) -> Iterator[_T]:
    """What ``enter`` gives there; it is left when this is."""
    made: list[_T] = []
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def live() -> None:
        async with enter() as entered:
            made.append(entered)
            ready.set()
            await stop.wait()

    def run() -> None:
        try:
            loop.run_until_complete(live())
        finally:
            ready.set()
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(_PATIENCE_S)
        yield made[0]
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)
        thread.join(_PATIENCE_S)
        assert not thread.is_alive()
