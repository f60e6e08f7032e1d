"""Whatever happens to the tracks of a session, its one stream of events keeps its promises."""

import asyncio
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from captions.events import Cause, Gap, Speaker, State, Status
from captions.ids import SessionId, SpeakerId, TrackId
from captions.words import Hypothesis
from models.audio import AudioFrame, AudioGap, SpeechWindow
from pipeline import track_tasks
from pipeline.policy import ACCURATE, FAST
from pipeline.session import CaptionSession
from pipeline.track_input import TrackInput
from tests.fakes.inference import FakeInference, Reader, failure, rest, until
from tests.fakes.speech import TruthfulListener, deliveries, sound_of
from tests.property.meetings import LENGTH_MS, chaotic, some_journey, some_script
from tests.property.promises import check_order, standing
from tests.unit.pipeline.rehearsal import assert_covered

NAMES = [TrackId("a"), TrackId("b"), TrackId("c")]
SEEDS = st.integers(0, 2**32)


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track_tasks, "_RETRY_DELAYS_S", (0.0, 0.0, 0.0))


def session_of(inference: FakeInference, reader: Reader, random: Random, *, live: bool) -> CaptionSession:
    policy = random.choice((FAST, ACCURATE))
    return CaptionSession(
        session=SessionId("x"),
        inference=inference,
        policy=policy,
        publish=reader,
        live=live,
        clock=lambda: 0.0,
    )


@settings(max_examples=25)
@given(seed=SEEDS, live=st.booleans())
def test_chaos_in_gives_order_out(seed: int, live: bool) -> None:
    reader = Reader()
    asyncio.run(disorderly_meeting(Random(seed), reader, live=live))
    assert isinstance(reader.events[-1], State)
    assert reader.statuses[-1] is Status.CLOSED
    for name in NAMES:
        told = [event for event in reader.events if not isinstance(event, State) and event.track == name]
        check_order(told)
        assert not standing(told)


async def disorderly_meeting(random: Random, reader: Reader, *, live: bool) -> None:
    listen = chaotic(random)
    bugs = random.choice((0, 0, 0.05))

    async def answer(window: SpeechWindow) -> Hypothesis:
        await rest(random.choice((0, 0, 3, 40)))
        if random.random() < bugs:
            raise ZeroDivisionError
        heard = listen(window)
        if isinstance(heard, Cause):
            raise failure(retryable=random.random() < 0.5)
        return heard

    async def speak(name: TrackId) -> None:
        for _ in range(random.randint(1, 2)):
            track = session.open_track(name, Speaker(id=SpeakerId(name), name=name))
            for item in some_journey(random):
                await give(track, renamed(item, name))
            if random.random() < 0.8:
                await track.close()
            else:
                track.end()
                return

    async def give(track: TrackInput, item: AudioFrame | AudioGap) -> None:
        if live:
            track.push(item)
            await rest(random.randint(0, 5))
        else:
            await track.feed(item)

    async with session_of(FakeInference(answer), reader, random, live=live) as session:
        await asyncio.gather(*(speak(name) for name in NAMES[: random.randint(1, 3)]))


@settings(max_examples=15)
@given(seed=SEEDS, slow=st.integers(0, 15_000))
def test_however_slow_the_engine_live_speech_is_captioned_or_marked(seed: int, slow: int) -> None:
    """Calls take up to ``slow`` milliseconds of sound; finals that come are of words that were said, in order."""
    words = some_script(Random(seed))
    reader = Reader()

    async def meeting() -> None:
        random, listener, heard_ms, over = Random(seed), TruthfulListener(words), 0, False

        async def answer(window: SpeechWindow) -> Hypothesis:
            due = heard_ms + random.randint(0, slow)
            await until(lambda: heard_ms >= due or over)
            return listener.recognise(window)

        async with session_of(FakeInference(answer), reader, Random(seed), live=True) as session:
            track = session.open_track(NAMES[0], Speaker(id=SpeakerId("s"), name="S"))
            for item in deliveries(sound_of(words, LENGTH_MS), [1600]):
                track.push(renamed(item, NAMES[0]))
                await rest(8)
                heard_ms += 100
            over = True
            await track.close()

    asyncio.run(meeting())
    told = [event for event in reader.events if not isinstance(event, State)]
    check_order(told)
    assert not standing(told)
    said = [word.text for word in words if word.text in reader.said]
    assert reader.said == said
    assert_covered(reader, NAMES[0], words=words)
    assert {gap.cause for gap in reader.gaps} <= {Cause.OVERLOAD}


@settings(max_examples=10)
@given(seed=SEEDS, sizes=st.lists(st.integers(160, 16_000), min_size=1, max_size=4))
def test_what_is_said_depends_neither_on_speed_nor_on_delivery(seed: int, sizes: list[int]) -> None:
    words = some_script(Random(seed))
    pcm = sound_of(words, LENGTH_MS)

    async def meeting(delays: tuple[int, ...], cut: list[int]) -> list[object]:
        random, reader, listener = Random(seed), Reader(), TruthfulListener(words)
        failed: set[tuple[int, int]] = set()

        async def answer(window: SpeechWindow) -> Hypothesis:
            await rest(random.choice(delays))
            if random.random() < 0.2 and (window.start, window.end) not in failed:
                failed.add((window.start, window.end))
                raise failure()
            return listener.recognise(window)

        inference = FakeInference(answer)
        async with session_of(inference, reader, Random(seed), live=False) as session:
            track = session.open_track(NAMES[0], Speaker(id=SpeakerId("s"), name="S"))
            for item in deliveries(pcm, cut):
                await track.feed(item)
            await track.close()
        assert not [event for event in reader.events if isinstance(event, Gap)]
        assert reader.said == [word.text for word in words]
        return [event for event in reader.events if not isinstance(event, State)]

    told = [asyncio.run(meeting(*how)) for how in (((0,), [512]), ((0, 5, 60), sizes))]
    assert len(told[0]) == len(told[1])
    assert told[0] == told[1]


def renamed(item: AudioFrame | AudioGap, name: TrackId) -> AudioFrame | AudioGap:
    if isinstance(item, AudioGap):
        return AudioGap(track=name, start=item.start, end=item.end, loss=item.loss)
    return AudioFrame(track=name, start=item.start, pcm=item.pcm)
