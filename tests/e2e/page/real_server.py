"""The real server, rooms and meeting server and all, in a thread of its own: for tests that drive pages and have no
event loop. Only captions are fakes, which say nothing by themselves."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from gateway.media.ports import MediaServer
from tests.fakes.janus import Running, running
from tests.fakes.meeting import Meeting, meeting


class RealServer:
    """The running server, from another thread."""

    def __init__(self, meeting: Meeting, janus: Running | None) -> None:
        self.url = meeting.http
        self.janus = janus


@contextmanager
def real_server(janus: Path | None = None) -> Iterator[RealServer]:
    """On the embedded meeting server (sound only), or on the given Janus."""
    made: list[RealServer] = []
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            started = await stack.enter_async_context(running(janus)) if janus is not None else None
            media: MediaServer | None = started.server if started is not None else None
            served = await stack.enter_async_context(meeting(media=media))
            made.append(RealServer(served, started))
            ready.set()
            await stop.wait()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        finally:
            ready.set()
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(30)
        yield made[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        assert not thread.is_alive()
