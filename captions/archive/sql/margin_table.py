"""What stands beside the text of a record: holes, chapters, notes."""

import secrets
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from captions.archive.ports import Reader
from captions.archive.records import Chapter, ChapterId, Mark, Moment, Note, NoteId, RecordId
from captions.archive.redaction import NOTHING_HIDDEN
from captions.archive.sql import rows
from captions.archive.sql.refusals import kept, refusal
from captions.archive.sql.tables import LONGEST_NAME, LONGEST_TEXT, Tables, taken
from captions.archive.sql.veiling import veils
from captions.events import Author

_ID_BITS: Final = 53
"""What a page can count: JavaScript knows no larger whole numbers."""


def new_id() -> int:
    return secrets.randbits(_ID_BITS)


class MarginTable(Tables):
    def mark(self, marks: Sequence[Mark]) -> None:
        # Of the same mark in several versions, the last.
        last = {(mark.record, mark.kind, mark.track, mark.start): mark for mark in marks}
        ordered = sorted(last.values(), key=lambda mark: mark.record)
        with self._database.change() as change:
            for record, group in groupby(ordered, key=lambda mark: mark.record):
                number, _ = taken(change, record)
                change.many(
                    "INSERT INTO marks (record, kind, track, starts, ends, cause, speaker) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record, kind, track, starts) "
                    "DO UPDATE SET ends = excluded.ends, cause = excluded.cause, speaker = excluded.speaker",
                    [
                        (
                            *(number, mark.kind.value, kept(mark.track, LONGEST_NAME), mark.start, mark.end),
                            *(kept(mark.cause, LONGEST_NAME), kept(mark.speaker, LONGEST_NAME)),
                        )
                        for mark in group
                    ],
                )

    def marks(self, record: RecordId, reader: Reader) -> tuple[Mark, ...]:
        found = self._database.rows(
            "SELECT kind, track, starts, ends, cause, speaker FROM marks WHERE record = ? "
            "ORDER BY starts, kind, track",
            self._seen(record, reader),
        )
        return tuple(rows.mark(record, row) for row in found)

    def add_chapter(self, record: RecordId, start: Moment, title: str) -> Chapter:
        chapter = Chapter(id=ChapterId(new_id()), start=start, title=kept(title, LONGEST_NAME))
        with self._database.change() as change:
            number, _ = taken(change, record)
            change.execute(
                "INSERT INTO chapters (record, id, starts, title) VALUES (?, ?, ?, ?)",
                *(number, chapter.id, chapter.start, chapter.title),
            )
        return chapter

    def change_chapter(self, record: RecordId, chapter: Chapter) -> None:
        with self._database.change() as change:
            number, _ = taken(change, record)
            done = change.execute(
                "UPDATE chapters SET starts = ?, title = ? WHERE record = ? AND id = ?",
                *(chapter.start, kept(chapter.title, LONGEST_NAME), number, chapter.id),
            )
            if not done:
                raise refusal("archive.unknown")

    def remove_chapter(self, record: RecordId, chapter: ChapterId) -> None:
        self._remove("chapters", record, chapter)

    def chapters(self, record: RecordId, reader: Reader) -> tuple[Chapter, ...]:
        found = self._database.rows(
            "SELECT id, starts, title FROM chapters WHERE record = ? ORDER BY starts, id",
            self._seen(record, reader),
        )
        return tuple(rows.chapter(row) for row in found)

    def add_note(self, record: RecordId, about: Moment, author: Author, at: Moment, text: str) -> Note:
        note = Note(
            id=NoteId(new_id()),
            about=about,
            author=author,
            at=at,
            text=kept(text, LONGEST_TEXT),
        )
        with self._database.change() as change:
            number, _ = taken(change, record)
            if veils(change, [record]).get(record, NOTHING_HIDDEN).covers(about):
                raise refusal("redaction.inside")
            change.execute(
                "INSERT INTO notes (record, id, about, text, author_kind, author, author_name, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                *(number, note.id, about, note.text, *rows.author_values(author), at),
            )
        return note

    def remove_note(self, record: RecordId, note: NoteId) -> None:
        self._remove("notes", record, note)

    def notes(self, record: RecordId, reader: Reader) -> tuple[Note, ...]:
        found = self._database.rows(
            "SELECT id, about, text, author_kind, author, author_name, at FROM notes WHERE record = ? "
            "ORDER BY about, at, id",
            self._seen(record, reader),
        )
        veil = veils(self._database, [record]).get(record, NOTHING_HIDDEN)
        return veil.beside(rows.note(row) for row in found)

    def _remove(self, table: str, record: RecordId, id_: int) -> None:
        with self._database.change() as change:
            number, _ = taken(change, record)
            if not change.execute(f"DELETE FROM {table} WHERE record = ? AND id = ?", number, id_):
                raise refusal("archive.unknown")
