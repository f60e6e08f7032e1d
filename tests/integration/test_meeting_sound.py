"""Sound through the real server: real WebRTC connections, a real port, real Opus."""

import asyncio
import threading
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from captions.events import Status
from gateway.demo.participant import Participant
from gateway.demo.recording import read_recording
from gateway.media.embedded.vendor import (
    add_opus,
    close_connection,
    new_connection,
    receive_packets,
    take_description,
)
from gateway.media.opus import OpusDecoder
from gateway.meeting.rules import RoomRules
from models.audio import SAMPLE_RATE, AudioFrame
from pipeline.reorder import RtpPacket
from tests.fakes.caption_session import FakeTrack
from tests.fakes.meeting import QUICK, Meeting, meeting, until, write_opus
from tests.fakes.opus_stream import pitch, tone

pytestmark = pytest.mark.integration


class Ears:
    """What a participant hears, by person."""

    def __init__(self) -> None:
        self.packets: dict[str, list[RtpPacket]] = defaultdict(list)

    def __call__(self, person: str, packet: RtpPacket) -> None:
        self.packets[person].append(packet)

    def count(self, person: str) -> int:
        return len(self.packets[person])

    def pitch(self, person: str) -> float:
        decoder = OpusDecoder()
        parts = [decoder.decode(packet.payload) for packet in self.packets[person]]
        return pitch(np.concatenate([part for part in parts if part is not None]))


@pytest.fixture
def recordings(tmp_path: Path) -> dict[int, Path]:
    return {hertz: write_opus(tmp_path / f"{hertz}.opus", tone(2.0, hertz)) for hertz in (440, 660, 880)}


def sound_of(track: FakeTrack) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    return np.concatenate([frame.pcm for frame in track.frames])


async def test_two_people_hear_each_other_and_both_are_tapped(recordings: dict[int, Path]) -> None:
    anne_hears, bruno_hears = Ears(), Ears()
    async with (
        meeting() as server,
        Participant(server.room(), "Anne", recording=recordings[440], on_packet=anne_hears) as anne,
        Participant(server.room(), "Bruno", recording=recordings[660], on_packet=bruno_hears) as bruno,
    ):
        await anne.switch_captions(True)
        await until(
            lambda: len(anne.people) == 2 and all(p["publishing"] for p in anne.people), "both publish"
        )
        anne.play()
        bruno.play()
        await until(lambda: anne_hears.count(bruno.id) > 80 and bruno_hears.count(anne.id) > 80, "they hear")
        await until(lambda: all(p["speaking"] for p in anne.people), "both lights are on")
        assert set(anne_hears.packets) == {bruno.id}
        assert abs(anne_hears.pitch(bruno.id) - 660) < 3
        assert abs(bruno_hears.pitch(anne.id) - 440) < 3
        await until(lambda: len(server.session.tracks) == 2, "both are tapped")
        for person, hertz in ((anne, 440), (bruno, 660)):
            (track,) = (track for track in server.session.tracks if track.speaker.id == person.id)
            await until(lambda track=track: len(track.items) >= 100, "everything has arrived")
            check_tapped(server, person, track, hertz)
    assert all(track.closed for track in server.session.tracks)
    assert server.session.left
    assert threading.active_count() == 1


def check_tapped(server: Meeting, person: Participant, track: FakeTrack, hertz: int) -> None:
    assert person.started_at is not None
    assert all(isinstance(item, AudioFrame) for item in track.items)
    for before, after in zip(track.frames, track.frames[1:], strict=False):
        assert before.end == after.start
    lead = track.frames[0].start / SAMPLE_RATE - (person.started_at - server.session.opened)
    assert abs(lead) < 0.08, "the sound lies where it was said"
    assert abs(pitch(sound_of(track)) - hertz) < 2


