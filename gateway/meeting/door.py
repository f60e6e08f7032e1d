"""The door of one room: locked or not, with a lobby or not, and who waits in it. Pure: no I/O, no clock.

``LONGEST_QUEUE`` pages wait at most; those who come then are refused.
"""

import secrets
from collections.abc import Callable

from gateway.access.grants import Latch
from gateway.live.protocol import DoorView
from gateway.live.refusals import refusal
from gateway.people import Seat

LONGEST_QUEUE = 50


def _token() -> str:
    return f"w{secrets.token_urlsafe(8)}"


class Door:
    """At first as ``latch`` says. Those whom the room knows already do not pass by it."""

    def __init__(self, latch: Latch | None = None, *, token: Callable[[], str] = _token) -> None:
        self._token = token
        self._waiting: dict[str, Seat] = {}
        left = latch or Latch()
        self.locked, self.lobby = left.locked, left.lobby

    @property
    def latch(self) -> Latch:
        """As it is now."""
        return Latch(locked=self.locked, lobby=self.lobby)

    @property
    def closed(self) -> bool:
        """Not everybody may just come in."""
        return self.locked or self.lobby

    @property
    def waiting(self) -> tuple[Seat, ...]:
        """In the order of their coming."""
        return tuple(self._waiting.values())

    def wait(self, seat: Seat) -> None:
        """``seat`` is in the lobby from now on. Raises ``room.locked``, ``room.lobby_full``."""
        if self.locked:
            raise refusal("room.locked")
        if len(self._waiting) >= LONGEST_QUEUE:
            raise refusal("room.lobby_full")
        seat.waits_as = self._token()
        self._waiting[seat.waits_as] = seat

    def find(self, who: str) -> Seat:
        """Raises ``live.no_such_person``."""
        seat = self._waiting.get(who)
        if seat is None:
            raise refusal("live.no_such_person")
        return seat

    def leave(self, seat: Seat) -> None:
        """``seat`` does not wait any more; does nothing when it does not."""
        if seat.waits_as is not None:
            self._waiting.pop(seat.waits_as, None)
            seat.waits_as = None

    def view(self, *, to_host: bool) -> DoorView:
        """Who waits is told to hosts only."""
        waiting = [(who, seat.hello.name) for who, seat in self._waiting.items()] if to_host else []
        return DoorView(locked=self.locked, lobby=self.lobby, waiting=waiting)
