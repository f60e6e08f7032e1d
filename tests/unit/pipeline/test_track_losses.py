from dataclasses import replace

import numpy as np

from captions.events import Cause
from models.audio import AudioFrame, AudioGap, Loss, Pcm, Samples, to_samples
from pipeline.policy import FAST
from tests.fakes.speech import TRACK, TruthfulListener, deliveries, heard, script, sound_of, word
from tests.fakes.track_bench import TrackBench
from tests.unit.pipeline.window_recorder import Recorder, echo, silent, speech

NOISE = {"no_speech": 0.9, "mean_logprob": -1.2}


def test_a_hole_closes_speech_before_it_and_is_told_in_its_place() -> None:
    words = script((0, 900), (1000, 1900), (3000, 3900), (4000, 4900))
    pcm = sound_of(words, 6000)
    hole = (to_samples(2000), to_samples(2500))
    items: list[AudioFrame | AudioGap] = [
        *deliveries(pcm[: hole[0]], [500]),
        AudioGap(track=TRACK, start=hole[0], end=hole[1], loss=Loss.OVERFLOW),
        *deliveries(pcm[hole[1] :], [500], start=hole[1]),
    ]
    listen = Recorder(TruthfulListener(words).recognise)
    bench = TrackBench(listen)
    bench.play(items)
    assert [spoken.text for spoken in bench.said] == ["m0", "m1", "m2", "m3"]
    (gap,) = bench.gaps
    assert (gap.start_ms, gap.end_ms, gap.cause) == (2000, 2500, Cause.OVERLOAD)
    order = [event for event in bench.events if event in bench.finals or event is gap]
    assert bench.finals[-1] is order[-1]
    assert order.index(gap) > 0
    for window in listen.windows:
        assert window.end <= hole[0] or window.start >= hole[1]
        assert np.array_equal(window.pcm, pcm[window.start : window.end])


def test_what_is_given_up_is_a_gap_after_the_committed_words() -> None:
    answers = iter([heard(word("un", 100, 400), word("deux", 500, 690))])
    bench = TrackBench(lambda _: next(answers, Cause.OVERLOAD), replace(FAST, first_update_ms=1600))
    bench.play(speech((0, 2000), length_ms=4000))
    assert [spoken.text for spoken in bench.said] == ["un"]
    assert [event.text for event in bench.interims] == ["deux", ""]
    (gap,) = bench.gaps
    assert (gap.start_ms, gap.cause) == (400, Cause.OVERLOAD)
    assert gap.end_ms >= 2000


def hear(bench: TrackBench, pcm: Pcm) -> None:
    for item in deliveries(pcm, [512]):
        bench.hear(item)


def abandoned(bench: TrackBench, unheard: int = 0, end: int = 0) -> list[tuple[int, int]]:
    bench.captioner.abandon(to_samples(unheard), to_samples(end), Cause.SHUTDOWN)
    bench.events = bench.captioner.drain()
    assert bench.captioner.next_window() is None
    return [(gap.start_ms, gap.end_ms) for gap in bench.gaps]


def test_abandoned_speech_is_a_gap_to_the_end_of_what_came() -> None:
    bench = TrackBench(silent)
    hear(bench, sound_of(script((2000, 5000)), 5120))
    assert abandoned(bench, 5120, 7000) == [(1984, 7000)]
    bench = TrackBench(echo(word("un", 2000, 2400)), FAST)
    hear(bench, sound_of(script((2000, 5000)), 5120))
    bench.work()
    assert abandoned(bench) == [(2400, 5120)]


def test_abandoned_silence_is_a_gap_only_where_nobody_listened() -> None:
    bench = TrackBench(silent)
    hear(bench, sound_of([], 5120))
    assert abandoned(bench) == []
    bench = TrackBench(silent)
    hear(bench, sound_of([], 5120))
    assert abandoned(bench, 5120, 7000) == [(5120, 7000)]
    assert abandoned(TrackBench(silent), 90_000, 91_000) == [(90_000, 91_000)]


def test_a_loop_over_speech_is_a_gap_and_over_noise_it_is_nothing() -> None:
    loop = [word("non", 100, 300), word("non", 300, 500)]
    for evidence, gaps in (({}, 1), (NOISE, 0)):
        bench = TrackBench(lambda _, evidence=evidence: heard(*loop, run_on=True, **evidence), FAST)
        bench.play(speech((0, 3000), length_ms=4000))
        assert not bench.said
        assert not bench.interims
        assert [gap.cause for gap in bench.gaps] == [Cause.ENGINE] * gaps
        for gap in bench.gaps:
            assert gap.start_ms == 0
            assert gap.end_ms >= 3000


def test_speech_of_which_only_loops_come_is_marked_while_it_goes_on() -> None:
    bench = TrackBench(lambda _: heard(word("non", 0, 100), run_on=True), FAST)
    for item in speech((0, 40_000), length_ms=40_000):
        bench.hear(item)
        bench.work()
    assert bench.gaps
    assert bench.gaps[-1].end_ms > 25_000


def test_a_blip_of_sound_between_two_holes_is_not_decoded() -> None:
    listen = Recorder(silent)
    bench = TrackBench(listen)
    loud = sound_of(script((0, 60)), 60)
    bench.play(
        [
            AudioGap(track=TRACK, start=Samples(0), end=Samples(1000), loss=Loss.NETWORK),
            AudioFrame(track=TRACK, start=Samples(1000), pcm=loud),
            AudioGap(track=TRACK, start=Samples(1960), end=Samples(90_000), loss=Loss.NETWORK),
        ]
    )
    assert not listen.windows
    assert len(bench.gaps) == 2
