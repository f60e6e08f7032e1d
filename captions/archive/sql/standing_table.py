"""What stands of the text of records: how revisions come to stand, and the index of the lines that this changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from captions.archive.passages import LineKey, SegmentKey, line_of, segment_of
from captions.archive.records import Entry, RecordId
from captions.archive.redaction import NOTHING_HIDDEN
from captions.archive.sql import rows
from captions.archive.sql.database import Change, Value
from captions.archive.sql.indexing import folded
from captions.archive.sql.line_index import (
    NOTHING,
    Place,
    Readings,
    Standing,
    heads,
    indexing,
    standing,
    to_index,
)
from captions.archive.sql.refusals import refusal
from captions.archive.sql.tables import Tables, taken
from captions.archive.sql.veiling import veils
from captions.ids import LineId, SegmentId, SessionId, SpeakerId

_REVISION: Final = (
    "INSERT INTO revisions (session, segment, revision, line, track, speaker, name, start_ms, end_ms, words, origin, "
    "author_kind, author, author_name, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_KEY: Final = ("space", "record", "session", "segment")
_STANDING: Final = ("revision", "line", "start_ms", "said", "speaker", "name", "who", "withdrawn")
_ASKED_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A session, by its number."""

    number: int
    started: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Former:
    """What stands of a segment that something comes for."""

    revision: int
    line: LineKey


class StandingTable(Tables):
    def _put(self, change: Change, record: RecordId, new: Sequence[Entry], readings: Readings) -> None:
        """``new`` rises by session, segment and revision."""
        number, space = taken(change, record)
        runs = {
            SessionId(session): _Run(number=key, started=started)
            for session, key, started in change.rows(
                "SELECT session, number, started FROM sessions WHERE record = ?", number
            )
        }
        if any(entry.session not in runs for entry in new):
            raise refusal("archive.unknown")
        change.many(_REVISION, [(runs[entry.session].number, *rows.entry_values(entry)) for entry in new])
        former = _former(change, runs, new)
        newer = [
            entry
            for entry in highest(new)
            if (before := former.get(segment_of(entry))) is None or entry.revision > before.revision
        ]
        self._stand(change, record, Place(space=space, record=number), runs, newer, former, readings)

    def _stand(
        self,
        change: Change,
        record: RecordId,
        place: Place,
        runs: Mapping[SessionId, _Run],
        newer: Sequence[Entry],
        former: Mapping[SegmentKey, _Former],
        readings: Readings,
    ) -> None:
        dialect = self._database.dialect
        names = dict(
            (speaker, name)
            for speaker, name in change.rows(
                "SELECT speaker, name FROM names WHERE record = ? ORDER BY number", place.record
            )
        )
        veil = veils(change, [record]).get(record, NOTHING_HIDDEN)
        lines = self._changed_lines(change, record, runs, newer, former)
        held = {
            segment: indexed
            for line in lines
            for segment, indexed in heads(line, veil, place, readings).items()
        }
        stood: list[tuple[Value, ...]] = []
        for entry in newer:
            run, shown = runs[entry.session], names.get(entry.speaker.id, entry.speaker.name)
            stood.append(
                (
                    *(place.space, place.record, run.number, entry.segment, entry.revision, entry.line),
                    *(entry.start_ms, run.started + entry.start_ms, entry.speaker.id, shown, folded(shown)),
                    *(not entry.words, *dialect.indexed(held.get(segment_of(entry), NOTHING))),
                )
            )
        change.many(self._standing(), stood)
        change.many(indexing(dialect), [row for line in lines for row in to_index(dialect, line, held)])

    def _changed_lines(
        self,
        change: Change,
        record: RecordId,
        runs: Mapping[SessionId, _Run],
        newer: Sequence[Entry],
        former: Mapping[SegmentKey, _Former],
    ) -> list[list[Standing]]:
        """The lines that ``newer`` stand in from now on, or stood in, each as it is then."""
        left = {former[segment_of(entry)].line for entry in newer if segment_of(entry) in former}
        lines: dict[LineKey, dict[SegmentKey, Standing]] = {
            line: {} for line in (*map(line_of, newer), *left)
        }
        for session, some in _in_parts(((line[0], line[1]) for line in lines), runs):
            condition = f"segments.session = ? AND segments.line IN ({', '.join('?' * len(some))})"
            for one in standing(change, self._database.dialect, record, condition, session, *some):
                if line_of(one.entry) in lines:
                    lines[line_of(one.entry)][segment_of(one.entry)] = one
        for entry in newer:
            if segment_of(entry) in former:
                lines[former[segment_of(entry)].line].pop(segment_of(entry), None)
        for entry in newer:
            if entry.words:
                lines[line_of(entry)][segment_of(entry)] = Standing(number=None, indexed=False, entry=entry)
        return [list(line.values()) for line in lines.values()]

    def _standing(self) -> str:
        dialect = self._database.dialect
        changing = (*_STANDING, *dialect.index_columns)
        marks = (*("?" for _ in (*_KEY, *_STANDING)), *dialect.index_values)
        replaced = ", ".join(f"{name} = excluded.{name}" for name in changing)
        return (
            f"INSERT INTO segments ({', '.join((*_KEY, *changing))}) VALUES ({', '.join(marks)}) "
            f"ON CONFLICT (session, segment) DO UPDATE SET {replaced}"
        )


def highest(new: Iterable[Entry]) -> list[Entry]:
    """Of each segment, the highest revision, and of that the first."""
    found: dict[SegmentKey, Entry] = {}
    for entry in new:
        before = found.get(segment_of(entry))
        if before is None or entry.revision > before.revision:
            found[segment_of(entry)] = entry
    return list(found.values())


def _former(
    change: Change, runs: Mapping[SessionId, _Run], new: Sequence[Entry]
) -> dict[SegmentKey, _Former]:
    names = {run.number: session for session, run in runs.items()}
    found: dict[SegmentKey, _Former] = {}
    for session, some in _in_parts(map(segment_of, new), runs):
        for segment, revision, line, speaker in change.rows(
            "SELECT segment, revision, line, speaker FROM segments WHERE session = ? "
            f"AND segment IN ({', '.join('?' * len(some))})",
            session,
            *some,
        ):
            stood = (names[session], LineId(line), SpeakerId(speaker))
            found[names[session], SegmentId(segment)] = _Former(revision=revision, line=stood)
    return found


def _in_parts(
    wanted: Iterable[tuple[SessionId, int]], runs: Mapping[SessionId, _Run]
) -> Iterator[tuple[int, list[Value]]]:
    """The numbers of sessions, each with what is wanted of it, as many as a statement takes."""
    of_each: dict[SessionId, dict[int, None]] = {}
    for session, number in wanted:
        of_each.setdefault(session, {})[number] = None
    for session, numbers in of_each.items():
        listed: list[Value] = list(numbers)
        for begin in range(0, len(listed), _ASKED_AT_ONCE):
            yield runs[session].number, listed[begin : begin + _ASKED_AT_ONCE]
