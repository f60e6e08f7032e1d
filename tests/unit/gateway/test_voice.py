import asyncio
import time

import numpy as np
import pytest

from captions.events import Speaker
from captions.ids import SessionId, SpeakerId
from gateway.tasks import Tasks
from gateway.voice import Voice
from models.audio import AudioGap, Loss, Samples
from tests.fakes.caption_session import FakeSession

SOUND = np.zeros(320, dtype=np.float32)


class Bench:
    def __init__(self, group: asyncio.TaskGroup) -> None:
        self.session = FakeSession(SessionId("s"), lambda event: None, time.monotonic)
        self.name = "Anne"
        self.lights: list[bool] = []
        self.voice = Voice(
            session=self.session,
            tasks=Tasks(group),
            speaker=lambda: Speaker(id=SpeakerId("p"), name=self.name),
            lit=self.lights.append,
        )


async def test_nothing_is_opened_while_captions_are_off_or_nobody_speaks() -> None:
    async with asyncio.TaskGroup() as group:
        bench = Bench(group)
        bench.voice.sound(Samples(0), SOUND)
        bench.voice.gap(Samples(320), Samples(640), Loss.NETWORK)
        bench.voice.want(True)
        await bench.voice.finish()
        assert bench.session.tracks == []


async def test_every_stretch_of_sound_is_a_track_of_its_own() -> None:
    async with asyncio.TaskGroup() as group:
        bench = Bench(group)
        bench.voice.want(True)
        bench.voice.sound(Samples(0), SOUND)
        bench.voice.sound(Samples(320), SOUND)
        bench.voice.pause()
        bench.voice.gap(Samples(640), Samples(960), Loss.NETWORK)
        bench.voice.sound(Samples(960), SOUND)
        bench.voice.want(False)
        bench.voice.sound(Samples(1280), SOUND)
        await bench.voice.finish()
        first, second = bench.session.tracks
        assert (first.track, second.track) == ("p-1", "p-2")
        assert [item.start for item in first.items] == [0, 320]
        assert isinstance(second.items[0], AudioGap)
        assert [item.start for item in second.items] == [640, 960]
        assert first.closed
        assert second.closed


async def test_after_a_connection_broke_all_is_missing_until_they_are_heard_again() -> None:
    async with asyncio.TaskGroup() as group:
        bench = Bench(group)
        bench.voice.want(True)
        bench.voice.sound(Samples(0), SOUND)
        bench.voice.gap(Samples(320), Samples(640), Loss.NETWORK)
        bench.voice.pause()
        bench.voice.broke()
        bench.voice.sound(Samples(9600), SOUND)
        await bench.voice.finish()
        _, second = bench.session.tracks
        gap, sound = second.items
        assert isinstance(gap, AudioGap)
        assert (gap.start, gap.end, gap.loss) == (640, 9600, Loss.NETWORK)
        assert sound.start == 9600


@pytest.mark.parametrize("why", ["muted", "off", "hung up", "heard nothing", "heard again", "away"])
async def test_silence_on_purpose_is_no_gap(why: str) -> None:
    async with asyncio.TaskGroup() as group:
        bench = Bench(group)
        voice, later = bench.voice, Samples(800_000 if why == "away" else 9600)
        voice.want(True)
        voice.sound(Samples(0), SOUND)
        if why != "heard nothing":
            voice.gap(Samples(320), Samples(640), Loss.NETWORK)
        if why == "heard again":
            voice.sound(Samples(640), SOUND)
        voice.pause()
        if why != "hung up":
            voice.broke()
        if why == "muted":
            voice.hush()
        if why == "off":
            voice.want(False)
            voice.want(True)
        voice.sound(later, SOUND)
        await voice.finish()
        assert [item.start for item in bench.session.tracks[-1].items] == [later]


async def test_sound_goes_on_in_a_new_track_when_one_has_failed() -> None:
    async with asyncio.TaskGroup() as group:
        bench = Bench(group)
        bench.voice.want(True)
        bench.voice.sound(Samples(0), SOUND)
        bench.session.tracks[0].failed = True
        bench.voice.sound(Samples(320), SOUND)
        await bench.voice.finish()
        first, second = bench.session.tracks
        assert [item.start for item in first.items] == [0]
        assert [item.start for item in second.items] == [320]


async def test_a_new_name_begins_a_new_track() -> None:
    async with asyncio.TaskGroup() as group:
        bench = Bench(group)
        bench.voice.want(True)
        bench.voice.sound(Samples(0), SOUND)
        bench.name = "Mme Le Goff"
        bench.voice.sound(Samples(320), SOUND)
        await bench.voice.finish()
        assert [track.speaker.name for track in bench.session.tracks] == ["Anne", "Mme Le Goff"]
        assert all(track.closed for track in bench.session.tracks)


async def test_whoever_pauses_for_a_moment_is_still_talking() -> None:
    async with asyncio.TaskGroup() as group:
        voice = Bench(group).voice
        assert not voice.talking
        voice.speaking(True)
        assert voice.talking
        voice.speaking(False)
        assert voice.talking
        voice._spoke_at = asyncio.get_running_loop().time() - 11
        assert not voice.talking
