"""The embedded meeting server as a ``MediaServer``: needs no program beside this one, carries sound only."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from gateway.media.embedded.room import EmbeddedRoom
from gateway.media.embedded.vendor import allow_loopback
from gateway.tasks import Tasks
from models.audio import Samples


class EmbeddedServer:
    """Cannot die alone: it is this process. Entering it is not needed."""

    name = "embedded"
    video = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    async def open(
        self, room: str, *, tasks: Tasks, now: Callable[[], Samples], changed: Callable[[], None]
    ) -> EmbeddedRoom:
        allow_loopback()
        return EmbeddedRoom(tasks=tasks, now=now)
