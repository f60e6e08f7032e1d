"""The index as a whole: made anew where an older program made it otherwise, while records are read and written."""

from collections.abc import Callable, Sequence
from typing import Final

from captions.archive.french import VERSION
from captions.archive.records import RecordId
from captions.archive.redaction import NOTHING_HIDDEN
from captions.archive.sql.database import Change, Value
from captions.archive.sql.indexing import folded
from captions.archive.sql.line_index import Place, Readings, by_line, heads, indexing, standing, to_index
from captions.archive.sql.schema import about, tell
from captions.archive.sql.tables import Tables
from captions.archive.sql.veiling import BY_NUMBER, veils

_LINES_AT_ONCE: Final = 500
_BETWEEN: Final = "(segments.session, segments.line) > (?, ?) AND (segments.session, segments.line) <= (?, ?)"
_BEFORE_ALL: Final = (-1, 0)

_Line = tuple[int, int]
"""A session and a line of it, by their numbers."""


class IndexTable(Tables):
    def reindex(self, going: Callable[[], bool] = lambda: True) -> int:
        if self._database.rows("SELECT 1 FROM about WHERE name = 'analysis' AND value = ?", str(VERSION)):
            return 0
        done, last = 0, _BEFORE_ALL
        while going():
            with self._database.change() as change:
                lines = _after(change, last)
                if not lines:
                    tell(change, "analysis", str(VERSION))
                    return done
                done += self._index_between(change, last, lines[-1])
            last = lines[-1]
        return done

    def prepare(self) -> None:
        """A new archive is indexed by the present analysis."""
        with self._database.change() as change:
            if not about(change, "analysis", "") and not change.rows("SELECT 1 FROM segments LIMIT 1"):
                tell(change, "analysis", str(VERSION))

    def _index_between(self, change: Change, after: _Line, until: _Line) -> int:
        """The lines up to ``until``; how many segments these have."""
        range_ = (*after, *until)
        changed: list[tuple[Value, ...]] = []
        dialect = self._database.dialect
        places = self._held(change, range_)
        veiled = veils(change, (place.record for place in places), BY_NUMBER)
        for place in places:
            found = standing(
                change, dialect, RecordId(""), f"segments.record = ? AND {_BETWEEN}", place.record, *range_
            )
            for line in by_line(found):
                veil = veiled.get(place.record, NOTHING_HIDDEN)
                changed += to_index(dialect, line, heads(line, veil, place, Readings()))
        change.many(indexing(dialect), changed)
        named = change.rows(f"SELECT number, name, who FROM segments WHERE {_BETWEEN}", *range_)
        change.many(
            "UPDATE segments SET who = ? WHERE number = ?",
            [(folded(name), number) for number, name, who in named if folded(name) != who],
        )
        return len(named)

    def _held(self, change: Change, range_: Sequence[int]) -> list[Place]:
        """The records of lines between two. Nobody adds to them or hides anything in them until the change ends."""
        query = f"SELECT space, number FROM records WHERE number IN (SELECT record FROM segments WHERE {_BETWEEN})"
        if self._database.dialect.name == "postgres":
            # In the order in which everybody takes records, so that nobody waits in a circle.
            query += ' ORDER BY id COLLATE "C" FOR UPDATE'
        return [Place(space=space, record=record) for space, record in change.rows(query, *range_)]


def _after(change: Change, last: _Line) -> list[_Line]:
    return [
        (session, line)
        for session, line in change.rows(
            "SELECT DISTINCT session, line FROM segments WHERE (session, line) > (?, ?) ORDER BY session, line "
            f"LIMIT {_LINES_AT_ONCE}",
            *last,
        )
    ]
