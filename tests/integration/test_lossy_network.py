"""Somebody behind a bad network: packets are lost, then nothing comes for seconds. The others must not notice."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np
import pytest

from gateway.demo.participant import Participant
from gateway.media.steadiness import CUT_AFTER
from models.audio import SAMPLE_RATE, AudioFrame, AudioGap, Loss
from pipeline.reorder import RtpPacket
from tests.fakes import media_servers
from tests.fakes.caption_session import FakeSession, FakeTrack
from tests.fakes.far_participant import far_participant
from tests.fakes.lossy_wire import LossyWire, lossy_wire
from tests.fakes.meeting import meeting, until, write_opus
from tests.fakes.opus_stream import pitch, tone

# Calm, because making network devices interrupts what browsers load in tests beside this one (ERR_NETWORK_CHANGED).
pytestmark = [pytest.mark.integration, pytest.mark.calm]

LOSS, LOSSY_SECONDS, OUTAGE_SECONDS = 0.05, 6.0, 4.0
TOLD_SECONDS = 3.0
CHLOE = "Chloé"


@pytest.fixture
def wire() -> Iterator[LossyWire]:
    with lossy_wire() as wire:
        yield wire


def tracks_of(session: FakeSession, name: str) -> list[FakeTrack]:
    return [track for track in session.tracks if track.speaker.name == name]


def seconds(items: list[AudioFrame] | list[AudioGap]) -> float:
    return sum(_end(item) - item.start for item in items) / SAMPLE_RATE


def _end(item: AudioFrame | AudioGap) -> int:
    return item.end if isinstance(item, AudioGap) else item.start + len(item.pcm)


def gaps(tracks: list[FakeTrack]) -> list[AudioGap]:
    return [item for track in tracks for item in track.items if isinstance(item, AudioGap)]


def assert_whole(tracks: list[FakeTrack]) -> None:
    """Every moment of a track is sound or a gap."""
    for track in tracks:
        for item, following in zip(track.items, track.items[1:], strict=False):
            assert _end(item) == following.start


async def listen(session: FakeSession, name: str, length: float) -> list[AudioFrame]:
    """What comes of ``name`` while ``length`` seconds pass."""
    before = sum(len(track.frames) for track in tracks_of(session, name))
    await asyncio.sleep(length)
    return [frame for track in tracks_of(session, name) for frame in track.frames][before:]


async def assert_concealed(wire: LossyWire, session: FakeSession, name: str, hertz: float) -> None:
    """The tone that ``name`` plays stays whole on a wire that loses packets for a while."""
    wire.loss = LOSS
    lossy = await listen(session, name, LOSSY_SECONDS)
    assert wire.lost > 0
    missing = seconds(gaps(tracks_of(session, name)))
    assert abs(seconds(lossy) + missing - LOSSY_SECONDS) < 1, "no stuck track"
    assert missing < LOSSY_SECONDS * LOSS * 2
    pcm = np.concatenate([frame.pcm for frame in lossy])
    assert abs(pitch(pcm) - hertz) < 3
    assert np.mean(np.abs(pcm) < 1e-4) < LOSS, "what is lost is filled in"


async def assert_told(wire: LossyWire, session: FakeSession, name: str, heard: dict[str, int]) -> None:
    """The wire of ``name``, whom others hear as ``far``, is cut for a while, and that is told meanwhile."""
    wire.cut = True
    near, told = heard["near"], len(gaps(tracks_of(session, name)))
    await until(lambda: len(gaps(tracks_of(session, name))) > told, "it is told", TOLD_SECONDS)
    await asyncio.sleep(OUTAGE_SECONDS - CUT_AFTER / SAMPLE_RATE)
    assert heard["near"] - near > OUTAGE_SECONDS * 50 * 0.8, "the others are heard meanwhile"
    wire.cut = False
    far = heard["far"]
    await until(lambda: heard["far"] > far + 25, "they are heard again", 10)
    hole = [gap for gap in gaps(tracks_of(session, name))[told:] if gap.loss is Loss.NETWORK]
    assert OUTAGE_SECONDS - 0.5 < seconds(hole) < OUTAGE_SECONDS + 2


@pytest.mark.parametrize("name", media_servers.NAMES)
async def test_one_bad_line_is_concealed_or_marked_and_touches_nobody_else(
    wire: LossyWire, requires: Callable[[str, str], Path], tmp_path: Path, name: str
) -> None:
    recordings = {hertz: write_opus(tmp_path / f"{hertz}.opus", tone(20.0, hertz)) for hertz in (440, 660)}
    heard = {"far": 0, "near": 0}

    def hear(person: str, packet: RtpPacket) -> None:
        who = next((p["name"] for p in chloe.people if p["id"] == person), "")
        heard["far" if who == "Anne" else "near"] += 1

    async with AsyncExitStack() as stack:
        media = await stack.enter_async_context(media_servers.entered(name, requires))
        server = await stack.enter_async_context(meeting(media=media, host=wire.near))
        chloe = await stack.enter_async_context(Participant(server.room(), CHLOE, on_packet=hear))
        await chloe.switch_captions(True)
        bruno = await stack.enter_async_context(
            Participant(server.room(), "Bruno", recording=recordings[660], loop=True)
        )
        bruno.play()
        await stack.enter_async_context(far_participant(wire, server.room(), "Anne", recordings[440]))
        session = server.session
        await until(lambda: heard["far"] > 25 and heard["near"] > 25, "both are heard", 30)
        await until(lambda: all(tracks_of(session, who) for who in ("Anne", "Bruno")), "both are tapped")

        await assert_concealed(wire, session, "Anne", 440)
        wire.loss = 0.0
        await assert_told(wire, session, "Anne", heard)
        assert seconds(await listen(session, "Anne", 1.0)) > 0.5, "and goes on"
        (untouched,) = tracks_of(session, "Bruno")
        assert gaps([untouched]) == []
        assert_whole([untouched, *tracks_of(session, "Anne")])
        assert [person["publishing"] for person in chloe.people] == [False, True, True]
