import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from captions.errors import VoixlaError
from captions.events import Cause, Final, State, Status
from captions.glossary import Glossary
from captions.ids import SessionId, TrackId
from captions.words import Hypothesis
from models.audio import Pcm, SpeechWindow, to_samples
from pipeline import track_tasks
from pipeline.policy import FAST
from pipeline.session import CaptionSession
from tests.fakes.inference import Answer, FakeInference, FakeVoice, Reader, failure, until
from tests.fakes.speech import TRACK, TruthfulListener, deliveries
from tests.unit.pipeline.rehearsal import ANNE, JEAN, SOUND, TEXTS, WORDS, assert_covered, on, opened

OTHER = TrackId("b")


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track_tasks, "_RETRY_DELAYS_S", (0.001, 0.001, 0.001))


async def play(answer: Answer, *, live: bool = False) -> Reader:
    """``SOUND`` through one track of one session."""
    reader = Reader()
    async with opened(FakeInference(answer), reader, live=live) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(SOUND, [960]):
            await track.feed(item)
        await track.close()
    return reader


@dataclass
class Failing:
    """Fails ``times`` times, then listens."""

    times: int
    error: Exception = field(default_factory=failure)
    calls: int = 0

    def __call__(self, window: SpeechWindow) -> Hypothesis:
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return TruthfulListener(WORDS).recognise(window)


async def test_every_word_is_said_and_the_state_begins_live_and_ends_closed() -> None:
    reader = await play(TruthfulListener(WORDS).recognise)
    assert reader.said == TEXTS
    assert reader.statuses == [Status.LIVE, Status.CLOSED]
    assert not reader.gaps
    assert all(event.speaker is ANNE for event in reader.events if not isinstance(event, State))


async def test_leaving_the_session_drains_tracks_that_nobody_closed() -> None:
    reader = Reader()
    async with opened(FakeInference(TruthfulListener(WORDS).recognise), reader) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(SOUND, [960]):
            await track.feed(item)
    assert reader.said == TEXTS
    assert isinstance(reader.events[-1], State)


async def test_a_call_that_fails_once_is_sent_again_and_nothing_is_lost() -> None:
    reader = await play(Failing(3))
    assert reader.said == TEXTS
    assert not reader.gaps
    assert reader.statuses == [Status.LIVE, Status.CLOSED]


async def test_an_engine_that_is_down_is_a_gap_and_a_state_until_it_is_back() -> None:
    reader = await play(Failing(8))
    assert [gap.cause for gap in reader.gaps] == [Cause.ENGINE] * 2
    assert reader.statuses == [Status.INTERRUPTED, Status.LIVE, Status.CLOSED]
    assert reader.said == TEXTS[len(TEXTS) - len(reader.said) :]
    missed = [word for word in WORDS if word.text not in reader.said]
    assert all(word.end_ms <= reader.gaps[-1].end_ms + 250 for word in missed)


async def test_an_engine_that_stays_down_leaves_no_speech_unmarked() -> None:
    reader = await play(Failing(10**6))
    assert not reader.said
    assert_covered(reader, TRACK)
    assert reader.statuses == [Status.INTERRUPTED, Status.CLOSED]


async def test_a_failure_that_will_not_pass_is_not_tried_again() -> None:
    failing = Failing(1, failure(retryable=False))
    reader = await play(failing)
    assert len(reader.gaps) == 1
    assert failing.calls < 8


async def test_a_bug_ends_its_track_alone(caplog: pytest.LogCaptureFixture) -> None:
    def answer(window: SpeechWindow) -> Hypothesis:
        if window.track == TRACK and window.end > to_samples(2000):
            raise ZeroDivisionError
        return TruthfulListener(WORDS).recognise(window)

    reader = Reader()
    async with opened(FakeInference(answer), reader) as session:
        tracks = session.open_track(TRACK, ANNE), session.open_track(OTHER, JEAN)
        for item in deliveries(SOUND, [960]):
            for name, track in zip((TRACK, OTHER), tracks, strict=True):
                await asyncio.wait_for(track.feed(on(name, item)), 5)
        assert [track.ended for track in tracks] == [True, False]
        for track in tracks:
            await track.close()
        assert [track.ended for track in tracks] == [True, True]
        again = session.open_track(TRACK, ANNE)
        await again.close()
    said = [w.text for e in reader.events if isinstance(e, Final) and e.track == OTHER for w in e.words]
    assert said == TEXTS
    assert {gap.track for gap in reader.gaps} == {TRACK}
    assert reader.gaps[-1].cause is Cause.ENGINE
    assert Status.INTERRUPTED in reader.statuses
    assert [record.getMessage() for record in caplog.records] == ["track failed: ExceptionGroup"]


