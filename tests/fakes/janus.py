"""A Janus for tests: with a server of ours on it, or alone."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.media.janus.config import JanusOptions, new_keys
from gateway.media.janus.handle import Handle
from gateway.media.janus.link import Link
from gateway.media.janus.process import JanusProcess
from gateway.media.janus.server import JanusServer
from gateway.media.janus.tap_socket import TapSocket
from gateway.media.janus.tokens import Keys, Tokens
from gateway.media.janus.venue import Server
from gateway.tasks import Tasks

INSTANCE = "test"


class Running:
    """A Janus of our own with a server on it."""

    def __init__(self, source: JanusProcess, server: JanusServer, keys: Keys) -> None:
        self.source = source
        self.server = server
        self.keys = keys

    @property
    def pid(self) -> int:
        assert self.source.pid is not None
        return self.source.pid


@asynccontextmanager
async def running(program: Path) -> AsyncIterator[Running]:
    keys = new_keys()
    source = JanusProcess(program, keys=keys, options=JanusOptions())
    async with JanusServer(source, keys=keys, instance=INSTANCE) as server:
        yield Running(source, server, keys)


@asynccontextmanager
async def alone(program: Path) -> AsyncIterator[tuple[str, Keys, Tasks]]:
    """A Janus that nobody uses yet, by its address."""
    keys = new_keys()
    source = JanusProcess(program, keys=keys, options=JanusOptions())
    async with asyncio.TaskGroup() as group:
        tasks = Tasks(group)
        try:
            yield await source.start(tasks), keys, tasks
        finally:
            await source.stop()
            await tasks.finish(1.0)


@asynccontextmanager
async def managing(address: str, keys: Keys, tasks: Tasks) -> AsyncIterator[Server]:
    tokens = Tokens(keys.signing, clock=time.time)
    link = await Link.open(address, tokens=tokens, tasks=tasks)
    try:
        manager = await Handle.attach(link, lambda message: None)
        yield Server(link=link, manager=manager, tokens=tokens, keys=keys, tap=TapSocket("127.0.0.1"))
    finally:
        await link.close()
