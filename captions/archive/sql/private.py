"""The file of a database, readable by its owner only."""

import os
import stat
from pathlib import Path


def make_private(path: Path) -> None:
    """Makes ``path`` and its folder if need be. Raises ``OSError``.

    SQLite gives its side files the permissions of the main one. A file that exists is not opened: closing it would let
    go of every lock that this process holds on it (https://sqlite.org/howtocorrupt.html, 2.2), and another program
    would take away the log that connections of this process write to.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        if stat.S_IMODE(os.stat(path).st_mode) & 0o077:
            os.chmod(path, 0o600)
