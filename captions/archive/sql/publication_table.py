"""A copy of a record for others to read, made from what may be read of it: what is hidden cannot be got from it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from captions.archive.ports import SYSTEM
from captions.archive.records import Chapter, Entry, Mark, Moment, Record, RecordId, SpaceId
from captions.archive.redaction import Redaction
from captions.archive.sql import rows
from captions.archive.sql.database import Change
from captions.archive.sql.line_index import Readings
from captions.archive.sql.margin_table import MarginTable, new_id
from captions.archive.sql.record_table import RecordTable
from captions.archive.sql.redaction_table import ADDING, RedactionTable
from captions.archive.sql.refusals import kept, refusal
from captions.archive.sql.tables import LONGEST_NAME
from captions.archive.text import text_of
from captions.ids import SessionId

_TRIES: Final = 3
_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matter:
    """What goes into the copy, read while others may change it."""

    record: Record
    entries: Sequence[Entry]
    readings: Readings
    marks: tuple[Mark, ...]
    chapters: tuple[Chapter, ...]
    redactions: tuple[Redaction, ...]


class PublicationTable(RedactionTable, MarginTable, RecordTable):
    def publish(
        self, record: RecordId, copy: RecordId, space: SpaceId, title: str, at: Moment, audio: bool
    ) -> None:
        kept(title, LONGEST_NAME)
        for _ in range(_TRIES):
            # Read and analysed before anybody has to wait for it.
            matter = self._matter(record, copy)
            with self._database.change() as change:
                same = change.execute(
                    "UPDATE records SET version = version WHERE id = ? AND version = ?",
                    record,
                    matter.record.version,
                )
                if same:
                    self._put_copy(change, matter, copy, space, title, at, audio)
                    return
        raise refusal("archive.conflict")

    def _matter(self, record: RecordId, copy: RecordId) -> _Matter:
        told = self.record(record, SYSTEM)
        # Under names of its own: nothing in the copy leads back.
        names = {run.session: SessionId(secrets.token_urlsafe(9)) for run in told.sessions}
        entries = [
            replace(entry, record=copy, session=names[entry.session], revision=0)
            for entry in text_of(self, record, SYSTEM)
        ]
        sessions = tuple(replace(run, session=names[run.session]) for run in told.sessions)
        return _Matter(
            record=replace(told, sessions=sessions),
            entries=entries,
            readings=Readings(entries),
            marks=self.marks(record, SYSTEM),
            chapters=self.chapters(record, SYSTEM),
            redactions=self.redactions(record, SYSTEM),
        )

    def _put_copy(
        self,
        change: Change,
        matter: _Matter,
        copy: RecordId,
        space: SpaceId,
        title: str,
        at: Moment,
        audio: bool,
    ) -> None:
        number = _opened(change, matter.record, copy, space, title, at, audio)
        change.many(
            "INSERT INTO sessions (record, session, started) VALUES (?, ?, ?)",
            [(number, run.session, run.started) for run in matter.record.sessions],
        )
        for begin in range(0, len(matter.entries), _AT_ONCE):
            self._put(change, copy, matter.entries[begin : begin + _AT_ONCE], matter.readings)
        change.many(
            "INSERT INTO marks (record, kind, track, starts, ends, cause, speaker) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (number, mark.kind.value, mark.track, mark.start, mark.end, mark.cause, mark.speaker)
                for mark in matter.marks
            ],
        )
        change.many(
            "INSERT INTO chapters (record, id, starts, title) VALUES (?, ?, ?, ?)",
            [(number, new_id(), chapter.start, chapter.title) for chapter in matter.chapters],
        )
        change.many(
            ADDING,
            [
                (
                    *(number, new_id(), hidden.start, hidden.end, hidden.reason.value, ""),
                    *(*rows.author_values(hidden.author), hidden.at),
                )
                for hidden in matter.redactions
            ],
        )


def _opened(
    change: Change, record: Record, copy: RecordId, space: SpaceId, title: str, at: Moment, audio: bool
) -> int:
    """The number of the new record. Of the room nothing is told: it is a way into meetings."""
    found = change.rows("SELECT number, closed FROM spaces WHERE id = ?", space)
    if not found:
        raise refusal("archive.unknown")
    if found[0][1] is not None:
        raise refusal("archive.closed")
    change.execute(
        "INSERT INTO records (id, space, room, title, type, status, language, audio, started, ended, published) "
        "VALUES (?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?)",
        *(copy, found[0][0], kept(title, LONGEST_NAME), record.type.value, record.status.value),
        *(record.language, audio, record.started, record.ended, at),
    )
    number: int = change.rows("SELECT number FROM records WHERE id = ?", copy)[0][0]
    return number