async def test_what_is_forwarded_is_what_was_published(recordings: dict[int, Path]) -> None:
    ears = Ears()
    async with (
        meeting() as server,
        Participant(server.room(), "Bruno", on_packet=ears),
        Participant(server.room(), "Anne", recording=recordings[440]) as anne,
    ):
        await asyncio.sleep(0.3)
        anne.play()
        await anne.finished()
        sent = [bytes(packet) for packet in read_recording(recordings[440]).packets]
        await until(lambda: ears.count(anne.id) >= len(sent) - 5, "nearly all has arrived")
        got = [packet.payload for packet in ears.packets[anne.id]]
        first = sent.index(got[0])
        assert got == sent[first : first + len(got)]
        stamps = [packet.timestamp for packet in ears.packets[anne.id]]
        steps = {(after - before) & 0xFFFFFFFF for before, after in zip(stamps, stamps[1:], strict=False)}
        assert steps == {960}


async def test_captions_off_means_nothing_is_recognised(recordings: dict[int, Path]) -> None:
    async with (
        meeting() as server,
        server.page(None) as reader,
        Participant(server.room(), "Anne", recording=recordings[440], loop=True) as anne,
    ):
        anne.play()
        await until(lambda: anne.people != [] and anne.people[0]["speaking"], "Anne is heard")
        assert server.session.tracks == []
        await reader.send({"type": "captions", "on": True})
        await until(lambda: any(track.frames for track in server.session.tracks), "captions are on")
        await reader.send({"type": "captions", "on": False})
        await until(lambda: server.session.tracks[0].closed, "captions are off")
        states = [m["event"]["status"] for m in reader.of("event")]
        await until(lambda: len(reader.of("event")) == 3, "the state is told")
        states = [m["event"]["status"] for m in reader.of("event")]
        assert states == [Status.OFF, Status.LIVE, Status.OFF]
        assert len(server.session.tracks) == 1


async def test_muted_people_are_neither_heard_nor_tapped(recordings: dict[int, Path]) -> None:
    ears = Ears()
    async with (
        meeting() as server,
        Participant(server.room(), "Bruno", on_packet=ears),
        Participant(server.room(), "Anne", recording=recordings[440], loop=True) as anne,
    ):
        await anne.switch_captions(True)
        anne.play()
        await until(lambda: ears.count(anne.id) > 10, "Bruno hears Anne")
        await anne.send(type="mute", muted=True)
        await until(lambda: server.session.tracks[0].closed, "what Anne said is finished")
        await until(lambda: any(p["muted"] and not p["speaking"] for p in anne.people), "the list says so")
        await asyncio.sleep(0.1)
        heard, tapped = ears.count(anne.id), len(server.session.tracks)
        await asyncio.sleep(0.3)
        assert (ears.count(anne.id), len(server.session.tracks)) == (heard, tapped)
        await anne.send(type="mute", muted=False)
        await until(lambda: ears.count(anne.id) > heard + 10, "Bruno hears Anne again")
        assert [len(track.frames) == len(track.items) for track in server.session.tracks] == [True, True]


async def test_people_come_and_go_and_everybody_hears_who_is_there(recordings: dict[int, Path]) -> None:
    ears = Ears()
    async with meeting() as server, Participant(server.room(), "Anne", on_packet=ears) as anne:
        async with Participant(server.room(), "Bruno", recording=recordings[440]) as bruno:
            bruno.play()
            await until(lambda: ears.count(bruno.id) > 30, "Anne hears Bruno")
            async with Participant(server.room(), "Chloé", recording=recordings[660]) as chloe:
                chloe.play()
                await until(lambda: ears.count(chloe.id) > 30, "Anne hears Chloé too")
                assert abs(ears.pitch(chloe.id) - 660) < 20
        await until(lambda: len(anne.people) == 1, "both have left")
        async with Participant(server.room(), "David", recording=recordings[880]) as david:
            david.play()
            await until(lambda: ears.count(david.id) > 30, "Anne hears David in a free place")
            assert abs(ears.pitch(david.id) - 880) < 20


