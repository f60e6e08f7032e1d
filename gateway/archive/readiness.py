"""What the archive needs before it answers quickly and well, made ready while the server starts."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from captions.archive import lexicon
from captions.errors import VoixlaError
from gateway.archive.keeping import Keeping

logger = logging.getLogger(__name__)


@asynccontextmanager
async def making_ready(keeping: Keeping | None) -> AsyncIterator[None]:
    """Nobody waits for it: it is done in a thread of its own, where there is an archive to search."""
    if keeping is None:
        yield
        return
    ended = threading.Event()
    readying = asyncio.create_task(asyncio.to_thread(_make_ready, keeping, ended), name="archive-readiness")
    try:
        yield
    finally:
        ended.set()
        await asyncio.wait([readying])


def _make_ready(keeping: Keeping, ended: threading.Event) -> None:
    lexicon.load()
    try:
        done = keeping.archive.reindex(lambda: not ended.is_set())
    except VoixlaError as error:
        # The next start begins again; until then what an older program kept is found as that one found it.
        logger.warning("task=index code=%s", error.code)
        return
    if done:
        logger.info("task=index segments=%d", done)
