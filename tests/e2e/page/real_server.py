"""The real server, rooms and meeting server and all, for tests that drive pages. Only captions are fakes, which say
nothing by themselves."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from gateway.media.ports import MediaServer
from tests.fakes.janus import Running, running
from tests.fakes.meeting import Meeting, meeting
from tests.fakes.threaded import in_a_thread


class RealServer:
    """The running server, from another thread."""

    def __init__(self, meeting: Meeting, janus: Running | None) -> None:
        self.url = meeting.http
        self.janus = janus


@contextmanager
def real_server(janus: Path | None = None) -> Iterator[RealServer]:
    """On the embedded meeting server (sound only), or on the given Janus."""

    @asynccontextmanager
    async def serve() -> AsyncIterator[RealServer]:
        async with AsyncExitStack() as stack:
            started = await stack.enter_async_context(running(janus)) if janus is not None else None
            media: MediaServer | None = started.server if started is not None else None
            yield RealServer(await stack.enter_async_context(meeting(media=media)), started)

    with in_a_thread(serve) as server:
        yield server
