"""Whole meetings on Janus: people are captioned under their names, and Janus is killed in the midst."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.demo.participant import Participant
from gateway.meeting.rules import RoomRules
from models.audio import SAMPLE_RATE, AudioFrame, AudioGap, Loss
from pipeline.reorder import RtpPacket
from tests.fakes.caption_session import FakeTrack
from tests.fakes.janus import running
from tests.fakes.meeting import Meeting, Page, meeting, until, write_opus
from tests.fakes.opus_stream import tone

pytestmark = pytest.mark.integration

TOLD_SECONDS, BACK_SECONDS = 3.0, 15.0
RULES = RoomRules(linger=0.3, patience=0.5)


@pytest.fixture
def program(requires: Callable[[str, str], Path]) -> Path:
    return requires("janus", "janus")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write_opus(tmp_path / "a.opus", tone(2.0, 440))


def tracks_of(server: Meeting, person: str) -> list[FakeTrack]:
    return [track for track in server.session.tracks if track.speaker.id == person]


def frames_of(server: Meeting, person: str) -> int:
    return sum(len(track.frames) for track in tracks_of(server, person))


async def test_people_are_captioned_under_their_names_and_hear_each_other(
    program: Path, recording: Path
) -> None:
    heard: list[str] = []

    def hear(person: str, packet: RtpPacket) -> None:
        heard.append(person)

    async with running(program) as janus, meeting(RULES, media=janus.server) as server:
        async with (
            Participant(server.room(), "Anne", recording=recording, loop=True) as anne,
            Participant(server.room(), "Bruno", recording=recording, loop=True) as bruno,
            Participant(server.room(), "Chloé", on_packet=hear) as chloe,
        ):
            await chloe.switch_captions(True)
            anne.play()
            bruno.play()
            await until(lambda: {anne.id, bruno.id} <= set(heard[-50:]), "Chloé hears both")
            for person in (anne, bruno):
                await until(lambda person=person: frames_of(server, person.id) > 50, "both are tapped")  # type: ignore[misc]
                (track,) = tracks_of(server, person.id)
                assert all(isinstance(item, AudioFrame) for item in track.items)
            assert {track.speaker.name for track in server.session.tracks} == {"Anne", "Bruno"}
        assert all(track.closed for track in server.session.tracks)


async def told(page: Page, *ups: bool) -> None:
    expected = list(ups)
    await until(lambda: [message["up"] for message in page.of("media")] == expected, f"told {expected}")


async def test_a_janus_that_is_killed_in_the_midst(program: Path, recording: Path) -> None:
    async with (
        running(program) as janus,
        meeting(RULES, media=janus.server) as server,
        server.page(None) as reader,
        Participant(server.room(), "Anne", recording=recording, loop=True) as anne,
    ):
        await anne.switch_captions(True)
        anne.play()
        await until(lambda: frames_of(server, anne.id) > 50, "Anne is tapped")
        killed = time.monotonic()
        os.kill(janus.pid, signal.SIGKILL)
        await told(reader, False)
        assert time.monotonic() - killed < TOLD_SECONDS
        (track,) = tracks_of(server, anne.id)
        await until(lambda: track.closed, "what Anne said is finished")
        gap = track.items[-1]
        assert isinstance(gap, AudioGap)
        assert gap.loss is Loss.NETWORK
        assert 0 < gap.end - gap.start < TOLD_SECONDS * SAMPLE_RATE
        assert [person["publishing"] for person in reader.people] == [False]
        await told(reader, False, True)
        assert time.monotonic() - killed < BACK_SECONDS
        async with Participant(server.room(), "Bruno", recording=recording, loop=True) as bruno:
            bruno.play()
            await until(lambda: frames_of(server, bruno.id) > 20, "people are captioned again")
            assert time.monotonic() - killed < BACK_SECONDS
        assert "media.unreachable" not in anne.errors


async def test_somebody_who_stops_hearing_packets_for_a_while_is_told_as_a_gap(
    program: Path, recording: Path
) -> None:
    """The tap's datagrams are dropped for a second, as on a network that fails."""
    async with (
        running(program) as janus,
        meeting(RULES, media=janus.server) as server,
        Participant(server.room(), "Anne", recording=recording, loop=True) as anne,
    ):
        await anne.switch_captions(True)
        anne.play()
        await until(lambda: frames_of(server, anne.id) > 30, "Anne is tapped")
        tap = janus.server._tap
        sinks = dict(tap._sinks)
        tap._sinks.clear()
        await asyncio.sleep(1.0)
        tap._sinks.update(sinks)
        (track,) = tracks_of(server, anne.id)
        before = len(track.frames)
        await until(lambda: len(track.frames) > before + 30, "Anne is tapped again")
        (gap,) = [item for item in track.items if isinstance(item, AudioGap)]
        assert abs((gap.end - gap.start) / SAMPLE_RATE - 1.0) < 0.25
