"""Beside the records, as rows: terms of spaces, where rooms are kept, answers that may be asked for twice."""

from typing import Final

from captions.archive.records import RecordId, SpaceId
from captions.archive.sql.database import Database
from captions.archive.sql.refusals import refusal

UNDER_WAY: Final = 0
"""The status of an answer that somebody is finding."""
_CLAIMED_MS: Final = 900_000
"""A copy of a long record takes minutes."""


class Terms:
    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[SpaceId, int]:
        """Of those spaces that do not keep to their template."""
        found = self._database.rows(
            "SELECT spaces.id, terms.days FROM terms JOIN spaces ON spaces.number = terms.space"
        )
        return {SpaceId(space): days for space, days in found}

    def put(self, space: SpaceId, days: int | None) -> None:
        """None: as its template says."""
        with self._database.change() as change:
            found = change.rows("SELECT number FROM spaces WHERE id = ?", space)
            if not found:
                raise refusal("archive.unknown")
            change.execute("DELETE FROM terms WHERE space = ?", found[0][0])
            if days is not None:
                change.execute("INSERT INTO terms (space, days) VALUES (?, ?)", found[0][0], days)


class Shelves:
    """In which space the meetings of a room are kept, by the wish of its host."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, room: str) -> SpaceId | None:
        found = self._database.rows(
            "SELECT spaces.id FROM shelves JOIN spaces ON spaces.number = shelves.space WHERE room = ?", room
        )
        return SpaceId(found[0][0]) if found else None

    def put(self, room: str, space: SpaceId | None) -> None:
        """None: in that of its host."""
        with self._database.change() as change:
            change.execute("DELETE FROM shelves WHERE room = ?", room)
            if space is not None:
                done = change.execute(
                    "INSERT INTO shelves (room, space) SELECT ?, number FROM spaces WHERE id = ?", room, space
                )
                if not done:
                    raise refusal("archive.unknown")


class Answers:
    """By the key that a program gave its request; forgotten with the record, and after a day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, key: str, request: str, record: RecordId | str, at: int) -> bool:
        """Whether nobody has: then an answer is to be kept, or the claim to be dropped. It ends after a while."""
        with self._database.change() as change:
            change.execute(
                "DELETE FROM answers WHERE key = ? AND status = ? AND at < ?",
                key,
                UNDER_WAY,
                at - _CLAIMED_MS,
            )
            claimed = change.execute(
                "INSERT INTO answers (key, request, status, body, record, at) VALUES (?, ?, ?, '', ?, ?) "
                "ON CONFLICT DO NOTHING",
                *(key, request, UNDER_WAY, record, at),
            )
        return claimed == 1

    def drop(self, key: str) -> None:
        """What was claimed was not done."""
        with self._database.change() as change:
            change.execute("DELETE FROM answers WHERE key = ? AND status = ?", key, UNDER_WAY)

    def find(self, key: str) -> tuple[str, int, str] | None:
        """The digest of the request, its status or ``UNDER_WAY``, the body of the answer."""
        found = self._database.rows("SELECT request, status, body FROM answers WHERE key = ?", key)
        return None if not found else (found[0][0], found[0][1], found[0][2])

    def keep(self, key: str, request: str, status: int, body: str, record: RecordId | str, at: int) -> None:
        with self._database.change() as change:
            change.execute(
                "INSERT INTO answers (key, request, status, body, record, at) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET status = excluded.status, body = excluded.body "
                "WHERE answers.status = ?",
                *(key, request, status, body, record, at, UNDER_WAY),
            )

    def forget(self, before: int, record: RecordId | None = None) -> None:
        """Those from before, and those that go with ``record``."""
        with self._database.change() as change:
            change.execute("DELETE FROM answers WHERE at < ?", before)
            if record is not None:
                change.execute("DELETE FROM answers WHERE record = ?", record)
