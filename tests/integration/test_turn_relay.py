"""Our credentials and our configuration of the relay, against the real coturn."""

import asyncio
import contextlib
import re
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.media.turn import LIFETIME_SECONDS, Relay
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.integration
Requires = Callable[[str, str], Path]
SECRET = re.compile(r"^static-auth-secret=(\w{64})$", re.MULTILINE)
MESSAGES = 5


@pytest.fixture
def coturn(requires: Requires) -> Path:
    return requires("turnserver", "coturn")


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
    secret = SECRET.search(written)
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


async def relayed(server: str, port: int, peer: tuple[str, int], ice: dict[str, object], *how: str) -> str:
    """What coturn's own client says after sending to ``peer``, which echoes, through the relay."""
    command = ["turnutils_uclient", "-c", "-n", str(MESSAGES), "-m", "1", "-l", "100", *how]
    command += ["-u", str(ice["username"]), "-w", str(ice["credential"])]
    command += ["-e", peer[0], "-r", str(peer[1]), "-p", str(port), server]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(30):
            output, _ = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return output.decode("utf-8", "replace")


def received(output: str) -> int:
    counts = re.findall(r"tot_recv_msgs=(\d+)", output)
    return int(counts[-1]) if counts else 0


def credentials(secret: str, now: float | None = None) -> dict[str, object]:
    relay = Relay(urls=("turn:reunions.ville.example:3478",), secret=secret)
    (ice,) = relay.ice_servers("p3fJ_-x0aB", time.time() if now is None else now)
    return ice


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_participant_is_relayed_to_this_machine(coturn: Path, tmp_path: Path, transport: str) -> None:
    address, peer_port = own_address(), free_port()
    peer = ["turnutils_peer", "-v", "-L", address, "-p", str(peer_port)]
    how = ["-t"] if transport == "tcp" else []
    async with relaying(tmp_path, address) as (port, secret), program(peer, tmp_path, ""):
        output = await relayed(address, port, (address, peer_port), credentials(secret), *how)
        assert received(output) == MESSAGES, output


async def test_nobody_is_relayed_elsewhere(coturn: Path, tmp_path: Path) -> None:
    address = own_address()
    async with relaying(tmp_path, address) as (port, secret):
        for elsewhere in ("198.51.100.7", "10.11.12.13", "169.254.169.254"):
            output = await relayed(address, port, (elsewhere, 9), credentials(secret))
            assert received(output) == 0, output
            assert "403" in output, output


async def test_old_and_forged_credentials_are_refused(coturn: Path, tmp_path: Path) -> None:
    address = own_address()
    async with relaying(tmp_path, address) as (port, secret):
        expired = credentials(secret, time.time() - LIFETIME_SECONDS - 60)
        forged = credentials("0" * 64)
        borrowed = credentials(secret) | {"username": f"{int(time.time()) + 9 * LIFETIME_SECONDS}:p1"}
        for wrong in (expired, forged, borrowed):
            output = await relayed(address, port, (address, 9), wrong)
            assert received(output) == 0, output
            assert "Cannot complete Allocation" in output, output