async def test_what_waited_for_a_voice_detector_that_broke_is_a_gap() -> None:
    class Broken(FakeVoice):
        async def probabilities(self, pcm: Pcm) -> object:  # type: ignore[override]
            raise ZeroDivisionError

    inference, reader = FakeInference(Failing(0)), Reader()
    inference.voice = Broken  # type: ignore[method-assign]
    async with opened(inference, reader) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(SOUND[:16_000], [1600], start=160_000):
            track.push(item)
        await track.close()
    assert [(gap.start_ms, gap.end_ms) for gap in reader.gaps] == [(10_000, 11_000)]


@pytest.mark.parametrize("error", [ZeroDivisionError(), asyncio.CancelledError()], ids=["bug", "cancelled"])
async def test_a_session_left_by_an_exception_marks_what_was_not_captioned(error: BaseException) -> None:
    async def never(_: SpeechWindow) -> Hypothesis:
        await asyncio.Event().wait()
        raise AssertionError

    inference, reader = FakeInference(never), Reader()

    async def leave() -> None:
        async with opened(inference, reader) as session:
            track = session.open_track(TRACK, ANNE)
            for item in deliveries(SOUND, [960]):
                track.push(item)
            await until(lambda: inference.running)
            raise error

    with pytest.raises((ExceptionGroup, asyncio.CancelledError)):
        await leave()
    assert not inference.running
    assert [gap.cause for gap in reader.gaps] == [Cause.SHUTDOWN]
    assert_covered(reader, TRACK)
    assert reader.statuses == [Status.CLOSED]


async def test_two_who_talk_at_once_keep_their_own_lines() -> None:
    reader = Reader()
    async with opened(FakeInference(TruthfulListener(WORDS).recognise), reader) as session:
        tracks = session.open_track(TRACK, ANNE), session.open_track(OTHER, JEAN)
        for item in deliveries(SOUND, [960]):
            await tracks[0].feed(item)
            await tracks[1].feed(on(OTHER, item))
    finals = [event for event in reader.events if isinstance(event, Final)]
    lines = {name: {final.line for final in finals if final.track == name} for name in (TRACK, OTHER)}
    assert len(lines[TRACK]) == len(lines[OTHER]) == 1
    assert lines[TRACK] != lines[OTHER]
    assert {final.segment for final in finals} == set(range(1, len(finals) + 1))
    for name in (TRACK, OTHER):
        assert [w.text for final in finals if final.track == name for w in final.words] == TEXTS


async def test_a_track_is_open_once() -> None:
    async with opened(FakeInference(Failing(0)), Reader()) as session:
        track = session.open_track(TRACK, ANNE)
        with pytest.raises(VoixlaError) as refusal:
            session.open_track(TRACK, ANNE)
        assert refusal.value.code == "track.open"
        await track.close()
        await session.open_track(TRACK, ANNE).close()


async def test_the_track_says_who_speaks() -> None:
    async with opened(FakeInference(Failing(0)), Reader(), live=True) as session:
        track = session.open_track(TRACK, ANNE)
        assert not track.speaking
        for item in deliveries(SOUND[: to_samples(2000)], [960]):
            track.push(item)
        await until(lambda: track.speaking)


async def test_time_is_counted_from_when_the_session_was_made() -> None:
    seconds: Iterator[float] = iter([100.0, 100.0, 101.5])
    session = CaptionSession(
        session=SessionId("x"), inference=FakeInference(Failing(0)), policy=FAST, publish=Reader(),
        clock=lambda: next(seconds),
    )  # fmt: skip
    assert session.now() == 0
    assert session.now() == to_samples(1500)


def test_the_same_state_is_not_told_twice() -> None:
    reader = Reader()
    session = opened(FakeInference(Failing(0)), reader)
    for status, lag in ((Status.LIVE, 0), (Status.LIVE, 0), (Status.LATE, 5000), (Status.LATE, 5900)):
        session.state(status, lag_ms=lag)
    session.state(Status.LATE, lag_ms=6000)
    assert reader.statuses == [Status.LIVE, Status.LATE, Status.LATE]


async def test_the_glossary_goes_with_every_window_that_is_asked_after_it_was_given() -> None:
    prompts: list[str] = []

    def answer(window: SpeechWindow) -> Hypothesis:
        prompts.append(window.prompt)
        session.glossary = Glossary(terms=("Vaulx-en-Velin",))
        return TruthfulListener(WORDS).recognise(window)

    async with opened(FakeInference(answer), Reader(), live=False) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(SOUND, [1600]):
            await track.feed(item)
        await track.close()
    assert prompts[0] == ""
    assert len(prompts) > 1
    assert set(prompts[1:]) == {"Vaulx-en-Velin."}
