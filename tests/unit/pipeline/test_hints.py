"""A session that listens how many people speak at an ordinary microphone: what it tells, costs and leaves alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from captions.errors import VoixlaError
from captions.events import CaptionEvent, Final, Status
from captions.ids import SessionId, SpeakerId, TrackId
from captions.words import Hypothesis
from hardware.voices import VoicesDevice
from models.audio import AudioFrame, Pcm, SpeechWindow, to_samples
from pipeline import clips
from pipeline.policy import FAST
from pipeline.ports import Diarisation
from pipeline.session import CaptionSession
from pipeline.several import Impression
from tests.fakes.inference import Answer, FakeInference, Reader, rest, until
from tests.fakes.speech import TRACK, TruthfulListener, deliveries, script, sound_of
from tests.fakes.voices import ScriptedDiariser
from tests.unit.pipeline.rehearsal import ANNE, JEAN, on

PERIOD_MS = 4200
COUNT = 8
SAID = [(n * PERIOD_MS + 300 * k, n * PERIOD_MS + 300 * k + 260) for n in range(COUNT) for k in range(12)]
WORDS = script(*SAID)
SOUND = sound_of(WORDS, COUNT * PERIOD_MS)
"""Eight utterances of 3.6 s, each of which begins a clip."""
SILENCE = np.zeros(1600, dtype=np.float32)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clips, "EVERY", to_samples(500))


class Ears:
    """Implements ``pipeline.ports.Impressions``: whose the clip is follows from ``voices``, one after the other."""

    def __init__(self, *voices: int, fails: Exception | None = None, deaf: bool = False) -> None:
        self.clips: list[Pcm] = []
        self.hold = asyncio.Event()
        self.hold.set()
        self._voices = voices
        self._fails = fails
        self._deaf = deaf

    async def impression(self, clip: Pcm) -> Impression | None:
        self.clips.append(clip)
        await self.hold.wait()
        if self._fails is not None:
            raise self._fails
        if self._deaf:
            return None
        direction = np.zeros(8, dtype=np.float32)
        direction[self._voices[(len(self.clips) - 1) % len(self._voices)]] = 1
        return direction


@asynccontextmanager
async def opened(
    reader: Reader,
    ears: Ears | None,
    diarisation: Diarisation | None = None,
    *,
    live: bool = True,
    answer: Answer | None = None,
) -> AsyncIterator[tuple[CaptionSession, list[SpeakerId]]]:
    told: list[SpeakerId] = []
    listener = TruthfulListener(WORDS)
    session = CaptionSession(
        session=SessionId("x"),
        inference=FakeInference(answer or listener.recognise),
        policy=FAST,
        publish=reader,
        live=live,
        clock=lambda: 0.0,
        diarisation=diarisation,
        impressions=ears,
    )
    session.several = told.append
    async with session:
        yield session, told


async def speak(session: CaptionSession, *, track: TrackId = TRACK, sound: Pcm = SOUND) -> None:
    """Live, and the machine keeps the pace."""
    handle = session.open_track(track, ANNE)
    for item in deliveries(sound, [1600]):
        handle.push(on(track, item))
        await rest()
    await handle.close()


async def heard(ears: Ears | None) -> tuple[list[CaptionEvent], list[SpeakerId]]:
    reader = Reader()
    async with opened(reader, ears) as (session, told):
        await speak(session)
    return reader.events, told


async def test_two_voices_in_turns_are_told_once_and_then_nothing_is_listened_to() -> None:
    ears = Ears(0, 1)
    _, told = await heard(ears)
    assert told == [ANNE.id]
    assert len(ears.clips) == 6, "as soon as it is clear, and no clip more"


async def test_one_voice_is_never_told() -> None:
    ears = Ears(0)
    _, told = await heard(ears)
    assert told == []
    assert len(ears.clips) == COUNT


async def test_captions_are_the_same_with_the_hint_without_it_and_when_it_fails() -> None:
    expected, _ = await heard(None)
    assert [word.text for word in WORDS] == [
        word.text for event in expected if isinstance(event, Final) for word in event.words
    ]
    for ears in (Ears(0, 1), Ears(0), Ears(deaf=True), Ears(0, fails=ZeroDivisionError())):
        events, _ = await heard(ears)
        assert events == expected
        assert ears.clips


async def test_captions_do_not_wait_for_ears_that_never_answer() -> None:
    expected, _ = await heard(None)
    ears, reader = Ears(0, 1), Reader()
    ears.hold.clear()
    async with opened(reader, ears) as (session, told):
        await speak(session)
        assert len(ears.clips) == 1, "one at a time"
    assert reader.events == expected
    assert told == []


async def test_ears_that_fail_are_asked_no_more_and_the_log_has_a_code_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ears = Ears(0, fails=VoixlaError("weights.speakers_unreachable", "Les modèles manquent."))
    _, told = await heard(ears)
    assert (len(ears.clips), told) == (1, [])
    assert [record.message for record in caplog.records] == ["code=weights.speakers_unreachable"]


async def test_ears_that_cannot_hear_now_are_asked_again() -> None:
    ears = Ears(deaf=True)
    _, told = await heard(ears)
    assert (len(ears.clips), told) == (COUNT, [])


async def test_silence_costs_nothing() -> None:
    ears, reader = Ears(0, 1), Reader()
    async with opened(reader, ears) as (session, _):
        await speak(session, sound=np.zeros(to_samples(60_000), dtype=np.float32))
    assert ears.clips == []


async def test_a_person_is_the_same_through_all_their_tracks() -> None:
    ears, reader = Ears(0, 1), Reader()
    async with opened(reader, ears) as (session, told):
        for name in ("a", "b"):
            await speak(session, track=TrackId(name), sound=SOUND[: to_samples(4 * PERIOD_MS)])
        assert len(ears.clips) >= 6
    assert told == [ANNE.id]


async def test_people_are_not_mixed_up() -> None:
    """Anne's clips are all of one voice, and Jean's of another."""
    ears, reader = Ears(0, 1), Reader()
    async with opened(reader, ears) as (session, told):
        tracks = [session.open_track(TrackId(who.id), who) for who in (ANNE, JEAN)]
        for item in deliveries(SOUND, [to_samples(PERIOD_MS)]):
            for track, who in zip(tracks, (ANNE, JEAN), strict=True):
                for part in deliveries(item.pcm, [1600], start=item.start):
                    track.push(on(TrackId(who.id), part))
                    await rest()
        assert len(ears.clips) >= 12
    assert told == []


async def test_a_shared_microphone_is_not_asked_about_during_or_after() -> None:
    ears, reader = Ears(0, 1), Reader()
    async with (
        VoicesDevice(lambda: ScriptedDiariser(())) as voices,
        opened(reader, ears, voices) as (session, told),
    ):
        track = session.open_track(TRACK, ANNE)
        for number, item in enumerate(deliveries(SOUND, [1600])):
            if number in (60, 120):
                track.share(number == 60)
            track.push(item)
            await rest()
        await track.close()
    assert len(ears.clips) == 1
    assert told == []


async def test_somebody_who_leaves_is_forgotten() -> None:
    ears, reader = Ears(0, 1), Reader()
    async with opened(reader, ears) as (session, told):
        track = session.open_track(TRACK, ANNE)
        for number, item in enumerate(deliveries(SOUND, [1600])):
            if number == 5 * PERIOD_MS // 100:
                assert session._hints is not None
                hint = session._hints.of(ANNE.id)
                assert len(hint._heard) == len(ears.clips) > 3
                await session.forget_voices(ANNE.id)
                assert not hint._heard
            track.push(item)
            await rest()
        await track.close()
    assert len(ears.clips) < 6
    assert told == []


async def test_overload_stops_it_before_anything_else() -> None:
    """Captions are not late yet, nor are voices of shared microphones given up: they have a second to go."""
    ears, reader = Ears(0, 1), Reader()
    slow = asyncio.Event()
    listener = TruthfulListener(WORDS)

    async def answer(window: SpeechWindow) -> Hypothesis:
        if window.track == JEAN.id:
            await slow.wait()
        return listener.recognise(window)

    async with opened(reader, ears, answer=answer) as (session, _):
        slowly, quickly = (session.open_track(TrackId(who.id), who) for who in (JEAN, ANNE))
        for item in deliveries(SOUND, [1600]):
            if slowly.backlog_ms < 1900:
                slowly.push(on(TrackId(JEAN.id), item))
            quickly.push(on(TrackId(ANNE.id), item))
            await rest()
        assert Status.LATE not in reader.statuses
        assert ears.clips == []
        slow.set()
        await until(lambda: slowly.backlog_ms == 0)
        quickly.push(AudioFrame(track=TrackId(ANNE.id), start=to_samples(COUNT * PERIOD_MS), pcm=SILENCE))
        await rest()
        assert len(ears.clips) == 1, "and it goes on when there is time again"


async def test_recordings_are_not_asked_about() -> None:
    ears, reader = Ears(0, 1), Reader()
    async with opened(reader, ears, live=False) as (session, told):
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(SOUND, [1600]):
            await track.feed(item)
        await track.close()
    assert (ears.clips, told) == ([], [])
