"""The archive in one SQLite file: write-ahead log, full-text index, nothing acknowledged before it is on the disk."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from captions.archive.ports import MOST_COUNTED
from captions.archive.sql.database import Dialect, Field, Indexed, Row, Value
from captions.archive.sql.private import make_private
from captions.archive.sql.refusals import fit, refusal

FILE: Final = "archive.sqlite3"
_PATIENCE_S: Final = 10.0
_FIELDS: Final = tuple(Field)
_CACHE_KIB: Final = 16_384
_MOST_IDLE: Final = 4


class SqliteDialect:
    """FTS5: a column for each field."""

    name = "sqlite"
    index_columns = tuple(field.value for field in _FIELDS)
    index_values = tuple("?" for _ in _FIELDS)
    number = "search.rowid"
    windows = ()
    gathered = MOST_COUNTED
    searched = "search JOIN segments ON segments.number = search.rowid"

    def matching(self, found: str, within: str) -> tuple[str, tuple[Value, ...]]:
        return "search MATCH ?", (self.all_of([within, found]) if within else found,)

    def indexed(self, indexed: Indexed) -> tuple[Value, ...]:
        return tuple(" ".join(indexed.tokens[field]) for field in _FIELDS)

    def phrase(self, field: Field, tokens: Sequence[str]) -> str:
        return f'{field.value} : "{" ".join(tokens)}"'

    def all_of(self, expressions: Sequence[str]) -> str:
        return f"({' AND '.join(expressions)})"

    def any_of(self, expressions: Sequence[str]) -> str:
        return f"({' OR '.join(expressions)})"

    def but_not(self, expression: str, excluded: str) -> str:
        return f"({expression} NOT {excluded})"


class SqliteChange:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: str, *values: Value) -> list[Row]:
        return self._connection.execute(query, [fit(value) for value in values]).fetchall()

    def execute(self, statement: str, *values: Value) -> int:
        return self._connection.execute(statement, [fit(value) for value in values]).rowcount

    def many(self, statement: str, values: Sequence[Sequence[Value]]) -> None:
        self._connection.executemany(statement, [[fit(value) for value in row] for row in values])


class SqliteDatabase:
    """Made in ``folder`` if need be, readable by its owner only."""

    def __init__(self, folder: Path, patience_s: float = _PATIENCE_S) -> None:
        self._path = folder / FILE
        self._patience_s = patience_s
        self._dialect = SqliteDialect()
        # Readers never wait for the writer; writers wait here, where nobody is passed over.
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = threading.Lock()
        self._writer = threading.Lock()
        self._writing: int | None = None
        self._closed = False
        try:
            make_private(self._path)
        except OSError:
            raise refusal("archive.unwritable") from None
        with _told():
            self._give_back(self._connect())

    @property
    def dialect(self) -> Dialect:
        return self._dialect

    @property
    def path(self) -> Path:
        return self._path

    def rows(self, query: str, *values: Value) -> list[Row]:
        fitting = [fit(value) for value in values]
        with self._connection() as connection:
            return connection.execute(query, fitting).fetchall()

    @contextmanager
    def change(self) -> Iterator[SqliteChange]:
        with self._alone(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield SqliteChange(connection)
                connection.execute("COMMIT")
            except BaseException:  # whatever it is: together or not at all
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def wipe(self) -> None:
        with self._alone(), _told(), closing(self._connect()) as connection:
            connection.execute(
                "PRAGMA temp_store = FILE"
            )  # the copy that VACUUM makes does not fit in memory
            # Tombstones of the index keep the words until the segments that hold them are merged.
            connection.execute("INSERT INTO search (search) VALUES ('optimize')")
            connection.execute("VACUUM")
            if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise refusal("archive.locked")

    def close(self) -> None:
        with self._idle_lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._writing == threading.get_ident():
            raise RuntimeError("a change within a change would wait for itself")
        with self._writer:
            self._writing = threading.get_ident()
            try:
                yield
            finally:
                self._writing = None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with _told():
            with self._idle_lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = self._connect()
            try:
                yield connection
            finally:
                self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._idle_lock:
            # A disk that refuses may refuse to undo, too: what is left open must not be anybody's next change.
            whole = not connection.in_transaction
            if whole and not self._closed and len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=self._patience_s, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in (
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                "secure_delete = ON",
                "temp_store = MEMORY",  # what is sorted for somebody is nobody's file
                f"cache_size = -{_CACHE_KIB}",
            ):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:  # interrupted too: nobody else knows this connection
            connection.close()
            raise
        return connection


@contextmanager
def _told() -> Iterator[None]:
    """What SQLite refuses, as a sentence. A broken rule of the tables is left to those who know the tables."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        raise refusal(_code(getattr(error, "sqlite_errorcode", 0) & 0xFF)) from error


def _code(code: int) -> str:
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return "archive.locked"
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return "archive.damaged"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return "archive.unwritable"
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return "archive.disk"
        case _:
            return "archive.failed"
