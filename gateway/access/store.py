"""The one SQLite file of an installation: opened, brought forward, read, changed; every failure is a French sentence.

Knows no table but that of secrets. Safe from several threads, and beside other processes (write-ahead log).
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from captions.archive.sql.private import make_private
from captions.errors import VoixlaError
from gateway.access.schema import STEPS, Step

FILE = "voixla.sqlite3"
_PATIENCE_S = 5.0
_SECRET_OCTETS = 32
Value = str | int | bytes | None


def default_data() -> Path:
    """``$XDG_DATA_HOME/voixla``, or ``~/.local/share/voixla``."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "voixla"


class Store:
    """An open database; ``open_store`` makes and closes it."""

    def __init__(self, path: Path, reading: sqlite3.Connection, writing: sqlite3.Connection) -> None:
        self._path = path
        # Two, so that who reads never waits for a change, nor for another program's.
        self._reading, self._reading_lock = reading, threading.Lock()
        self._writing, self._writing_lock = writing, threading.Lock()

    def rows(self, query: str, *values: Value) -> list[tuple[Any, ...]]:
        """What ``query`` finds; microseconds, so that the event loop may wait for it."""
        with self._reading_lock, _told(self._path):
            return self._reading.execute(query, values).fetchall()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Statements that are executed together or not at all. Blocks until they are on the disk."""
        with self._writing_lock, _told(self._path), _transaction(self._writing):
            yield self._writing

    def secret(self, name: str) -> bytes:
        """The random octets of that name, the same for as long as the file exists."""
        with self.change() as change:
            change.execute(
                "INSERT OR IGNORE INTO secrets VALUES (?, ?)", (name, secrets.token_bytes(_SECRET_OCTETS))
            )
            value: bytes = change.execute("SELECT value FROM secrets WHERE name = ?", (name,)).fetchone()[0]
            return value


@contextmanager
def open_store(
    folder: Path, steps: Sequence[Step] = STEPS, patience_s: float = _PATIENCE_S
) -> Iterator[Store]:
    """The store in ``folder``, made if need be, readable by its owner only. Raises ``VoixlaError``, ``data.*``."""
    path = folder / FILE
    try:
        make_private(path)
    except OSError:
        raise _unwritable(path) from None
    with _connection(path, patience_s) as writing:
        with _told(path):
            _bring_forward(writing, steps)
        with _connection(path, patience_s) as reading:
            yield Store(path, reading, writing)


@contextmanager
def _connection(path: Path, patience_s: float) -> Iterator[sqlite3.Connection]:
    with _told(path):
        connection = sqlite3.connect(path, timeout=patience_s, isolation_level=None, check_same_thread=False)
    try:
        with _told(path):
            connection.execute("PRAGMA journal_mode = WAL")
            # A link that was revoked must not come back with the electricity.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        yield connection
    finally:
        connection.close()


def _bring_forward(connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
    with _transaction(connection):  # taken before the version is read: two programs may start at once
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(steps):
            raise VoixlaError(
                "data.newer",
                "Les données ont été écrites par une version plus récente de Voixlà : mettez ce programme à jour, "
                "ou choisissez un autre dossier (--data).",
            )
        for step in steps[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(steps)}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:  # whatever it is, a disk that is full at the end of it too: together or not at all
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What SQLite refuses, as a sentence. A broken rule of the tables is left to those who know the tables."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        raise _refusal(path, getattr(error, "sqlite_errorcode", 0) & 0xFF) from error


def _refusal(path: Path, code: int) -> VoixlaError:
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return VoixlaError(
            "data.locked",
            f"Un autre programme garde les données « {path} » pour lui : arrêtez-le (sauvegarde, outil SQLite ?), "
            "puis recommencez.",
            retryable=True,
        )
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return VoixlaError(
            "data.damaged",
            f"Le fichier de données « {path} » est abîmé : remettez une sauvegarde à sa place, ou écartez-le pour "
            "recommencer sans hôtes ni salles.",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return _unwritable(path)
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return VoixlaError(
            "data.disk",
            f"Le disque refuse d'écrire les données « {path} » : plein, peut-être. Faites de la place.",
            retryable=True,
        )
    return VoixlaError("data.failed", f"Le fichier de données « {path} » ne répond pas comme il faut.")


def _unwritable(path: Path) -> VoixlaError:
    return VoixlaError(
        "data.unwritable",
        f"Les données « {path} » ne peuvent pas être ouvertes en écriture : prenez le compte du serveur "
        "(sudo -u …), ou choisissez un autre dossier avec --data ou VOIXLA_DATA.",
    )
