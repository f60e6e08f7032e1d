"""Search: the rights of the reader are part of what the index is asked, so that nothing else is ranked or counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from captions.archive.found import heard
from captions.archive.passages import Passage, passages, segment_of, words_of
from captions.archive.ports import MOST_COUNTED, NO_FACETS, Facets, Hit, Page, Reader
from captions.archive.query import Query
from captions.archive.records import Moment
from captions.archive.redaction import NOTHING_HIDDEN, Veil
from captions.archive.sql import rows
from captions.archive.sql.database import Row, Value
from captions.archive.sql.expression import (
    TWO_MISSING,
    Sought,
    expression,
    levels,
    sounding,
    weaker_levels,
    within,
)
from captions.archive.sql.indexing import folded
from captions.archive.sql.record_table import RecordTable, record_limits
from captions.archive.sql.refusals import refusal
from captions.archive.sql.tables import page_size
from captions.archive.sql.veiling import veils

FEW: Final = 10
"""Of lines with all that was asked for; if there are fewer, those that have most of it follow."""
_DETAILS: Final = (
    f"SELECT heads.number, segments.number, sessions.started, records.id, {rows.ENTRY.format(name='segments.name')} "
    "FROM segments AS heads JOIN segments ON segments.session = heads.session AND segments.line = heads.line "
    "AND segments.speaker = heads.speaker AND segments.withdrawn = 0 "
    "JOIN records ON records.number = segments.record JOIN sessions ON sessions.number = segments.session "
    "JOIN revisions ON revisions.session = segments.session AND revisions.segment = segments.segment "
    "AND revisions.revision = segments.revision WHERE heads.number IN ({marks})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    sought: Sought
    within: str
    narrowed: tuple[str, str, list[Value]]
    recent: bool
    """Whether the last segments are as likely to be found as others."""


class SearchTable(RecordTable):
    def search(
        self,
        query: Query,
        reader: Reader,
        facets: Facets = NO_FACETS,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[Hit]:
        sought = Sought(query)
        places = self._places(reader, facets)
        if sought.empty or places is None:
            return Page(items=(), next=None, total=0)
        asked = _Asked(
            sought=sought,
            within=(limits := within(places, self._database.dialect)),
            narrowed=self._narrowed(reader, facets),
            recent=not limits and facets.until is None,
        )
        size = page_size(limit)
        if cursor is None:
            found, total = self._first(asked, size + 1)
        else:
            found, total = self._following(asked, *self._below(cursor, reader), size + 1), None
        hits = self._hits(query, found[:size])
        return Page(items=hits, next=_cursor(hits[-1]) if len(found) > size and hits else None, total=total)

    def _first(self, asked: _Asked, most: int) -> tuple[list[tuple[int, int]], int]:
        """The first ``most``, each with its level, and how many there are. Looks no further than there is something."""
        found: dict[int, int] = {}
        total = 0
        for wanted in (levels(asked.sought), weaker_levels(asked.sought)):
            if not wanted or total >= FEW:
                break
            for part in sounding(wanted):
                some = self._any(asked, part[-1], self._database.dialect.gathered)
                total = min(len(some), MOST_COUNTED)
                every = sorted(some, reverse=True) if len(some) < self._database.dialect.gathered else None
                self._add_newest(asked, part, every, found, most)
                if total >= MOST_COUNTED and len(found) >= most:
                    break
        return [(level, number) for number, level in found.items()][:most], total

    def _add_newest(
        self, asked: _Asked, part: range, every: list[int] | None, found: dict[int, int], most: int
    ) -> None:
        """Up to ``most``, level by level; ``every``: all up to the last of these levels, if they are few."""
        for level in part:
            if len(found) >= (most if every is None else min(most, len(every))):
                return
            if every is not None and level == part[-1]:
                numbers: Sequence[int] = every
            else:
                numbers = self._numbers(asked, level, None, most, only=False, few=every is not None)
            # Those of the levels before are among them: to leave them out here is cheaper than to ask for it.
            for number in numbers:
                found.setdefault(number, level)

    def _following(self, asked: _Asked, begin: int, below: int, most: int) -> list[tuple[int, int]]:
        """Up to ``most`` from ``begin`` on, on that level below a number."""
        found: list[tuple[int, int]] = []
        for wanted in (levels(asked.sought), weaker_levels(asked.sought)):
            for level in wanted:
                if level >= begin and len(found) < most:
                    under = below if level == begin else None
                    numbers = self._numbers(asked, level, under, most - len(found), only=True)
                    found += [(level, number) for number in numbers]
            if not wanted or len(found) >= most or len(self._any(asked, wanted[-1], FEW)) >= FEW:
                break
        return found

    def _places(self, reader: Reader, facets: Facets) -> list[str] | None:
        """Where to look, as the index has it; nothing for everywhere, None for nowhere."""
        spaces, values = self._readable(reader)
        if facets.record is not None:
            query = f"SELECT number FROM records WHERE id = ? AND space IN ({spaces})"
            found = [f"r{number}" for (number,) in self._database.rows(query, facets.record, *values)]
            return found or None
        if facets.space is not None:
            query = f"SELECT number FROM spaces WHERE id = ? AND number IN ({spaces})"
            found = [f"s{number}" for (number,) in self._database.rows(query, facets.space, *values)]
            return found or None
        if reader.everything:
            return []
        return [f"s{number}" for (number,) in self._database.rows(spaces, *values)] or None

    def _narrowed(self, reader: Reader, facets: Facets) -> tuple[str, str, list[Value]]:
        """Joins, conditions and their values. The index knows the places, but this is what decides."""
        conditions: list[str] = []
        values: list[Value] = []
        if not reader.everything:
            spaces, readable = self._readable(reader)
            conditions.append(f"segments.space IN ({spaces})")
            values += readable
        of_record = [limit for limit in record_limits(facets) if limit[1] is not None]
        for condition, value in (
            *of_record,
            ("segments.space = (SELECT number FROM spaces WHERE id = ?)", facets.space),
            ("segments.record = (SELECT number FROM records WHERE id = ?)", facets.record),
            ("segments.who = ?", None if facets.speaker is None else folded(facets.speaker)),
            ("segments.said >= ?", facets.since),
            ("segments.said < ?", facets.until),
        ):
            if value is not None:
                conditions.append(condition)
                values.append(value)
        joins = "JOIN records ON records.number = segments.record" if of_record else ""
        return joins, "".join(f" AND {condition}" for condition in conditions), values

    def _numbers(
        self, asked: _Asked, level: int, below: int | None, limit: int, *, only: bool, few: bool = False
    ) -> Sequence[int]:
        """The newest of a level, unless ``only`` those of the ones before among them."""
        dialect = self._database.dialect
        select, values = self._select(asked, level, only=only)
        if below is not None:
            select, values = f"{select} AND {dialect.number} < ?", [*values, below]
        # An index in the order of what is asked for tempts PostgreSQL to walk along it through all that does not match.
        order = f"{dialect.number} + 0" if dialect.windows else dialect.number
        for window in dialect.windows if asked.recent and not few else ():
            # What is frequent is among the last ones.
            (last,) = self._database.rows("SELECT max(number) FROM segments")[0]
            found = self._database.rows(
                f"{select} AND {dialect.number} > ? ORDER BY {order} DESC LIMIT ?",
                *(*values, min(below or last, last) - window, limit),
            )
            if len(found) == limit:
                return [number for (number,) in found]
        found = self._database.rows(f"{select} ORDER BY {order} DESC LIMIT ?", *values, limit)
        return [number for (number,) in found]

    def _any(self, asked: _Asked, level: int, most: int) -> list[int]:
        """Those up to ``level``, in no order, ``most`` at most."""
        select, values = self._select(asked, level, only=False)
        return [number for (number,) in self._database.rows(f"{select} LIMIT {most}", *values)]

    def _select(self, asked: _Asked, level: int, *, only: bool) -> tuple[str, list[Value]]:
        joins, conditions, narrowing = asked.narrowed
        dialect = self._database.dialect
        match, matching = dialect.matching(expression(asked.sought, level, dialect, only=only), asked.within)
        return (
            f"SELECT {dialect.number} FROM {dialect.searched} {joins} WHERE {match}{conditions}",
            [*matching, *narrowing],
        )

    def _hits(self, query: Query, found: Sequence[tuple[int, int]]) -> tuple[Hit, ...]:
        if not found:
            return ()
        marks = ", ".join("?" * len(found))
        lines: dict[int, list[Row]] = {}
        for head, *row in self._database.rows(_DETAILS.format(marks=marks), *(number for _, number in found)):
            lines.setdefault(head, []).append(tuple(row))
        # What was deleted meanwhile is no hit any more.
        kept = [(level, number, lines[number]) for level, number in found if number in lines]
        records = self._records_by_id(line[0][2] for _, _, line in kept)
        veiled = veils(self._database, (line[0][2] for _, _, line in kept))
        hits: list[Hit] = []
        for level, head, line in kept:
            record = line[0][2]
            passage = _begun_by(head, line, veiled.get(record, NOTHING_HIDDEN))
            if record in records and passage:
                marked = heard(query, [word.text for word in words_of(passage)])
                began = Moment(line[0][1])
                hits.append(
                    Hit(record=records[record], entries=passage, began=began, heard=marked, level=level)
                )
        return tuple(hits)

    def _below(self, cursor: str, reader: Reader) -> tuple[int, int]:
        """The level and the number that a page goes on after. Cursors name hits, as numbers would say how many there
        are of others.
        """
        level, record, session, segment = rows.places(cursor, int, str, str, int)
        spaces, values = self._readable(reader)
        found = self._database.rows(
            "SELECT segments.number FROM segments JOIN sessions ON sessions.number = segments.session "
            "JOIN records ON records.number = segments.record WHERE records.id = ? AND sessions.session = ? "
            f"AND segments.segment = ? AND records.space IN ({spaces})",
            record,
            session,
            segment,
            *values,
        )
        if not found or not isinstance(level, int) or not 0 <= level <= TWO_MISSING:
            raise refusal("archive.cursor")
        return level, found[0][0]


def _begun_by(head: int, line: Sequence[Row], veil: Veil) -> Passage:
    """The passage of ``line`` that begins in that row; the row alone, if an older program indexed it."""
    read = {
        segment_of(entry): (number, veil.over(entry))
        for number, _, record, *row in line
        for entry in [rows.entry(record, tuple(row))]
    }
    for passage in passages(entry for _, entry in read.values()):
        if read[segment_of(passage[0])][0] == head:
            return passage
    return tuple(entry for number, entry in read.values() if number == head)


def _cursor(hit: Hit) -> str:
    head = hit.entries[0]
    return rows.cursor(hit.level, hit.record.id, head.session, head.segment)
