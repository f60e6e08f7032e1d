"""Everybody who listens in one meeting, each on one connection, whichever meeting server carries it."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from captions.ids import SpeakerId
from gateway.tasks import Tasks


class Connection(Protocol):
    """Towards one listener."""

    async def answer(self, offer_id: int, sdp: str) -> None: ...

    def lapse(self) -> None: ...

    async def close(self) -> None: ...


_C = TypeVar("_C", bound=Connection)


class Listeners(Generic[_C]):
    """One connection each; iterate over (who, connection)."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._connections: dict[SpeakerId, _C] = {}

    def __iter__(self) -> Iterator[tuple[SpeakerId, _C]]:
        return iter(self._connections.items())

    def put(self, listener: SpeakerId, connection: _C) -> None:
        """The one they had before is closed in a moment."""
        former = self._connections.pop(listener, None)
        if former is not None:
            self._tasks.start("listener-close", former.close())
        self._connections[listener] = connection

    async def answer(self, listener: SpeakerId, offer_id: int, sdp: str) -> None:
        """Raises ``VoixlaError`` when the answer is of no use; that of a stranger is ignored."""
        connection = self._connections.get(listener)
        if connection is not None:
            await connection.answer(offer_id, sdp)

    async def remove(self, listener: SpeakerId) -> None:
        connection = self._connections.pop(listener, None)
        if connection is not None:
            await connection.close()

    def lapse(self) -> None:
        for connection in list(self._connections.values()):
            connection.lapse()

    async def close(self) -> None:
        for listener in list(self._connections):
            await self.remove(listener)
