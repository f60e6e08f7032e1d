"""A server with hosts in a thread of its own, for tests that drive a browser and have no event loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fakes.hosts import hosting_in
from tests.fakes.meeting import meeting


@contextmanager
def hosted_server(folder: Path) -> Iterator[str]:
    """Its address. What it keeps is in ``folder``."""
    address: list[str] = []
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        with hosting_in(folder) as hosting:
            async with meeting(hosting=hosting) as server:
                address.append(server.http)
                ready.set()
                await stop.wait()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        finally:
            ready.set()
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(20)
        yield address[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        assert not thread.is_alive()
