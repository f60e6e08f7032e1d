"""Our credentials and our configuration of the relay, against the real coturn."""

import asyncio
import contextlib
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.media.turn import LIFETIME_SECONDS, Relay
from tests.fakes.coturn import free_port, own_address, program, relaying

pytestmark = pytest.mark.integration
Requires = Callable[[str, str], Path]
MESSAGES = 5


@pytest.fixture
def coturn(requires: Requires) -> Path:
    return requires("turnserver", "coturn")


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
