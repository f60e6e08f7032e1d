"""Who is in which room by which grant, so that they can be shown out when their links are revoked or the room closes.

Knows neither sockets nor rooms: whoever comes in says how they are shown out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from captions.errors import VoixlaError
from gateway.access.grants import Grant
from gateway.access.register import Register
from gateway.access.roles import Role
from gateway.live.refusals import refusal


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stay:
    """``show_out`` is called once, with the reason; it must not wait."""

    room: str
    grant: Grant
    show_out: Callable[[VoixlaError], None]


class Stays:
    """Of the whole server."""

    def __init__(self) -> None:
        self._all: dict[str, set[Stay]] = {}

    def begin(self, stay: Stay) -> None:
        self._all.setdefault(stay.room, set()).add(stay)

    def end(self, stay: Stay) -> None:
        """Doing it twice changes nothing."""
        stays = self._all.get(stay.room)
        if stays is not None:
            stays.discard(stay)
            if not stays:
                del self._all[stay.room]

    def revoke(self, room: str, generation: int) -> None:
        """Those who came in by an older link go. Hosts came in by no link: they stay."""
        for stay in list(self._all.get(room, ())):
            if stay.grant.role is not Role.HOST and stay.grant.generation < generation:
                self._show_out(stay, refusal("access.revoked"))

    def close(self, room: str) -> None:
        """Everybody goes."""
        for stay in list(self._all.get(room, ())):
            self._show_out(stay, refusal("room.closed"))

    def review(self, register: Register) -> list[str]:
        """What was revoked or closed by another program holds here too; the rooms that are closed."""
        closed = []
        for name in list(self._all):
            room = register.find(name)
            if room is None:
                self.close(name)
                closed.append(name)
            else:
                self.revoke(name, room.generation)
        return closed

    def _show_out(self, stay: Stay, reason: VoixlaError) -> None:
        self.end(stay)
        stay.show_out(reason)
