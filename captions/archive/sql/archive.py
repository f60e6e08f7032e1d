"""The archive as a whole, on either database; opening one, and deleting from it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from captions.archive.records import Deletion, Moment, RecordId, RecordType, SpaceId
from captions.archive.sql.database import Change, Database
from captions.archive.sql.index_table import IndexTable
from captions.archive.sql.margin_table import MarginTable
from captions.archive.sql.postgres import PostgresDatabase
from captions.archive.sql.publication_table import PublicationTable
from captions.archive.sql.refusals import refusal
from captions.archive.sql.schema import bring_forward
from captions.archive.sql.search_table import SearchTable
from captions.archive.sql.space_table import SpaceTable
from captions.archive.sql.sqlite import SqliteDatabase
from captions.archive.sql.tables import taken

_OF_RECORD = ("marks", "chapters", "notes", "names", "redactions")


def unix_ms() -> int:
    return time.time_ns() // 1_000_000


class SqlArchive(SpaceTable, SearchTable, PublicationTable, MarginTable, IndexTable):
    """Safe from any number of threads; ``open_archive`` makes and closes it."""

    def delete(self, record: RecordId, reason: str) -> Deletion:
        with self._database.change() as change:
            number, _ = taken(change, record)
            found = change.rows(
                "SELECT spaces.id, records.type, records.started, records.ended, records.legal_hold FROM records "
                "JOIN spaces ON spaces.number = records.space WHERE records.number = ?",
                number,
            )
            space, type_, started, ended, held = found[0]
            if held:
                raise refusal("archive.held")
            revisions = change.execute(
                "DELETE FROM revisions WHERE session IN (SELECT number FROM sessions WHERE record = ?)",
                number,
            )
            segments = _emptied(change, "segments", number)
            marks, chapters, notes, *_ = (_emptied(change, table, number) for table in _OF_RECORD)
            sessions = _emptied(change, "sessions", number)
            change.execute("DELETE FROM records WHERE number = ?", number)
            return Deletion(
                record=record,
                space=SpaceId(space),
                type=RecordType(type_),
                started=Moment(started),
                ended=None if ended is None else Moment(ended),
                deleted=Moment(self._clock()),
                reason=reason,
                sessions=sessions,
                segments=segments,
                revisions=revisions,
                marks=marks,
                chapters=chapters,
                notes=notes,
            )

    def wipe(self) -> None:
        self._database.wipe()


@contextmanager
def open_archive(
    folder: Path, address: str | None = None, clock: Callable[[], int] = unix_ms
) -> Iterator[SqlArchive]:
    """The archive in ``folder``, or on the PostgreSQL server at ``address``; made or brought forward if need be.

    Raises ``VoixlaError``, ``archive.*``.
    """
    database: Database = SqliteDatabase(folder) if address is None else PostgresDatabase(address)
    try:
        bring_forward(database)
        archive = SqlArchive(database, clock)
        archive.prepare()
        yield archive
    finally:
        database.close()


def _emptied(change: Change, table: str, record: int) -> int:
    return change.execute(f"DELETE FROM {table} WHERE record = ?", record)
