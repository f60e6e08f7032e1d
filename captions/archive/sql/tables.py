"""What all parts of the archive stand on: its database, its clock, and how a record is found by those who may."""

from collections.abc import Callable
from typing import Final

from captions.archive.ports import Reader
from captions.archive.records import RecordId, SpaceId
from captions.archive.sql.database import Change, Database, Value
from captions.archive.sql.refusals import refusal
from captions.archive.sql.rows import readable

LONGEST_NAME: Final = 500
LONGEST_TEXT: Final = 20_000
LARGEST_PAGE: Final = 5_000


class Tables:
    """``clock`` gives Unix milliseconds: whether an invitation has run out."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    @property
    def database(self) -> Database:
        """For those who keep tables of their own beside these."""
        return self._database

    def _readable(self, reader: Reader) -> tuple[str, tuple[Value, ...]]:
        return readable(reader, self._clock())

    def _seen(self, record: RecordId, reader: Reader) -> int:
        """The number of a record. Raises ``archive.unknown``."""
        spaces, values = self._readable(reader)
        found = self._database.rows(
            f"SELECT number FROM records WHERE id = ? AND space IN ({spaces})", record, *values
        )
        if not found:
            raise refusal("archive.unknown")
        number: int = found[0][0]
        return number

    def _seen_space(self, space: SpaceId, reader: Reader) -> int:
        spaces, values = self._readable(reader)
        found = self._database.rows(
            f"SELECT number FROM spaces WHERE id = ? AND number IN ({spaces})", space, *values
        )
        if not found:
            raise refusal("archive.unknown")
        number: int = found[0][0]
        return number


def taken(change: Change, record: RecordId, seen: int | None = None) -> tuple[int, int]:
    """The numbers of a record and its space; nobody else changes it until ``change`` ends, which is a new version.

    Raises ``archive.conflict`` when the former one is not ``seen``.
    """
    found = change.rows(
        "UPDATE records SET version = version + 1 WHERE id = ? RETURNING number, space, version", record
    )
    if not found:
        raise refusal("archive.unknown")
    number, space, version = found[0]
    if seen is not None and version != seen + 1:
        raise refusal("archive.conflict")
    return number, space


def page_size(limit: int) -> int:
    return max(1, min(limit, LARGEST_PAGE))
