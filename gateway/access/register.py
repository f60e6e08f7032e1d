"""The rooms that hosts have created, with their titles and doors; they last until they are closed, whoever is in them
or not.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from gateway.access.grants import Latch
from gateway.access.store import Store
from gateway.live.refusals import refusal

# Without what is mistaken for something else when read aloud or copied by hand.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_COLUMNS = "name, title, owner, generation, created"
_MOST_OF_ONE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class HostedRoom:
    """A room that is not closed; ``generation`` rises when its links are revoked."""

    name: str
    title: str
    owner: int
    generation: int
    created: int


def new_room_name() -> str:
    """Nobody can guess it: 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


class Register:
    """``clock`` gives Unix time. What changes something blocks for a moment."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    def find(self, name: str) -> HostedRoom | None:
        found = self._store.rows(f"SELECT {_COLUMNS} FROM rooms WHERE name = ? AND closed IS NULL", name)
        return _room(*found[0]) if found else None

    def of(self, owner: int) -> list[HostedRoom]:
        """The newest first."""
        found = self._store.rows(
            f"SELECT {_COLUMNS} FROM rooms WHERE owner = ? AND closed IS NULL ORDER BY created DESC, rowid DESC",
            owner,
        )
        return [_room(*row) for row in found]

    def create(self, title: str, owner: int) -> HostedRoom:
        """Raises ``rooms.too_many``."""
        if len(self.of(owner)) >= _MOST_OF_ONE:
            raise refusal("rooms.too_many")
        name, now = new_room_name(), int(self._clock())
        with self._store.change() as change:
            row = change.execute(
                f"INSERT INTO rooms (name, title, owner, created) VALUES (?, ?, ?, ?) RETURNING {_COLUMNS}",
                (name, title, owner, now),
            ).fetchone()
        return _room(*row)

    def revoke(self, name: str, owner: int) -> HostedRoom:
        """As it is afterwards: every pass made until now is refused. Raises ``room.unknown``."""
        return self._change("generation = generation + 1", name, owner)

    def close(self, name: str, owner: int) -> HostedRoom:
        """As it was. Raises ``room.unknown``."""
        return self._change(f"closed = {int(self._clock())}", name, owner)

    def latch(self, name: str) -> Latch:
        """How its door was left."""
        found = self._store.rows("SELECT locked, lobby FROM rooms WHERE name = ?", name)
        return Latch(locked=bool(found[0][0]), lobby=bool(found[0][1])) if found else Latch()

    def keep_latch(self, name: str, latch: Latch) -> None:
        with self._store.change() as change:
            change.execute(
                "UPDATE rooms SET locked = ?, lobby = ? WHERE name = ?", (latch.locked, latch.lobby, name)
            )

    def _change(self, what: str, name: str, owner: int) -> HostedRoom:
        with self._store.change() as change:
            row = change.execute(
                f"UPDATE rooms SET {what} WHERE name = ? AND owner = ? AND closed IS NULL RETURNING {_COLUMNS}",
                (name, owner),
            ).fetchone()
        if row is None:
            raise refusal("room.unknown")
        return _room(*row)


def _room(name: str, title: str, owner: int, generation: int, created: int) -> HostedRoom:
    return HostedRoom(name=name, title=title, owner=owner, generation=generation, created=created)
