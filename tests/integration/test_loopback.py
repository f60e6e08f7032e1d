"""A machine without any network holds a meeting with itself, and one with a network asks nobody outside."""

import asyncio
from pathlib import Path

import pytest

from gateway.demo.participant import Participant
from gateway.media.embedded.vendor import allow_loopback, close_connection, new_connection
from tests.fakes.meeting import meeting, until, write_opus
from tests.fakes.opus_stream import tone

pytestmark = pytest.mark.integration


async def test_a_meeting_on_a_machine_without_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aioice.ice.ifaddr.get_adapters", list)
    recording = write_opus(tmp_path / "tone.opus", tone(1.0, 440))
    heard: list[str] = []
    async with (
        meeting() as server,
        Participant(server.room(), "Anne", recording=recording, loop=True) as anne,
        Participant(server.room(), "Bruno", on_packet=lambda person, _: heard.append(person)),
    ):
        anne.play()
        await until(lambda: anne.id in heard, "Bruno hears Anne")


async def test_only_addresses_of_this_machine_are_offered() -> None:
    allow_loopback()
    allow_loopback()
    pc = new_connection()
    pc.addTransceiver("audio", direction="recvonly")
    async with asyncio.timeout(2):
        await pc.setLocalDescription()
    candidates = [line for line in pc.localDescription.sdp.split("\r\n") if line.startswith("a=candidate")]
    assert candidates
    assert all(" typ host" in line for line in candidates)
    await close_connection(pc)