async def test_somebody_who_leaves_is_finished_and_forgotten(recordings: dict[int, Path]) -> None:
    async with meeting(QUICK) as server:
        async with Participant(server.room(), "Anne", recording=recordings[440]) as anne:
            await anne.switch_captions(True)
            anne.play()
            await until(lambda: any(track.frames for track in server.session.tracks), "Anne is tapped")
        await until(lambda: server.session.tracks[0].closed, "her last words are finished")
        await until(lambda: len(server.rooms) == 0, "the empty room is over")
        assert server.session.left


async def test_a_new_name_is_on_what_is_said_from_then_on(recordings: dict[int, Path]) -> None:
    async with meeting() as server:
        async with Participant(server.room(), "Anne", recording=recordings[440], loop=True) as anne:
            await anne.switch_captions(True)
            anne.play()
            await until(lambda: any(track.frames for track in server.session.tracks), "Anne is tapped")
            await anne.send(type="rename", name="Mme Le Goff")
            await until(lambda: len(server.session.tracks) == 2, "a new track")
        assert [track.speaker.name for track in server.session.tracks] == ["Anne", "Mme Le Goff"]


async def test_publishing_again_replaces_the_former_stream(recordings: dict[int, Path]) -> None:
    async with (
        meeting() as server,
        Participant(server.room(), "Anne", recording=recordings[440], loop=True) as anne,
    ):
        await anne.switch_captions(True)
        anne.play()
        await until(lambda: any(track.frames for track in server.session.tracks), "Anne is tapped")
        second = new_connection()
        add_opus(second).direction = "sendonly"
        await second.setLocalDescription()
        await anne.send(type="publish", sdp=second.localDescription.sdp)
        await until(lambda: server.session.tracks[0].closed, "the former stream is finished")
        await second.close()
        assert [p["publishing"] for p in anne.people] == [True]


async def test_a_connection_that_breaks_is_noticed(
    recordings: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aioice.ice.CONSENT_INTERVAL", 0.1)
    monkeypatch.setattr("aioice.ice.CONSENT_FAILURES", 2)
    monkeypatch.setattr("aioice.stun.RETRY_MAX", 1)
    monkeypatch.setattr("aioice.stun.RETRY_RTO", 0.05)
    async with (
        meeting() as server,
        Participant(server.room(), "Anne", recording=recordings[440], loop=True) as anne,
    ):
        await anne.switch_captions(True)
        anne.play()
        await until(lambda: any(track.frames for track in server.session.tracks), "Anne is tapped")
        assert anne._sending is not None
        for transceiver in anne._sending.getTransceivers():
            for protocol in transceiver.sender.transport.transport._connection._protocols:
                protocol.transport.abort()
        await until(lambda: not anne.people[0]["publishing"], "the list says so")
        await until(lambda: server.session.tracks[-1].closed, "what she said is finished")
        assert "media.unreachable" in anne.errors
        (gap,) = (
            item
            for track in server.session.tracks
            for item in track.items
            if not isinstance(item, AudioFrame)
        )
        assert gap.loss == "network"


async def test_readers_hear_too_as_long_as_there_are_few(recordings: dict[int, Path]) -> None:
    async with (
        meeting(RoomRules(listeners=1)) as server,
        server.page(None) as first,
        server.page(None) as second,
        Participant(server.room(), "Anne", recording=recordings[440]) as anne,
    ):
        await until(lambda: len(first.of("subscribe")) == 1, "the first is offered her voice")
        offer = first.of("subscribe")[0]
        assert list(offer["streams"].values()) == [{"person": anne.id, "kind": "audio"}]
        pc = new_connection()
        ears = Ears()
        await take_description(pc, "offer", offer["sdp"])
        receive_packets(pc.getReceivers(), lambda _, packet: ears(anne.id, packet))
        await pc.setLocalDescription()
        await first.send({"type": "subscribed", "id": offer["id"], "sdp": pc.localDescription.sdp})
        await until(lambda: pc.connectionState == "connected", "it is up")
        anne.play()
        await until(lambda: ears.count(anne.id) > 20, "the first hears her")
        assert second.of("subscribe") == []
        assert [person["name"] for person in first.people] == ["Anne"]
        await close_connection(pc)
