"""A real disk of a few megabytes that a test fills up and frees: a tmpfs that only its programs see.

Where the system grants no mounts, the kernel refuses those programs to write instead, as it does beyond a limit on the
size of files.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_OF_ONE_BLOCK = "--fsize=4096:unlimited"
_ENDLESS = "--fsize=unlimited:unlimited"


class SmallDisk:
    """``within`` stands before the command of a program that sees the disk at ``path``."""

    def __init__(self, path: Path, holder: int | None, alone: tuple[str, ...]) -> None:
        self.path = path
        self._holder = holder
        self.within: list[str] = []
        if holder is not None:
            self.within = ["nsenter", *alone, "--mount", f"--wd={Path.cwd()}", f"--target={holder}", "--"]

    @property
    def mounted(self) -> bool:
        return self._holder is not None

    @property
    def outside(self) -> Path:
        """The same, for the test."""
        return self.path if self._holder is None else Path(f"/proc/{self._holder}/root{self.path}")

    def fill(self, programs: Iterable[int], account: Sequence[str] = ()) -> None:
        """Not an octet is left to these processes. ``account`` stands before commands of the one they belong to."""
        if not self.mounted:
            _limit(programs, account, _OF_ONE_BLOCK)
            return
        descriptor = os.open(self.outside / "filler", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while os.write(descriptor, bytes(size)):
                        pass
                except OSError:
                    continue
        finally:
            os.close(descriptor)

    def free(self, programs: Iterable[int], account: Sequence[str] = ()) -> None:
        if self.mounted:
            (self.outside / "filler").unlink()
        else:
            _limit(programs, account, _ENDLESS)


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """In a folder that every account reaches; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="voixla-disk-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o777)
        yield from _mounted(Path(name), megabytes)


def _mounted(path: Path, megabytes: int) -> Iterator[SmallDisk]:
    mount = f'mount -t tmpfs -o size={megabytes}m,mode=0777 small "$0" && echo mounted && exec cat'
    for alone in ((), ("--user", "--map-root-user")):
        holder = subprocess.Popen(
            ["unshare", *alone, "--mount", "sh", "-c", mount, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with holder:
            assert holder.stdin is not None
            assert holder.stdout is not None
            if holder.stdout.readline() == "mounted\n":
                entering = ("--user", "--preserve-credentials") if alone else ()
                yield SmallDisk(path, holder.pid, entering)
                return
    yield SmallDisk(path, None, ())


def family(pid: int) -> list[int]:
    """A process and those that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def _limit(programs: Iterable[int], account: Sequence[str], size: str) -> None:
    for pid in programs:
        done = subprocess.run([*account, "prlimit", f"--pid={pid}", size], check=False)
        assert done.returncode == 0 or not Path(f"/proc/{pid}").exists(), "it goes on writing"
