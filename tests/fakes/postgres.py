"""PostgreSQL for tests: a private cluster in a folder, without a port, that can be killed and comes back."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.fakes.small_disk import SmallDisk, family

_PATIENCE_S = 30.0
_SHARED_MEMORY = Path("/dev/shm")
_ENOUGH = 4 * 2**30
_numbers = count(1)


def programs() -> Path | None:
    """Where Debian puts ``initdb``, which is not on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def needed() -> Path:
    """Skips the test where there is no PostgreSQL."""
    found = programs()
    if found is None:
        pytest.skip("needs PostgreSQL's server: the package postgresql")
    return found


class Cluster:
    def __init__(self, programs: Path, folder: Path, user: list[str], disk: SmallDisk | None = None) -> None:
        """Its data are on ``disk``, if there is one."""
        self._programs = programs
        self._folder = folder
        self._disk = disk
        self.account = user
        """Stands before commands of the account that it runs under."""
        self._within = [] if disk is None else disk.within
        self._data = (folder if disk is None else disk.path) / "data"

    @property
    def data(self) -> Path:
        """As the test sees it."""
        return self._folder / "data" if self._disk is None else self._disk.outside / "data"

    @property
    def folder(self) -> Path:
        """All that the server writes, unless it is on a disk of its own."""
        return self._folder

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    @property
    def runs(self) -> bool:
        try:
            return "\nState:\tZ" not in Path(f"/proc/{self.pid}/status").read_text()
        except (OSError, ValueError, IndexError):
            return False

    def address(self, database: str) -> str:
        return f"host={self._folder} user=voixla dbname={database}"

    def new_database(self) -> str:
        """Its address."""
        name = f"archive{next(_numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.address(name)

    def initialise(self) -> None:
        options = ["-A", "trust", "-U", "voixla", "-E", "UTF8", "--locale=C.UTF-8"]
        if self._disk is not None:
            options.append("--wal-segsize=1")
        self._run("initdb", "-D", str(self._data), *options)

    def start(self) -> None:
        """Again and again while what a killed server left is in its way."""
        deadline = time.monotonic() + _PATIENCE_S
        options = f"-k {self._folder} -c listen_addresses='' -c shared_buffers=32MB -c wal_recycle=off"
        if self._disk is not None:
            options += " -c max_wal_size=4MB -c min_wal_size=2MB"
        while True:
            try:
                return self._run(
                    *(
                        "pg_ctl",
                        "-D",
                        str(self._data),
                        "-w",
                        "-o",
                        options,
                        "-l",
                        str(self._folder / "log"),
                        "start",
                    )
                )
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise

    def checkpoint(self) -> None:
        """What is in memory goes into the files; files that were replaced go away."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def kill(self) -> None:
        """With ``SIGKILL``, the whole server at once."""
        for victim in family(self.pid):
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def stop(self) -> None:
        if self.runs:
            self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._within, *self.account, str(self._programs / program), *arguments],
            check=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def cluster(disk: SmallDisk | None = None) -> Iterator[Cluster]:
    """Started; gone with everything in it afterwards."""
    found = needed()
    with tempfile.TemporaryDirectory(prefix="voixla-pg-", dir=_roomy(), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        user = _other_user(folder)
        server = Cluster(found, folder, user, disk)
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _roomy() -> Path | None:
    """Memory, where there is enough of it: each database is some 300 files, and removing them keeps a disk busy."""
    try:
        return _SHARED_MEMORY if shutil.disk_usage(_SHARED_MEMORY).free > _ENOUGH else None
    except OSError:
        return None


def _other_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups", "--"]
