"""The text of records: every revision as it came, and the one that stands, which is what is indexed."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from captions.archive.ports import Page, Reader
from captions.archive.records import Entry, Moment, RecordId
from captions.archive.redaction import NOTHING_HIDDEN, Veil
from captions.archive.sql import rows
from captions.archive.sql.database import Change, Value
from captions.archive.sql.indexing import folded
from captions.archive.sql.line_index import Readings
from captions.archive.sql.refusals import kept, refusal
from captions.archive.sql.standing_table import StandingTable, highest
from captions.archive.sql.tables import LONGEST_NAME, LONGEST_TEXT, page_size, taken
from captions.archive.sql.veiling import veils
from captions.events import Author, Speaker
from captions.ids import SegmentId, SessionId, SpeakerId

_NEWEST: Final = (
    "revisions.revision = (SELECT max(others.revision) FROM revisions AS others WHERE others.session = "
    "revisions.session AND others.segment = revisions.segment AND others.at <= ?)"
)


class TextTable(StandingTable):
    def add(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            _check(entry)
        # Everybody takes records in the same order, so that nobody waits in a circle.
        ordered = sorted(
            entries, key=lambda entry: (entry.record, entry.session, entry.segment, entry.revision)
        )
        # Read before anybody has to wait for it.
        read = [
            (record, new := list(group), Readings(highest(new)))
            for record, group in groupby(ordered, key=lambda entry: entry.record)
        ]
        with self._database.change() as change:
            for record, new, readings in read:
                self._put(change, record, new, readings)

    def amend(self, entry: Entry) -> None:
        _check(entry)
        readings = Readings([entry])
        with self._database.change() as change:
            number, _ = taken(change, entry.record)
            found = change.rows(
                "SELECT segments.revision FROM segments JOIN sessions ON sessions.number = segments.session "
                "WHERE sessions.record = ? AND sessions.session = ? AND segments.segment = ?",
                number,
                entry.session,
                entry.segment,
            )
            # What was missed altogether begins with revision 1: nobody recognised it.
            if entry.revision != (found[0][0] + 1 if found else 1):
                raise refusal("archive.conflict")
            veil = veils(change, [entry.record]).get(entry.record, NOTHING_HIDDEN)
            whole = _put_back(entry, self._standing_entry(change, entry), veil)
            self._put(change, entry.record, [whole], readings)

    def rename(
        self,
        record: RecordId,
        speaker: SpeakerId,
        name: str,
        author: Author,
        at: Moment,
        seen: int | None = None,
    ) -> None:
        shown = kept(name, LONGEST_NAME)
        with self._database.change() as change:
            number, _ = taken(change, record, seen)
            change.execute(
                "INSERT INTO names (record, speaker, name, author_kind, author, author_name, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                number,
                speaker,
                shown,
                *rows.author_values(author),
                at,
            )
            change.execute(
                "UPDATE segments SET name = ?, who = ? WHERE record = ? AND speaker = ?",
                shown,
                folded(shown),
                number,
                speaker,
            )

    def entries(
        self,
        record: RecordId,
        reader: Reader,
        cursor: str | None = None,
        limit: int = 500,
        as_of: Moment | None = None,
    ) -> Page[Entry]:
        number = self._seen(record, reader)
        after, values = self._after(number, cursor)
        size = page_size(limit)
        if as_of is None:
            found = self._database.rows(
                f"SELECT {rows.ENTRY.format(name='segments.name')} FROM segments "
                "JOIN sessions ON sessions.number = segments.session JOIN revisions ON revisions.session = "
                "segments.session AND revisions.segment = segments.segment AND revisions.revision = segments.revision "
                f"WHERE segments.record = ? AND segments.withdrawn = 0{after.replace('TABLE', 'segments')} "
                "ORDER BY segments.session, segments.start_ms, segments.segment LIMIT ?",
                number,
                *values,
                size + 1,
            )
        else:
            found = self._database.rows(
                f"SELECT {rows.ENTRY.format(name='revisions.name')} FROM revisions "
                "JOIN sessions ON sessions.number = revisions.session WHERE sessions.record = ? AND "
                f"revisions.words <> '[]' AND {_NEWEST}{after.replace('TABLE', 'revisions')} "
                "ORDER BY revisions.session, revisions.start_ms, revisions.segment LIMIT ?",
                number,
                as_of,
                *values,
                size + 1,
            )
        names = {} if as_of is None else self._names(number, as_of)
        read = [_named(rows.entry(record, row), names) for row in found[:size]]
        items = self._veiled(record, number, read, earlier=as_of is not None)
        last = items[-1] if len(found) > size else None
        return Page(
            items=items, next=None if last is None else rows.cursor(last.session, last.start_ms, last.segment)
        )

    def history(
        self, record: RecordId, session: SessionId, segment: SegmentId, reader: Reader
    ) -> tuple[Entry, ...]:
        found = self._database.rows(
            f"SELECT {rows.ENTRY.format(name='revisions.name')} FROM revisions "
            "JOIN sessions ON sessions.number = revisions.session "
            "WHERE sessions.record = ? AND sessions.session = ? AND revisions.segment = ? ORDER BY revisions.revision",
            self._seen(record, reader),
            session,
            segment,
        )
        if not found:
            raise refusal("archive.unknown")
        veil = veils(self._database, [record]).get(record, NOTHING_HIDDEN)
        return veil.over_earlier([rows.entry(record, row) for row in found])

    def _veiled(
        self, record: RecordId, number: int, read: Sequence[Entry], *, earlier: bool
    ) -> tuple[Entry, ...]:
        """Those of one page; ``earlier``: they may not be what stands."""
        veil = veils(self._database, [record]).get(record, NOTHING_HIDDEN)
        if not veil or not earlier:
            return tuple(veil.over(entry) for entry in read)
        found = self._database.rows(
            f"SELECT {rows.ENTRY.format(name='revisions.name')} FROM revisions JOIN sessions ON sessions.number = "
            "revisions.session WHERE sessions.record = ? AND revisions.segment BETWEEN ? AND ? "
            "ORDER BY revisions.session, revisions.segment, revisions.revision",
            *(number, min((entry.segment for entry in read), default=0)),
            max((entry.segment for entry in read), default=-1),
        )
        shown: dict[tuple[SessionId, SegmentId, int], Entry] = {}
        every = (rows.entry(record, row) for row in found)
        for _, revisions in groupby(every, key=lambda entry: (entry.session, entry.segment)):
            for entry in veil.over_earlier(list(revisions)):
                shown[entry.session, entry.segment, entry.revision] = entry
        return tuple(
            replace(entry, words=shown[entry.session, entry.segment, entry.revision].words) for entry in read
        )

    def _standing_entry(self, change: Change, entry: Entry) -> Entry | None:
        """What ``entry`` is going to replace, nothing of it hidden."""
        found = change.rows(
            f"SELECT {rows.ENTRY.format(name='revisions.name')} FROM revisions JOIN sessions ON sessions.number = "
            "revisions.session JOIN records ON records.number = sessions.record WHERE records.id = ? AND "
            "sessions.session = ? AND revisions.segment = ? ORDER BY revisions.revision DESC LIMIT 1",
            *(entry.record, entry.session, entry.segment),
        )
        return rows.entry(entry.record, found[0]) if found else None

    def _names(self, number: int, as_of: Moment) -> dict[str, str]:
        found = self._database.rows(
            "SELECT speaker, name FROM names WHERE record = ? AND at <= ? ORDER BY number", number, as_of
        )
        return dict((speaker, name) for speaker, name in found)

    def _after(self, number: int, cursor: str | None) -> tuple[str, list[Value]]:
        if cursor is None:
            return "", []
        session, start, segment = rows.places(cursor, str, int, int)
        found = self._database.rows(
            "SELECT number FROM sessions WHERE record = ? AND session = ?", number, session
        )
        if not found:
            raise refusal("archive.cursor")
        return " AND (TABLE.session, TABLE.start_ms, TABLE.segment) > (?, ?, ?)", [
            found[0][0],
            start,
            segment,
        ]


def _put_back(entry: Entry, before: Entry | None, veil: Veil) -> Entry:
    """With the words that whoever made it could not see. Raises ``redaction.touched``."""
    if not veil:
        return entry
    whole = veil.put_back(entry, before or replace(entry, words=()))
    if whole is None:
        raise refusal("redaction.touched")
    return whole


def _named(entry: Entry, names: dict[str, str]) -> Entry:
    name = names.get(entry.speaker.id)
    return entry if name is None else replace(entry, speaker=Speaker(id=entry.speaker.id, name=name))


def _check(entry: Entry) -> None:
    for text in (
        entry.session,
        entry.track,
        entry.speaker.id,
        entry.speaker.name,
        entry.author.id,
        entry.author.name,
    ):
        kept(text, LONGEST_NAME)
    kept(entry.text, LONGEST_TEXT)
    for word in entry.words:
        kept(word.spoken, LONGEST_TEXT)
