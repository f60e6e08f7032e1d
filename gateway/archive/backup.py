"""Backups of all that keeps records: made while the server runs, checked, put back into an empty installation.

A backup is a folder: the database (SQLite's own copy, or what ``pg_dump`` wrote), accounts and keys, the files of
records, certificates, and ``manifest.json`` with the size and SHA-256 of each file. It holds everything that was said
and the keys of the audit log: keep it as carefully as the archive. Those older than ``BACKUP_DAYS`` are removed when a
new one is made, which is what certificates of deletion promise.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Final

from captions.archive.audit import Deed
from captions.archive.retention import BACKUP_DAYS
from captions.archive.spaces import DAY_MS
from captions.archive.sql.sqlite import FILE as ARCHIVE
from captions.errors import VoixlaError
from gateway.access.store import FILE as STORE
from gateway.archive.keeping import FOLDER, Keeping

MANIFEST: Final = "manifest.json"
DUMP: Final = "archive.dump"
_PREFIX: Final = "voixla-"
_FOLDERS: Final = ("records", f"{FOLDER}/certificates", f"{FOLDER}/pending")
_COUNTED: Final = ("spaces", "records", "segments", "revisions", "audit")
_SENTENCES: Final = {
    "backup.unreadable": "« {} » n'est pas une sauvegarde complète de Voixlà : son inventaire manque ou est abîmé.",
    "backup.damaged": "La sauvegarde est abîmée : « {} » n'est pas tel qu'il a été écrit. Prenez-en une autre.",
    "backup.unsafe": "La sauvegarde nomme un fichier hors de son dossier (« {} ») : elle a été falsifiée.",
    "backup.occupied": "« {} » contient déjà des données : restaurez dans un dossier vide (--data), ou une base vide.",
    "backup.kind": "Cette sauvegarde vient de {} : donnez à --archive le même genre d'archive.",
    "backup.program": "Le programme {} manque ou échoue ; sous Debian : sudo apt install postgresql-client.",
    "backup.disk": "La sauvegarde n'a pas pu être écrite dans « {} » : disque plein, ou droits manquants.",
}


def refusal(code: str, about: object) -> VoixlaError:
    return VoixlaError(code, _SENTENCES[code].format(str(about)[:200]))


def back_up(keeping: Keeping, place: Path | str | None, folder: Path) -> Path:
    """A new backup in ``folder``; the server may run. Raises ``backup.*``."""
    now = keeping.now()
    day = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%d-%H%M%S")
    target = folder / f"{_PREFIX}{day}"
    try:
        target.mkdir(mode=0o700, parents=True)
        head = keeping.head.last()
        if isinstance(place, str):
            counts = counted(keeping)
            _run("pg_dump", "--format=custom", "--no-owner", f"--file={target / DUMP}", f"--dbname={place}")
        else:
            _copy_sqlite((place or keeping.data) / ARCHIVE, target / ARCHIVE)
            counts = _counted_in(target / ARCHIVE)
        _copy_sqlite(keeping.data / STORE, target / STORE)
        for name in _FOLDERS:
            if (keeping.data / name).is_dir():
                shutil.copytree(
                    keeping.data / name, target / name, symlinks=True, copy_function=_copy_if_there
                )
        files = {name: _about(target / name) for name in _files(target)}
        told = {
            "voixla_backup": 1,
            "at": now,
            "kind": "postgres" if isinstance(place, str) else "sqlite",
            "counts": counts,
            "head": None if head is None else asdict(head),
            "files": files,
        }
        (target / MANIFEST).write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf-8")
        _prune(folder, now - BACKUP_DAYS * DAY_MS)
    except OSError:
        raise refusal("backup.disk", target) from None
    keeping.tell(Deed.BACKED_UP, files=len(files))
    return target


def check(backup: Path) -> dict[str, Any]:
    """The manifest of a backup, once every file is as it was written. Raises ``backup.*``."""
    try:
        told: dict[str, Any] = json.loads((backup / MANIFEST).read_text("utf-8"))
        files = {
            str(name): (str(about["sha256"]), int(about["size"])) for name, about in told["files"].items()
        }
        if told["voixla_backup"] != 1 or told["kind"] not in ("sqlite", "postgres"):
            raise ValueError
        for name in _COUNTED:
            int(told["counts"][name])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise refusal("backup.unreadable", backup) from None
    for name, expected in files.items():
        path = _inside(backup, name)
        try:
            about = _about(path)
        except OSError:
            raise refusal("backup.damaged", name) from None
        if (about["sha256"], about["size"]) != expected:
            raise refusal("backup.damaged", name)
    return told


def put_back(backup: Path, data: Path, place: Path | str | None) -> dict[str, Any]:
    """Into an empty installation; its manifest. Open it afterwards and compare. Raises ``backup.*``."""
    told = check(backup)
    kind = "postgres" if isinstance(place, str) else "sqlite"
    if told["kind"] != kind:
        raise refusal("backup.kind", "PostgreSQL" if told["kind"] == "postgres" else "SQLite")
    archive = place if isinstance(place, Path) else data
    for path in (data / STORE, archive / ARCHIVE, data / "records", data / FOLDER):
        if path.exists():
            raise refusal("backup.occupied", path.parent)
    try:
        for name in told["files"]:
            target = (archive if name == ARCHIVE else data) / name
            if name != DUMP:
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                shutil.copyfile(_inside(backup, name), target)
                target.chmod(0o600)
        if isinstance(place, str):
            _run(
                "pg_restore",
                "--exit-on-error",
                "--no-owner",
                "--single-transaction",
                f"--dbname={place}",
                str(backup / DUMP),
            )
    except OSError:
        raise refusal("backup.disk", data) from None
    return told


def counted(keeping: Keeping) -> dict[str, int]:
    """What is in the archive, in figures."""
    rows = keeping.archive.database.rows
    return {table: int(rows(f"SELECT count(*) FROM {table}")[0][0]) for table in _COUNTED}


def _copy_sqlite(source: Path, target: Path) -> None:
    """As it is at one moment, whoever writes meanwhile."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(descriptor)
    try:
        with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
            reading.backup(writing)
    except sqlite3.Error:
        raise refusal("backup.disk", target) from None


