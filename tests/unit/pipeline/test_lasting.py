"""Voices of one microphone over several tracks, told apart by the online diariser with an ear for tones."""

from collections.abc import AsyncIterator

import pytest

from hardware.voices import VoicesDevice
from models.audio import Pcm, to_samples
from models.engines.speakers.online import OnlineDiariser
from models.speakers import VoiceLabel, VoiceTurn
from pipeline.lasting import LastingVoices, TrackOfMicrophone
from tests.fakes.voices import Said, ToneEar, hummed

STEP = to_samples(500)


@pytest.fixture
async def voices() -> AsyncIterator[LastingVoices]:
    async with VoicesDevice(lambda: OnlineDiariser(ToneEar())) as device:
        yield LastingVoices(device)


def hum(*said: Said) -> Pcm:
    return hummed(said, said[-1][2]).pcm


async def listen(track: TrackOfMicrophone, pcm: Pcm) -> list[VoiceTurn]:
    turns: list[VoiceTurn] = []
    until = 0
    for at in range(0, len(pcm), STEP):
        heard = await track.push(pcm[at : at + STEP], speech=True)
        assert until <= heard.until <= at + STEP
        until = heard.until
        turns += heard.turns
    heard = await track.finish()
    await track.forget()
    assert heard.until == len(pcm), "all of the track is decided at its end"
    return [*turns, *heard.turns]


def labels(turns: list[VoiceTurn], from_ms: int, to_ms: int) -> set[int]:
    """Who is heard all of that time."""
    begin, end = to_samples(from_ms), to_samples(to_ms)
    heard = {turn.label for turn in turns if turn.start < end and turn.end > begin}
    assert all(turn.end <= to_samples(60_000) and turn.start >= 0 for turn in turns)
    return {int(label) for label in heard}


async def test_whoever_spoke_before_a_mute_is_the_same_voice_after_it(voices: LastingVoices) -> None:
    first = await listen(voices.track(None), hum((0, 0, 5000), (1, 5500, 10_000)))
    assert labels(first, 1000, 4000) == {1}
    assert labels(first, 7000, 9000) == {2}
    second = await listen(voices.track(None), hum((1, 0, 5000), (0, 5500, 10_000)))
    assert labels(second, 1000, 4000) == {2}
    assert labels(second, 7000, 9000) == {1}
    assert max(turn.end for turn in second) <= to_samples(10_000)


async def test_a_label_is_given_once_though_voices_were_forgotten(voices: LastingVoices) -> None:
    await listen(voices.track(None), hum((0, 0, 5000), (1, 5500, 10_000)))
    await voices.forget()
    again = await listen(voices.track(None), hum((1, 0, 5000)))
    assert labels(again, 1000, 4000) == {3}


async def test_another_number_of_people_begins_anew(voices: LastingVoices) -> None:
    await listen(voices.track(None), hum((0, 0, 5000), (1, 5500, 10_000)))
    again = await listen(voices.track(1), hum((1, 0, 5000), (0, 5500, 10_000)))
    assert labels(again, 1000, 9000) == {3}, "one person at most"


async def test_merged_voices_stay_one_over_tracks(voices: LastingVoices) -> None:
    await listen(voices.track(None), hum((0, 0, 5000), (1, 5500, 10_000)))
    await voices.merge(VoiceLabel(2), VoiceLabel(1))
    again = await listen(voices.track(None), hum((1, 0, 5000), (0, 5500, 10_000)))
    assert 1 in labels(again, 1000, 9000)
    assert 2 not in labels(again, 0, 10_000)


async def test_a_merge_of_labels_that_were_forgotten_does_nothing(voices: LastingVoices) -> None:
    await listen(voices.track(None), hum((0, 0, 5000), (1, 5500, 10_000)))
    await voices.forget()
    await listen(voices.track(None), hum((0, 0, 5000), (1, 5500, 10_000)))
    await voices.merge(VoiceLabel(1), VoiceLabel(2))
    again = await listen(voices.track(None), hum((0, 0, 5000), (1, 5500, 10_000)))
    assert labels(again, 1000, 4000) == {3}
    assert labels(again, 7000, 9000) == {4}


async def test_tracks_that_overlap_take_turns(voices: LastingVoices) -> None:
    first, second = voices.track(None), voices.track(None)
    pcm = hum((0, 0, 3000))
    await first.push(pcm, speech=True)
    assert not (await second.finish()).turns, "one that never was heard ends at once"
    await second.forget()
    assert voices.turn.locked()
    await first.finish()
    await first.forget()
    assert not voices.turn.locked()
    assert labels(await listen(voices.track(None), pcm), 500, 2500) == {1}
