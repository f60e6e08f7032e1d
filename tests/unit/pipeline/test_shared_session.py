"""A session with a microphone that several people share, from sound to events."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
import pytest

from captions.errors import VoixlaError
from captions.events import Final, Interim, State, Status
from captions.ids import SessionId, TrackId
from hardware.voices import VoicesDevice
from models.audio import AudioFrame, AudioGap, Loss, Samples, to_samples
from models.ports import Diariser
from models.speakers import Relabelled, VoiceLabel
from pipeline.policy import FAST
from pipeline.repairs import Repair
from pipeline.session import CaptionSession
from tests.fakes.inference import FakeInference, Reader, until
from tests.fakes.speech import TRACK, TruthfulListener, deliveries
from tests.fakes.voices import Said, ScriptedDiariser, ScriptedStream
from tests.unit.pipeline.rehearsal import ANNE, SOUND, TEXTS, WORDS

LOUD = tuple((0 if n < 5 else 1, word.start_ms, word.end_ms) for n, word in enumerate(WORDS))
"""The first five words are the first voice's, the others the second's."""


@asynccontextmanager
async def opened(
    reader: Reader, load: Callable[[], Diariser], *, live: bool = False
) -> AsyncIterator[CaptionSession]:
    async with VoicesDevice(load) as voices:
        session = CaptionSession(
            session=SessionId("x"),
            inference=FakeInference(TruthfulListener(WORDS).recognise),
            policy=FAST,
            publish=reader,
            live=live,
            clock=lambda: 0.0,
            diarisation=voices,
        )
        async with session:
            yield session


def scripted(script: tuple[Said, ...] = LOUD, later: tuple[Relabelled, ...] = ()) -> ScriptedDiariser:
    return ScriptedDiariser(script, latency_ms=1500, later=later)


async def play(reader: Reader, diariser: Diariser, *, pause: bool = False) -> None:
    async with opened(reader, lambda: diariser) as session:
        track = session.open_track(TRACK, ANNE)
        track.share(True)
        for item in deliveries(SOUND, [960]):
            await track.feed(item)
        await track.close()


def told(reader: Reader) -> dict[str, list[str]]:
    """Who was told as having said what."""
    said: dict[str, list[str]] = {}
    for event in reader.events:
        if isinstance(event, Final):
            said.setdefault(event.speaker.name, []).extend(word.text for word in event.words)
    return said


async def test_each_word_is_told_under_its_voice() -> None:
    reader = Reader()
    await play(reader, scripted())
    assert told(reader) == {"Intervenant 1": TEXTS[:5], "Intervenant 2": TEXTS[5:]}
    assert not reader.gaps


async def test_words_are_shown_before_their_voice_is_known() -> None:
    reader = Reader()
    await play(reader, scripted())
    first = next(event for event in reader.events if isinstance(event, Interim))
    assert (first.speaker.id, first.speaker.name) == (ANNE.id, "Anne ?")


async def test_one_person_who_shares_nothing_is_told_as_ever_and_nobody_listens_for_voices() -> None:
    reader = Reader()

    def load() -> Diariser:
        raise AssertionError("nobody asked for it")

    async with opened(reader, load) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(SOUND, [960]):
            await track.feed(item)
        await track.close()
    assert told(reader) == {"Anne": TEXTS}


async def test_sharing_may_begin_and_end_in_mid_meeting_and_no_word_is_lost() -> None:
    reader = Reader()
    async with opened(reader, scripted) as session:
        track = session.open_track(TRACK, ANNE)
        items = list(deliveries(SOUND, [960]))
        for number, item in enumerate(items):
            if number == len(items) // 3:
                track.share(True)
            if number == 2 * len(items) // 3:
                track.share(False)
            await track.feed(item)
            await until(lambda: track.backlog_ms == 0)
        await track.close()
    assert reader.said == TEXTS
    open_guesses = {event.segment: event for event in reader.events if isinstance(event, Interim | Final)}
    assert not [guess for guess in open_guesses.values() if isinstance(guess, Interim) and guess.words]


async def test_a_diariser_that_cannot_be_had_costs_names_and_no_words() -> None:
    reader = Reader()

    def load() -> Diariser:
        raise VoixlaError("voices.weights", "Les voix ne peuvent pas être distinguées.")

    async with opened(reader, load) as session:
        track = session.open_track(TRACK, ANNE)
        track.share(True)
        for item in deliveries(SOUND, [960]):
            await track.feed(item)
        await track.close()
    assert told(reader) == {"Anne ?": TEXTS}


async def test_without_a_diariser_sharing_is_refused_in_words() -> None:
    session = CaptionSession(
        session=SessionId("x"),
        inference=FakeInference(TruthfulListener(WORDS).recognise),
        policy=FAST,
        publish=Reader(),
    )
    async with session:
        with pytest.raises(VoixlaError) as refused:
            session.open_track(TRACK, ANNE).share(True)
    assert refused.value.code == "voices.none"


async def test_a_hole_in_the_sound_moves_no_voice() -> None:
    reader = Reader()
    hole = (to_samples(2700), to_samples(2720))
    async with opened(reader, scripted) as session:
        track = session.open_track(TRACK, ANNE)
        track.share(True)
        await track.feed(AudioFrame(track=TRACK, start=Samples(0), pcm=SOUND[: hole[0]]))
        await track.feed(
            AudioGap(track=TRACK, start=Samples(hole[0]), end=Samples(hole[1]), loss=Loss.NETWORK)
        )
        await track.feed(AudioFrame(track=TRACK, start=Samples(hole[1]), pcm=SOUND[hole[1] :]))
        await track.close()
    said = told(reader)
    assert set(said["Intervenant 1"]) <= set(TEXTS[:5])
    assert set(said["Intervenant 2"]) <= set(TEXTS[5:])


async def test_a_later_look_is_told_to_whoever_keeps_the_text() -> None:
    reader, repairs = Reader(), list[Repair]()
    all_one = Relabelled(was=VoiceLabel(2), now=VoiceLabel(1), start=Samples(0), end=to_samples(4000))
    diariser = scripted(later=(all_one,))
    async with opened(reader, lambda: diariser) as session:
        session.repaired = repairs.append
        track = session.open_track(TRACK, ANNE)
        track.share(True)
        for item in deliveries(np.tile(SOUND, 5), [960]):
            await track.feed(item)
        await track.close()
    assert {repair.speaker.name for repair in repairs} == {"Intervenant 1"}
    assert {repair.was.name for repair in repairs} == {"Intervenant 2"}


class SlowDiariser(ScriptedDiariser):
    """Answers nothing before ``go`` is set."""

    def __init__(self) -> None:
        super().__init__(LOUD, latency_ms=1500)
        self.go = threading.Event()

    def stream(self, *, most: int | None = None) -> ScriptedStream:
        self.go.wait(20)
        return super().stream(most=most)


async def test_voices_are_the_first_to_go_and_readers_are_told_until_they_are_back() -> None:
    reader, slow = Reader(), SlowDiariser()
    async with opened(reader, lambda: slow, live=True) as session:
        track = session.open_track(TRACK, ANNE)
        track.share(True)
        for item in deliveries(np.tile(SOUND, 2), [960]):
            track.push(item)
            await asyncio.sleep(0)
        await until(lambda: told_apart(reader) == [False])
        slow.go.set()
        await until(lambda: reader.said)
        for item in deliveries(SOUND, [960], start=2 * len(SOUND)):
            track.push(item)
            await asyncio.sleep(0.001)
        await until(lambda: told_apart(reader)[-1])
        await track.close()
    assert told_apart(reader)[:2] == [False, True]
    assert "Anne ?" in told(reader)


def told_apart(reader: Reader) -> list[bool]:
    """What readers were told of voices, each time that it changed; at first they are told apart."""
    live = [event for event in reader.events if isinstance(event, State) and event.status is Status.LIVE]
    apart = [event.cause is None for event in live]
    return [now for before, now in zip([True, *apart], apart, strict=False) if now != before]


async def test_nothing_of_a_voice_is_left_when_the_track_ends() -> None:
    diariser = scripted()
    streams = []
    original = diariser.stream

    def stream(*, most: int | None = None) -> object:
        streams.append(original(most=most))
        return streams[-1]

    diariser.stream = stream  # type: ignore[method-assign,assignment]
    await play(Reader(), diariser)
    assert [each._forgotten for each in streams] == [6]
    await asyncio.sleep(0)


async def test_voices_of_a_live_microphone_outlive_its_tracks_and_not_the_session() -> None:
    diariser, streams = scripted(), list[ScriptedStream]()
    original = diariser.stream

    def stream(*, most: int | None = None) -> ScriptedStream:
        streams.append(original(most=most))
        return streams[-1]

    diariser.stream = stream  # type: ignore[method-assign]
    async with opened(Reader(), lambda: diariser, live=True) as session:
        for name in ("anne-1", "anne-2"):
            track = session.open_track(TrackId(name), ANNE)
            track.share(True)
            for item in deliveries(SOUND, [960], track=TrackId(name)):
                track.push(item)
            await track.close()
        assert [each._forgotten for each in streams] == [0], "one stream for both tracks"
    assert [each._forgotten for each in streams] == [6]


async def test_voices_are_forgotten_when_their_microphone_is_not_shared_any_more() -> None:
    diariser, streams = scripted(), list[ScriptedStream]()
    original = diariser.stream

    def stream(*, most: int | None = None) -> ScriptedStream:
        streams.append(original(most=most))
        return streams[-1]

    diariser.stream = stream  # type: ignore[method-assign]
    async with opened(Reader(), lambda: diariser, live=True) as session:
        track = session.open_track(TRACK, ANNE)
        track.share(True)
        for item in deliveries(SOUND, [960]):
            track.push(item)
        await until(lambda: bool(streams))
        track.share(False)
        await session.forget_voices(ANNE.id)
        assert [each._forgotten for each in streams] == [6]
        await track.close()
