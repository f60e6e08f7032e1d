"""What the archive needs before it answers quickly, made ready while the server starts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from captions.archive import lexicon
from gateway.archive.keeping import Keeping


@asynccontextmanager
async def reading_lexicon(keeping: Keeping | None) -> AsyncIterator[None]:
    """Nobody waits for it: it is read in a thread of its own, where there is an archive to search."""
    if keeping is None:
        yield
        return
    reading = asyncio.create_task(asyncio.to_thread(lexicon.load), name="archive-lexicon")
    try:
        yield
    finally:
        await asyncio.wait([reading])
