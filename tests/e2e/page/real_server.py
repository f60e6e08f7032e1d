"""The real server, rooms and meeting server and all, for tests that drive pages. Only captions are fakes, which say
nothing by themselves."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from gateway.media.ports import MediaServer
from tests.fakes.janus import running
from tests.fakes.meeting import meeting
from tests.fakes.threaded import in_a_thread


@contextmanager
def real_server(janus: Path | None = None) -> Iterator[str]:
    """Its address. On the embedded meeting server (sound only), or on the given Janus."""

    @asynccontextmanager
    async def serve() -> AsyncIterator[str]:
        async with AsyncExitStack() as stack:
            media: MediaServer | None = None
            if janus is not None:
                media = (await stack.enter_async_context(running(janus))).server
            yield (await stack.enter_async_context(meeting(media=media))).http

    with in_a_thread(serve) as address:
        yield address
