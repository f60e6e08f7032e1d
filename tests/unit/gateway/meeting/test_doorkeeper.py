import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from captions.errors import VoixlaError
from gateway.access.grants import Latch
from gateway.meeting.door import Door
from gateway.meeting.doorkeeper import Doorkeeper
from gateway.tasks import Tasks
from tests.fakes.meeting import until


class Memory:
    """Takes as long as the test wants, or fails."""

    def __init__(self) -> None:
        self.kept: list[Latch] = []
        self.free = asyncio.Event()
        self.failures = 0

    async def keep(self, latch: Latch) -> None:
        await self.free.wait()
        if self.failures:
            self.failures -= 1
            raise VoixlaError("data.disk", "plein")
        self.kept.append(latch)


@asynccontextmanager
async def keeping(door: Door, memory: Memory) -> AsyncIterator[Doorkeeper]:
    async with asyncio.TaskGroup() as group:
        tasks = Tasks(group)
        yield Doorkeeper(door, keep=memory.keep, tasks=tasks, again_s=0.01)
        await tasks.finish(5.0)


async def test_what_was_left_is_how_the_door_is_and_is_not_kept_again() -> None:
    door, memory = Door(Latch(locked=True)), Memory()
    memory.free.set()
    async with keeping(door, memory) as keeper:
        assert (door.locked, door.lobby, door.closed) == (True, False, True)
        keeper.look()
    assert memory.kept == []


async def test_the_newest_is_kept_at_last_and_nothing_between() -> None:
    door, memory = Door(), Memory()
    async with keeping(door, memory) as keeper:
        door.locked = True
        keeper.look()
        await asyncio.sleep(0)
        for lobby in (True, False, True):
            door.lobby = lobby
            keeper.look()
        memory.free.set()
    assert memory.kept == [Latch(locked=True), Latch(locked=True, lobby=True)]


async def test_what_could_not_be_kept_is_tried_again() -> None:
    door, memory = Door(), Memory()
    memory.failures = 3
    memory.free.set()
    async with keeping(door, memory) as keeper:
        door.locked = True
        keeper.look()
        await until(lambda: memory.kept == [Latch(locked=True)], "it is kept")
        door.locked = False
        keeper.look()
    assert memory.kept == [Latch(locked=True), Latch()]
