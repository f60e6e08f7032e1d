"""A Janus of our own as a child process: configured, started, watched, and never left behind.

Its files are in a folder that only we can read, until it has read them; the next start takes away what was left of
one that we were killed in. What it prints is read and thrown away,
but for its reason when it does not start: nobody has joined by then, so that holds no secret.
"""

import asyncio
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections import deque
from pathlib import Path

from captions.errors import VoixlaError
from gateway.media.janus.config import JanusOptions, write_config
from gateway.media.janus.tokens import Keys
from gateway.tasks import Tasks

logger = logging.getLogger(__name__)

START_SECONDS = 10.0
_STOP_SECONDS = 1.0
_FOLDER = "voixla-janus-"
_LEFT_SECONDS = 600.0
"""A folder so old is nobody's any more: no start takes so long."""
_POLL = 0.05
# The kernel is asked to end Janus when we end, however that happens; then the process becomes Janus.
_LAUNCH = (
    "import ctypes, os, sys\n"
    "ctypes.CDLL(None).prctl(1, 9)\n"
    "os.getppid() == int(sys.argv[1]) or sys.exit(1)\n"
    "os.execv(sys.argv[2], sys.argv[2:])\n"
)


def find_janus() -> Path | None:
    """The installed program."""
    found = shutil.which("janus", path=None) or shutil.which(
        "janus", path="/usr/bin:/usr/local/bin:/opt/janus/bin"
    )
    return Path(found) if found else None


class JanusProcess:
    """``start``, then ``ended`` when it has died or ``stop``; may be started again."""

    tap_host = tap_sender = "127.0.0.1"

    def __init__(self, program: Path, *, keys: Keys, options: JanusOptions) -> None:
        self._program = program
        self._keys = keys
        self._options = options
        self._process: Process | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._said: deque[str] = deque(maxlen=20)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def start(self, tasks: Tasks) -> str:
        """The address of its WebSocket, which answers. Raises ``VoixlaError`` when it does not start."""
        _remove_leftovers(Path(tempfile.gettempdir()))
        self._folder = tempfile.TemporaryDirectory(prefix=_FOLDER)
        folder, port = Path(self._folder.name), _free_port()
        main = write_config(folder, port=port, keys=self._keys, options=self._options)
        self._said.clear()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", "-c", _LAUNCH, str(os.getpid()),
            str(self._program), "-F", str(folder), "-C", str(main),
            stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, cwd="/", start_new_session=True,
            env={"PATH": os.environ.get("PATH", os.defpath)},
        )  # fmt: skip
        tasks.start("janus-output", self._listen(self._process))
        await self._wait_for(port, self._process)
        # Read once, plugins before transports. Whoever finds the folder after a crash of ours finds no secret.
        self._folder.cleanup()
        return f"ws://127.0.0.1:{port}/"

    async def ended(self) -> None:
        """Returns when the process has died."""
        if self._process is not None:
            status = await self._process.wait()
            logger.warning("code=media.janus_ended status=%s", status)

    async def stop(self) -> None:
        """Ends it if it still runs. May be called again."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            _signal(process, signal.SIGTERM)
            try:
                async with asyncio.timeout(_STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                _signal(process, signal.SIGKILL)
                await process.wait()
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        while chunk := await process.stdout.read(1 << 16):
            self._said.extend(line for line in chunk.decode("utf-8", "replace").split("\n") if line.strip())

    async def _wait_for(self, port: int, process: Process) -> None:
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while asyncio.get_running_loop().time() < deadline and process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(_POLL)
                continue
            writer.close()
            return
        await asyncio.sleep(_POLL)
        reason = next((f" Il dit : {line[:200]}" for line in self._said if "[FATAL]" in line), "")
        raise VoixlaError("media.janus_start", f"Janus est installé mais n’a pas démarré.{reason}")


def _remove_leftovers(where: Path) -> None:
    """Ours only: what belongs to other people here is theirs, whatever its name."""
    for folder in where.glob(f"{_FOLDER}*"):
        try:
            found = folder.lstat()
        except OSError:  # another gateway was faster
            continue
        if found.st_uid == os.getuid() and time.time() - found.st_mtime > _LEFT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _signal(process: Process, number: signal.Signals) -> None:
    # The library's own way looks first whether the process has ended, and so takes its status from the event loop.
    try:
        os.kill(process.pid, number)
    except ProcessLookupError:
        pass


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
