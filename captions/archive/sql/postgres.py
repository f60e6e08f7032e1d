"""The archive on a PostgreSQL server, through psycopg 3; taken up again by itself when the server comes back."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from captions.archive.ports import MOST_COUNTED
from captions.archive.sql.database import Dialect, Field, Indexed, Row, Value
from captions.archive.sql.refusals import fit, refusal

try:
    import psycopg
    from psycopg.types.numeric import Int8Dumper
except ModuleNotFoundError:  # an extra: most installations keep their archive in a file
    psycopg = None  # type: ignore[assignment]

_ONE_ROW: Final = re.compile(r"(?P<before>INSERT .* VALUES )(?P<row>\([^()]*\))(?P<after>.*)", re.DOTALL)
_AT_ONCE: Final = 50
_MOST_IDLE: Final = 4
_CONNECT_S: Final = 10
_SILENCE_MS: Final = 15_000
"""How long a server may leave unanswered that something was sent."""
_LAST_POSITION: Final = 16_383
"""A tsvector counts no further."""
_LETTERS: Final = {
    Field.EXACT: "e",
    Field.FOLDED: "f",
    Field.LEMMAS: "l",
    Field.PHONETIC: "p",
    Field.PLACE: "s",
}


class PostgresDialect:
    """One tsvector, in which a letter before each token says its field."""

    name = "postgres"
    index_columns = ("found",)
    index_values = ("?::tsvector",)
    number = "segments.number"
    # Those that are read one by one, and those whose numbers are worth a bitmap beside that of the words.
    windows = (3_000, 60_000)
    gathered = 4 * MOST_COUNTED
    searched = "segments"

    def matching(self, found: str, within: str) -> tuple[str, tuple[Value, ...]]:
        """Two questions to the index, which skips what either of them has not; in one it would try every place."""
        wanted = "segments.found @@ ?::tsquery"
        return (f"{wanted} AND {wanted}", (within, found)) if within else (wanted, (found,))

    def indexed(self, indexed: Indexed) -> tuple[Value, ...]:
        lexemes: list[str] = []
        for field, tokens in indexed.tokens.items():
            letter = _LETTERS[field]
            lexemes += [
                f"'{letter}:{token}':{place if place < _LAST_POSITION else _LAST_POSITION}"
                for place, token in enumerate(tokens, start=1)
            ]
        return (" ".join(lexemes),)

    def phrase(self, field: Field, tokens: Sequence[str]) -> str:
        return f"({' <-> '.join(_lexeme(field, token) for token in tokens)})"

    def all_of(self, expressions: Sequence[str]) -> str:
        return f"({' & '.join(expressions)})"

    def any_of(self, expressions: Sequence[str]) -> str:
        return f"({' | '.join(expressions)})"

    def but_not(self, expression: str, excluded: str) -> str:
        return f"({expression} & !{excluded})"


def _lexeme(field: Field, token: str) -> str:
    return f"'{_LETTERS[field]}:{token}'"


class PostgresChange:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, query: str, *values: Value) -> list[Row]:
        found: list[Row] = self._connection.execute(_sql(query), _fitting(values)).fetchall()
        return found

    def execute(self, statement: str, *values: Value) -> int:
        count: int = self._connection.execute(_sql(statement), _fitting(values)).rowcount
        return count

    def many(self, statement: str, values: Sequence[Sequence[Value]]) -> None:
        done = 0
        if together := _many_rows(statement):
            # A statement for each row costs both sides more than the row.
            for done in range(_AT_ONCE, len(values) + 1, _AT_ONCE):
                rows = values[done - _AT_ONCE : done]
                self._connection.execute(_sql(together), [fit(value) for row in rows for value in row])
            done = len(values) // _AT_ONCE * _AT_ONCE
        if done < len(values):
            with self._connection.cursor() as cursor:
                cursor.executemany(_sql(statement), [_fitting(row) for row in values[done:]])


class PostgresDatabase:
    """``address`` is what libpq takes: ``postgresql://…`` or ``host=… dbname=…``. Raises at once if nobody answers."""

    def __init__(self, address: str) -> None:
        if psycopg is None:
            raise refusal("archive.driver")
        self._address = address
        self._dialect = PostgresDialect()
        self._idle: list[Any] = []
        self._lock = threading.Lock()
        self._closed = False
        with _told():
            self._give_back(self._connect())

    @property
    def dialect(self) -> Dialect:
        return self._dialect

    def rows(self, query: str, *values: Value) -> list[Row]:
        fitting = _fitting(values)
        with _told(), self._connection() as connection:
            found: list[Row] = connection.execute(_sql(query), fitting).fetchall()
            return found

    @contextmanager
    def change(self) -> Iterator[PostgresChange]:
        with _told(), self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield PostgresChange(connection)
                connection.execute("COMMIT")
            except BaseException:  # whatever it is: together or not at all
                if not connection.closed:
                    connection.rollback()
                raise

    def wipe(self) -> None:
        with _told(), self._connection() as connection:
            tables = connection.execute(
                "SELECT quote_ident(tablename) FROM pg_tables "
                "WHERE schemaname = current_schema() AND tableowner = current_user"
            ).fetchall()
            for (table,) in tables:
                connection.execute(f"VACUUM (FULL, ANALYZE) {table}")
            # The statistics of the planner hold frequent words, and its former ones until they are rewritten.
            connection.execute("VACUUM (FULL) pg_statistic")
            # Files that were replaced are only unlinked here, and those of the write-ahead log only when it has gone on
            # to the next one; where the account may ask for it.
            for statement in ("SELECT pg_switch_wal()", "CHECKPOINT"):
                try:
                    connection.execute(statement)
                except psycopg.errors.InsufficientPrivilege:
                    continue

    def close(self) -> None:
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        connection = self._alive()
        try:
            yield connection
        finally:
            self._give_back(connection)

    def _alive(self) -> Any:
        """One that answers: those that lay idle may have died with their server."""
        while True:
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                return self._connect()
            try:
                connection.execute("SELECT 1")
            except psycopg.OperationalError:
                connection.close()
            else:
                return connection

    def _give_back(self, connection: Any) -> None:
        with self._lock:
            # What was interrupted before it could be undone must not be anybody's next change.
            whole = connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
            if whole and not self._closed and len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> Any:
        try:
            connection = psycopg.connect(
                self._address,
                autocommit=True,
                connect_timeout=_CONNECT_S,
                tcp_user_timeout=_SILENCE_MS,
                cursor_factory=psycopg.RawCursor,
            )
        except (
            psycopg.ProgrammingError
        ):  # it is no address, which is said without what is in it: a password, maybe
            raise refusal("archive.unreachable") from None
        # Else the type of a number depends on its size, and each combination is a statement of its own.
        connection.adapters.register_dumper(int, Int8Dumper)
        # What was acknowledged is on the disk, whatever the server was set to.
        connection.execute("SET synchronous_commit = on")
        connection.execute("SET lock_timeout = '30s'")
        connection.execute("SET client_min_messages = warning")
        # The planner takes a look at every segment for cheap, and compiling a search for worth its time.
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET jit = off")
        # A plan for any search is a bad one for most.
        connection.execute("SET plan_cache_mode = force_custom_plan")
        return connection


