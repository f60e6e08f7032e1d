"""The index of lines: the row of the segment that a passage begins with holds all of it, those of the others nothing.

Whoever changes what stands of a line gives what stands of all of it, and has taken the record before: two who add to
one line at a time would each index it without the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from captions.archive.passages import Passage, SegmentKey, line_of, of_each_line, passages, segment_of
from captions.archive.records import Entry, RecordId
from captions.archive.redaction import Veil
from captions.archive.sql import rows
from captions.archive.sql.database import Dialect, Field, Indexed, Value
from captions.archive.sql.indexing import Tokens, analysed, placed
from captions.archive.sql.veiling import Reading

NOTHING: Final = Indexed(tokens={field: () for field in Field})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The numbers of a record and of its space."""

    space: int
    record: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A segment as it stands, nothing hidden."""

    number: int | None
    """None as long as it has no row."""
    indexed: bool
    """Whether its row holds a passage."""
    entry: Entry


class Readings:
    """What the passages of new entries are found by, worked out before anybody has to wait for it."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._known: dict[SegmentKey, tuple[Passage, Tokens]] = {
            segment_of(passage[0]): (passage, analysed(passage)) for passage in of_each_line(entries)
        }

    def of(self, passage: Passage) -> Tokens:
        known = self._known.get(segment_of(passage[0]))
        if known is not None and _are(known[0], passage):
            return known[1]
        return analysed(passage)


def heads(
    line: Iterable[Standing], veil: Veil, place: Place, readings: Readings
) -> dict[SegmentKey, Indexed]:
    """What the rows of ``line`` hold, by the segments of those that hold anything."""
    shown = [veil.over(standing.entry) for standing in line]
    return {
        segment_of(passage[0]): placed(readings.of(passage), place.space, place.record)
        for passage in passages(shown)
    }


def indexing(dialect: Dialect) -> str:
    """The statement that changes what a row holds; its values are those of ``to_index`` in their order."""
    columns = zip(dialect.index_columns, dialect.index_values, strict=True)
    return f"UPDATE segments SET {', '.join(f'{name} = {mark}' for name, mark in columns)} WHERE number = ?"


def to_index(
    dialect: Dialect, line: Iterable[Standing], held: Mapping[SegmentKey, Indexed]
) -> list[tuple[Value, ...]]:
    """Of those rows of ``line`` that there are and that hold something, now or before."""
    return [
        (*dialect.indexed(held.get(segment_of(standing.entry), NOTHING)), standing.number)
        for standing in line
        if standing.number is not None and (standing.indexed or segment_of(standing.entry) in held)
    ]


def standing(
    reading: Reading, dialect: Dialect, record: RecordId, condition: str, *values: Value
) -> list[Standing]:
    """Of the segments of ``record`` those that ``condition`` is about; none that was withdrawn."""
    found = reading.rows(
        f"SELECT segments.number, segments.{dialect.index_columns[-1]} <> '', "
        f"{rows.ENTRY.format(name='segments.name')} FROM segments "
        "JOIN sessions ON sessions.number = segments.session JOIN revisions ON revisions.session = segments.session "
        "AND revisions.segment = segments.segment AND revisions.revision = segments.revision "
        f"WHERE segments.withdrawn = 0 AND {condition}",
        *values,
    )
    return [
        Standing(number=number, indexed=bool(indexed), entry=rows.entry(record, tuple(row)))
        for number, indexed, *row in found
    ]


def by_line(found: Iterable[Standing]) -> list[list[Standing]]:
    def key(one: Standing) -> tuple[str, int, str]:
        return line_of(one.entry)

    return [list(line) for _, line in groupby(sorted(found, key=key), key=key)]


def _are(ones: Sequence[Entry], others: Sequence[Entry]) -> bool:
    """The very same: what is hidden of an entry is another one."""
    return len(ones) == len(others) and all(one is other for one, other in zip(ones, others, strict=True))
