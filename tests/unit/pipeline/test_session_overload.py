import asyncio

from captions.events import Cause, State, Status
from captions.words import Hypothesis
from models.audio import SpeechWindow, to_samples
from tests.fakes.inference import FakeInference, Reader, rest, until
from tests.fakes.speech import TRACK, TruthfulListener, deliveries, script, sound_of
from tests.unit.pipeline.rehearsal import ANNE, SOUND, WORDS, assert_covered, held, opened


async def test_a_call_that_hangs_is_told_while_it_hangs_and_memory_is_bounded() -> None:
    go_on, reader = asyncio.Event(), Reader()
    listener = TruthfulListener(script(*((450 * n, 450 * n + 400) for n in range(266))))

    async def answer(window: SpeechWindow) -> Hypothesis:
        await go_on.wait()
        return listener.recognise(window)

    async with opened(FakeInference(answer), reader, live=True) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(sound_of(listener.words, 120_000), [1600]):
            track.push(item)
            await rest(8)
        states = [event for event in reader.events if isinstance(event, State)]
        assert states[0].status is Status.LATE
        assert 2500 < states[0].lag_ms <= 3500
        assert {state.cause for state in states} == {Cause.OVERLOAD}
        assert held(track) <= to_samples(24_000)
        go_on.set()
        await until(lambda: track.backlog_ms < 1000 and not track._tasks.intake._held)
        await rest()
        assert reader.statuses[-1] is Status.LIVE
        await track.close()
    assert {gap.cause for gap in reader.gaps} == {Cause.OVERLOAD}
    assert_covered(reader, TRACK, words=listener.words)
    assert len(reader.said) > 20


async def test_a_slow_engine_sheds_guesses_and_gives_up_what_it_cannot_reach() -> None:
    """One call takes as long as three seconds of sound: late within bounds, never silent about it."""
    listener = TruthfulListener(script(*((450 * n, 450 * n + 400) for n in range(260))))
    heard_ms = 0

    async def answer(window: SpeechWindow) -> Hypothesis:
        begun = heard_ms
        await until(lambda: heard_ms >= begun + 3000 or finished)
        return listener.recognise(window)

    finished, reader = False, Reader()
    inference = FakeInference(answer)
    async with opened(inference, reader, live=True) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(sound_of(listener.words, 118_000), [1600]):
            track.push(item)
            await rest(8)
            heard_ms += 100
            assert track.backlog_ms <= 8000
        finished = True
        await track.close()
    assert len(inference.calls) < 50, "118 updates were due"
    assert reader.said == [word.text for word in listener.words]
    assert not reader.gaps


async def test_an_engine_that_is_far_too_slow_gives_up_the_oldest() -> None:
    listener = TruthfulListener(script(*((450 * n, 450 * n + 400) for n in range(660))))
    heard_ms, finished, reader = 0, False, Reader()

    async def answer(window: SpeechWindow) -> Hypothesis:
        begun = heard_ms
        await until(lambda: heard_ms >= begun + 40_000 or finished)
        return listener.recognise(window)

    async with opened(FakeInference(answer), reader, live=True) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(sound_of(listener.words, 300_000), [16_000]):
            track.push(item)
            await rest(20)
            heard_ms += 1000
            assert held(track) <= to_samples(44_000)
        finished = True
        await track.close()
    assert Status.LATE in reader.statuses
    assert {gap.cause for gap in reader.gaps} == {Cause.OVERLOAD}
    assert_covered(reader, TRACK, words=listener.words)


async def test_the_newest_sound_is_decoded_and_every_end_of_speech() -> None:
    """What was said in two parts while a call ran: its guesses are skipped, its end is not."""
    words = script((500, 1900), (3100, 4000), (5100, 7000))
    go_on, reader = asyncio.Event(), Reader()

    async def answer(window: SpeechWindow) -> Hypothesis:
        await go_on.wait()
        return TruthfulListener(words).recognise(window)

    inference = FakeInference(answer)
    async with opened(inference, reader, live=True) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(sound_of(words, 6400), [1600]):
            track.push(item)
            await rest(8)
        go_on.set()
        await until(lambda: not track.backlog_ms)
        await track.close()
    ends = [(end // 16_000, final) for _, end, final in inference.calls]
    assert ends == [(1, False), (2, True), (4, True), (6, False), (6, True)]
    assert not reader.gaps


async def test_captions_are_live_again_when_nothing_is_left_to_be_late_with() -> None:
    """All that waited was given up: no further call is there to say so."""
    words = script((500, 1500), (4000, 4500))
    go_on, reader = asyncio.Event(), Reader()

    async def answer(window: SpeechWindow) -> Hypothesis:
        await go_on.wait()
        return TruthfulListener(words).recognise(window)

    async with opened(FakeInference(answer), reader, live=True) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(sound_of(words, 12_000), [1600]):
            track.push(item)
            await rest(8)
        assert reader.statuses[0] is Status.LATE
        go_on.set()
        await until(lambda: reader.statuses[-1] is Status.LIVE)
        await track.close()
    assert_covered(reader, TRACK, words=words)
    assert reader.gaps


async def test_a_device_that_is_being_restored_is_told_as_an_interruption() -> None:
    go_on, reader = asyncio.Event(), Reader()

    async def answer(window: SpeechWindow) -> Hypothesis:
        await go_on.wait()
        return TruthfulListener(WORDS).recognise(window)

    inference = FakeInference(answer)
    inference.working = False
    async with opened(inference, reader, live=True) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(SOUND[: to_samples(4000)], [1600]):
            track.push(item)
            await rest(8)
        assert reader.statuses == [Status.INTERRUPTED]
        inference.working = True
        go_on.set()
        await until(lambda: reader.statuses[-1] is Status.LIVE)
        await track.close()
    assert not reader.gaps


async def test_sound_that_can_wait_does_not_run_ahead_of_its_captions() -> None:
    go_on = asyncio.Event()
    listener = TruthfulListener(script(*((450 * n, 450 * n + 400) for n in range(100))))

    async def answer(window: SpeechWindow) -> Hypothesis:
        await go_on.wait()
        return listener.recognise(window)

    fed, reader = 0, Reader()

    async def feed() -> None:
        nonlocal fed
        for item in deliveries(sound_of(listener.words, 46_000), [1600]):
            await track.feed(item)
            fed += 100

    async with opened(FakeInference(answer), reader) as session:
        track = session.open_track(TRACK, ANNE)
        feeding = asyncio.create_task(feed())
        await rest(5000)
        assert 10_000 < fed < 17_000
        go_on.set()
        await feeding
        await track.close()
    assert reader.said == [word.text for word in listener.words]
    assert Status.LATE not in reader.statuses


async def test_live_sound_that_nobody_takes_overflows_into_a_gap() -> None:
    reader = Reader()
    async with opened(FakeInference(TruthfulListener(WORDS).recognise), reader, live=True) as session:
        track = session.open_track(TRACK, ANNE)
        for item in deliveries(sound_of([], 15_000), [16_000]):
            track.push(item)
        await track.close()
    assert [(gap.start_ms, gap.end_ms, gap.cause) for gap in reader.gaps] == [(0, 5000, Cause.OVERLOAD)]