@lru_cache
def _many_rows(statement: str) -> str:
    """The same for ``_AT_ONCE`` rows, if it adds one."""
    found = _ONE_ROW.fullmatch(statement)
    if found is None:
        return ""
    return found["before"] + ", ".join([found["row"]] * _AT_ONCE) + found["after"]


@lru_cache
def _sql(statement: str) -> str:
    """With the marks of PostgreSQL: psycopg's own would be looked for at every call."""
    first, *others = statement.split("?")
    return first + "".join(f"${place}{part}" for place, part in enumerate(others, start=1))


def _fitting(values: Sequence[Value]) -> list[Value]:
    return [fit(value) for value in values]


@contextmanager
def _told() -> Iterator[None]:
    """What PostgreSQL refuses, as a sentence. A broken rule of the tables is left to those who know the tables."""
    try:
        yield
    except psycopg.IntegrityError:
        raise
    except psycopg.Error as error:
        raise refusal(_code(error)) from error


def _code(error: Any) -> str:
    state = error.sqlstate or ""
    if state.startswith("53100") or state.startswith("58"):
        return "archive.disk"
    if state.startswith("28") or state in ("42501", "3D000"):
        return "archive.rights"
    if state in ("40P01", "40001", "55P03", "53300"):
        return "archive.locked"
    if state.startswith("54"):
        return "archive.too_long"
    if state.startswith("XX"):
        return "archive.damaged"
    if isinstance(error, psycopg.OperationalError):
        return "archive.unreachable"
    return "archive.failed"
