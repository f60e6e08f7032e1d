"""The real coturn with the configuration that ``deploy/configure`` writes, and programs beside it."""

import asyncio
import contextlib
import re
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.architecture.tree import ROOT

_SECRET = re.compile(r"^static-auth-secret=(\w{64})$", re.MULTILINE)


def own_address() -> str:
    """An address of this machine; loopback where there is no network card."""
    addresses = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
    return next((address for address in addresses if "." in address), "127.0.0.1")


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def relaying(folder: Path, address: str) -> AsyncIterator[tuple[int, str]]:
    """The relay with the configuration that ``deploy/configure`` writes: its port and its secret."""
    configure = [ROOT / "deploy" / "configure", "reunions.ville.example", "--adresses", address]
    subprocess.run([*configure, "--racine", folder], check=True, capture_output=True)
    written = (folder / "etc" / "turnserver.conf").read_text("utf-8")
    secret = _SECRET.search(written)
    assert secret is not None
    port = free_port()
    changed = written.replace("listening-port=3478", f"listening-port={port}").replace("\nsyslog\n", "\n")
    if address.startswith("127."):
        changed += "allow-loopback-peers\n"
    config = folder / "turnserver.conf"
    config.write_text(changed, "utf-8")
    command = ["turnserver", "-c", str(config), "--listening-ip", address, "--relay-ip", address]
    command += ["--log-file", "stdout", "--pidfile", str(folder / "pid"), "--userdb", str(folder / "users")]
    async with program(command, folder, "DB connection success"):
        yield port, secret[1]


@asynccontextmanager
async def program(command: list[str], folder: Path, mark: str) -> AsyncIterator[None]:
    """Runs inside, once its output says ``mark``."""
    log = folder / f"{Path(command[0]).name}.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(*command, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 20
        while mark not in (said := log.read_text("utf-8", "replace")):
            assert process.returncode is None, said
            assert time.monotonic() < deadline, said
            await asyncio.sleep(0.05)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
