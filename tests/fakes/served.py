"""The real server, ``./run serve``, as a process that can be killed and started again on the same port and data."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from gateway.access.hosting import open_hosting
from gateway.access.roles import Role
from tests.fakes.hosts import PASSWORD

_JANUS = "janus"


class Served:
    """Rooms of hosts, kept in ``data``; ``start`` it."""

    PROGRAM = (sys.executable, "-m", "gateway")

    def __init__(
        self,
        data: Path,
        *options: str,
        media: str = "janus",
        model: str = "base",
        environment: Mapping[str, str] | None = None,
        program: Sequence[str] = PROGRAM,
    ) -> None:
        self._data = data
        self._program = program
        self._options = [*options, "--model", model, "--access", "hosts", "--media", media]
        self._environment = {**os.environ, "VOIXLA_DATA": str(data), **(environment or {})}
        self._process: subprocess.Popen[str] | None = None
        self._port = 0
        self.address = ""
        """Where its pages are, with a slash at the end."""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def janus(self) -> int:
        """The process of its own Janus."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        (found,) = [int(child) for child in children if _name_of(int(child)) == _JANUS]
        return found

    def start(self) -> None:
        command = [*self._program, "serve", "--port", str(self._port), *self._options]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=self._environment)
        assert self._process.stdout is not None
        said = (re.search(r"http://\S+:(\d+)/", line) for line in self._process.stdout)
        found = next((match for match in said if match), None)
        assert found is not None, "the server did not start"
        self.address, self._port = found.group(), int(found[1])

    def kill(self) -> None:
        """As by ``kill -9``: it can do nothing more."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def stop(self) -> None:
        """In order."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
            self._process.communicate(timeout=30)
            assert self._process.returncode == 0, "the server did not stop in order"

    def links(self, *roles: Role) -> list[str]:
        """Paths to a new room, each with a pass for one of ``roles``. Made while the server does not run."""
        with open_hosting(self._data) as hosting:
            room = hosting.register.create("Conseil", hosting.accounts.add("Anne", PASSWORD).id)
            return [f"room/{room.name}#pass={hosting.access.issue(room, role)[0]}" for role in roles]


@contextmanager
def stopped_after(served: Served) -> Iterator[Served]:
    """For a server that is started inside."""
    try:
        yield served
    except BaseException:
        with contextlib.suppress(ProcessLookupError, AssertionError):
            served.kill()
        raise
    served.stop()


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 15.0) -> float:
    """How long it took, in seconds."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"never true: {what}"
        time.sleep(0.05)  # what is waited for happens in other programs, which tell nobody
    return time.monotonic() - began


def alive(pid: int) -> bool:
    """Whether that process runs; one that has ended and waits for its parent does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def _name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
