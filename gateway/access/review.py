"""Looks again and again whether those who are in may still be: another program may have changed the same data."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from captions.errors import VoixlaError
from gateway.access.hosting import Hosting

logger = logging.getLogger(__name__)

_EVERY_S = 5.0


@asynccontextmanager
async def reviewing(hosting: Hosting | None, close: Callable[[str], None]) -> AsyncIterator[None]:
    """While inside; ``close`` is called with the name of each room that was closed elsewhere."""
    if hosting is None:
        yield
        return
    task = asyncio.create_task(_review(hosting, close), name="access-review")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _review(hosting: Hosting, close: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(_EVERY_S)
        try:
            for name in hosting.stays.review(hosting.register):
                close(name)
        except VoixlaError as error:
            logger.warning("task=access-review code=%s", error.code)
