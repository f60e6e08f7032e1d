"""Who may come into which room as what: the port that rooms and sockets ask, and the open answer to it.

``HostAccess`` (``hosted.py``) is the other answer: rooms of hosts, and a pass for everybody.
"""

from dataclasses import dataclass
from typing import Protocol

from gateway.access.roles import Right, Role, may


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a page may do in one room for as long as it stays."""

    role: Role
    generation: int = 0
    """Of the pass that was shown; older than the room's when links were revoked since."""
    elective: bool = False
    """No pass names a host here: the room makes one of its participants host."""

    def may(self, right: Right) -> bool:
        return may(self.role, right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latch:
    """How hosts have left the door of a room; open at first."""

    locked: bool = False
    lobby: bool = False


class Access(Protocol):
    """Answers at once; every refusal is a ``VoixlaError`` with a code of ``gateway.live.refusals``."""

    def known(self, room: str) -> bool:
        """Whether there may be a meeting of that name."""
        ...

    def grant(self, room: str, token: str | None) -> Grant:
        """What the bearer of ``token`` may do in ``room``. Raises ``room.unknown`` or an ``access.`` refusal."""
        ...

    def latch(self, room: str) -> Latch:
        """The door of the next meeting in ``room``."""
        ...

    async def keep_latch(self, room: str, latch: Latch) -> None:
        """Returns when it is sure to be remembered. Raises ``VoixlaError``, ``data.*``."""
        ...


class OpenAccess:
    """Everybody may take part everywhere, and any name is a room."""

    def known(self, room: str) -> bool:
        return True

    def grant(self, room: str, token: str | None) -> Grant:
        return Grant(role=Role.PARTICIPANT, elective=True)

    def latch(self, room: str) -> Latch:
        """The door is the meeting's: nobody would be host again, and could open it."""
        return Latch()

    async def keep_latch(self, room: str, latch: Latch) -> None:
        return
