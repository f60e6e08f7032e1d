"""Where a demonstration keeps what it keeps: a folder of its own, never that of a server; gone with it by default."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from captions.errors import VoixlaError

_PREFIX = "voixla-demo-"
_LOCK = "demo.lock"


@contextmanager
def demo_folder(keep: Path | None = None) -> Iterator[Path]:
    """A temporary one that is removed when left; or ``keep``, which stays and must be empty. Raises ``usage.keep``.

    Removes what demonstrations that were killed have left.
    """
    if keep is not None:
        yield _empty(keep)
        return
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        _remove_forsaken(path)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder)


def _empty(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not any(folder.iterdir()):
            return folder
    except OSError:
        raise VoixlaError("usage.keep", f"Le dossier « {folder} » ne peut pas être créé ou lu.") from None
    raise VoixlaError(
        "usage.keep", f"Le dossier « {folder} » n’est pas vide : donnez à --keep un dossier nouveau."
    )


def _remove_forsaken(folder: Path) -> None:
    """If it is ours, and nobody holds its lock any more."""
    try:
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            return
        with (folder / _LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
    except OSError:
        return
