"""Both meeting servers for tests that must hold on each."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.media.embedded.server import EmbeddedServer
from gateway.media.ports import MediaServer
from tests.fakes import janus

NAMES = ("embedded", "janus")


@asynccontextmanager
async def entered(name: str, requires: Callable[[str, str], Path]) -> AsyncIterator[MediaServer]:
    """To be entered and left in one task: not by a fixture."""
    if name == "embedded":
        async with EmbeddedServer() as server:
            yield server
    else:
        async with janus.running(requires("janus", "janus")) as running:
            yield running.server