def _copy_if_there(source: str, target: str) -> None:
    """What goes away meanwhile is not in the backup: drafts, sound of records that are deleted or lifted."""
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        if Path(source).exists():
            raise


def _counted_in(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as copy:
        return {table: int(copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in _COUNTED}


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix()


def _about(path: Path) -> dict[str, Any]:
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            size += len(piece)
    return {"sha256": digest.hexdigest(), "size": size}


def _inside(backup: Path, name: str) -> Path:
    """Where a file that the manifest names is; a name can neither leave the folder nor be a link out of it."""
    parts = PurePosixPath(name).parts
    known = name in (ARCHIVE, STORE, DUMP) or any(name.startswith(f"{folder}/") for folder in _FOLDERS)
    path = backup.joinpath(*parts)
    safe = known and ".." not in parts and "\\" not in name and "\0" not in name
    if not safe or not path.resolve().is_relative_to(backup.resolve()):
        raise refusal("backup.unsafe", name)
    return path


def _prune(folder: Path, before: int) -> None:
    for old in folder.glob(f"{_PREFIX}*"):
        try:
            told = json.loads((old / MANIFEST).read_text("utf-8"))
            if told["voixla_backup"] == 1 and told["at"] < before:
                shutil.rmtree(old)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # not ours, or not finished: somebody should look at it


def _run(program: str, *arguments: str) -> None:
    try:
        subprocess.run(
            [program, *arguments], check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=86_400
        )
    except (OSError, subprocess.SubprocessError):
        raise refusal("backup.program", program) from None
