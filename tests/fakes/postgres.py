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

import pytest

_PATIENCE_S = 30.0
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
    pytest.importorskip("psycopg", reason="needs psycopg: pip install 'voixla[postgres]'")
    found = programs()
    if found is None:
        pytest.skip("needs PostgreSQL's server: the package postgresql")
    return found


class Cluster:
    def __init__(self, programs: Path, folder: Path, user: list[str]) -> None:
        self._programs = programs
        self._folder = folder
        self._user = user

    @property
    def data(self) -> Path:
        return self._folder / "data"

    def address(self, database: str) -> str:
        return f"host={self._folder} user=voixla dbname={database}"

    def new_database(self) -> str:
        """Its address."""
        import psycopg

        name = f"archive{next(_numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.address(name)

    def initialise(self) -> None:
        self._run(
            "initdb", "-D", str(self.data), "-A", "trust", "-U", "voixla", "-E", "UTF8", "--locale=C.UTF-8"
        )

    def start(self) -> None:
        """Again and again while what a killed server left is in its way."""
        deadline = time.monotonic() + _PATIENCE_S
        options = f"-k {self._folder} -c listen_addresses='' -c shared_buffers=32MB"
        while True:
            try:
                return self._run(
                    *(
                        "pg_ctl",
                        "-D",
                        str(self.data),
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
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def kill(self) -> None:
        """With ``SIGKILL``, the whole server at once."""
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for victim in (pid, *map(int, children)):
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._user, str(self._programs / program), *arguments],
            check=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Started; gone with everything in it afterwards."""
    found = needed()
    with tempfile.TemporaryDirectory(prefix="voixla-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        user = _other_user(folder)
        server = Cluster(found, folder, user)
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _other_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups", "--"]
