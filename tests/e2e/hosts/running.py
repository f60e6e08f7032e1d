"""A server with hosts, for tests that drive a browser."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from tests.fakes.hosts import hosting_in
from tests.fakes.meeting import meeting
from tests.fakes.threaded import in_a_thread


@contextmanager
def hosted_server(folder: Path) -> Iterator[str]:
    """Its address. What it keeps is in ``folder``."""

    @asynccontextmanager
    async def serve() -> AsyncIterator[str]:
        with hosting_in(folder) as hosting:
            async with meeting(hosting=hosting) as server:
                yield server.http

    with in_a_thread(serve) as address:
        yield address
