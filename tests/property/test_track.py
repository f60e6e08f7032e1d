"""Whatever is heard and whatever the recogniser answers, the captions of a track keep their promises."""

from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from captions.events import Cause
from captions.words import Hypothesis
from models.audio import AudioFrame, Pcm, Samples, SpeechWindow, to_samples
from pipeline.policy import ACCURATE, FAST, Policy
from tests.fakes.speech import (
    TRACK,
    EndlessListener,
    TruthfulListener,
    deliveries,
    heard,
    script,
    sound_of,
)
from tests.fakes.track_bench import Listener, TrackBench
from tests.property.meetings import LENGTH_MS, chaotic, some_journey, some_script
from tests.property.promises import check_order, standing

SEEDS = st.integers(0, 2**32)
"""What happens is drawn from a seed: drawn one by one, a minute of sound is more than hypothesis can shrink."""


@pytest.mark.parametrize("policy", [FAST, ACCURATE], ids=["fast", "accurate"])
@settings(max_examples=40)
@given(seed=SEEDS, every=st.integers(1, 20))
def test_chaos_in_gives_order_out(policy: Policy, seed: int, every: int) -> None:
    random = Random(seed)
    bench = TrackBench(chaotic(random), policy)
    bench.play(some_journey(random), every=every)
    check_order(bench.events)
    assert not standing(bench.events)
    for gap in bench.gaps:
        assert gap.start_ms <= gap.end_ms


@pytest.mark.parametrize("policy", [FAST, ACCURATE], ids=["fast", "accurate"])
@settings(max_examples=40)
@given(seed=SEEDS, size=st.integers(100, 20_000))
def test_every_word_is_final_once_and_in_order(policy: Policy, seed: int, size: int) -> None:
    words = some_script(Random(seed))
    bench = TrackBench(TruthfulListener(words).recognise, policy)
    bench.play(deliveries(sound_of(words, LENGTH_MS), [size]))
    assert [spoken.text for spoken in bench.said] == [spoken.text for spoken in words]
    starts = [final.start_ms for final in bench.finals]
    assert starts == sorted(starts)
    assert not bench.gaps


@settings(max_examples=20)
@given(seed=SEEDS, sizes=st.lists(st.integers(100, 16_000), min_size=1, max_size=5), every=st.integers(1, 40))
@example(seed=6278, sizes=[2175], every=1)  # a second that was given up must not come back in part
def test_the_captions_follow_from_the_sound_alone(seed: int, sizes: list[int], every: int) -> None:
    """Not from how it was delivered, nor from how far the recogniser lagged behind."""
    words = some_script(Random(seed))
    pcm = sound_of(words, LENGTH_MS)
    told = []
    for cut, late in (([512], 1), (sizes, every), ([160], 100_000)):
        bench = TrackBench(fickle(seed))
        bench.play(deliveries(pcm, cut), every=late)
        told.append(bench.events)
    assert told[0] == told[1] == told[2]


def fickle(seed: int) -> Listener:
    """Answers at random, but the same window always in the same way, as the port demands."""

    def recognise(window: SpeechWindow) -> Hypothesis | Cause:
        key = f"{seed} {window.start} {window.end} {window.pcm.sum()} {len(window.prefix)} {window.final}"
        return chaotic(Random(key))(window)

    return recognise


@settings(max_examples=40)
@given(seed=SEEDS, every=st.integers(1, 20))
def test_every_second_of_speech_is_heard_out_or_marked(seed: int, every: int) -> None:
    """Speech lies in a window that was answered to its end, or in a gap."""
    random = Random(seed)
    answered: list[tuple[int, int]] = []

    def recognise(window: SpeechWindow) -> Hypothesis | Cause:
        if random.random() < 0.15:
            return Cause.ENGINE
        answered.append((window.start, window.end))
        return listener.recognise(window)

    words = some_script(random)
    listener = TruthfulListener(words)
    bench = TrackBench(recognise)
    bench.play(deliveries(sound_of(words, LENGTH_MS), [960]), every=every)
    covered = answered + [(to_samples(gap.start_ms), to_samples(gap.end_ms)) for gap in bench.gaps]
    for start, end in bench.spoken:
        for at in range(start + 16, end, 160):
            assert any(a <= at < b for a, b in covered), (at, bench.gaps)
    said = {spoken.text for spoken in bench.said}
    lost = [spoken for spoken in words if spoken.text not in said]
    for spoken in lost:
        middle = (spoken.start_ms + spoken.end_ms) / 2
        assert any(gap.start_ms - 200 <= middle <= gap.end_ms + 200 for gap in bench.gaps), spoken


def test_hours_of_silence_hold_half_a_second_of_sound() -> None:
    bench = TrackBench(TruthfulListener([]).recognise)
    silence = np.zeros(16_000, dtype=np.float32)
    held = [play_second(bench, silence, second) for second in range(3 * 3600)]
    assert max(held) <= 2 * 16_000
    assert not bench.events
    assert not bench.calls


@pytest.mark.parametrize("policy", [FAST, ACCURATE], ids=["fast", "accurate"])
def test_half_an_hour_of_speech_without_a_pause_holds_seconds_of_sound(policy: Policy) -> None:
    listener = EndlessListener()
    bench = TrackBench(listener.recognise, policy)
    phrase = sound_of(script(*((n * 400 + 20, n * 400 + 370) for n in range(5))), 2000)
    held = [play_second(bench, phrase, 2 * second) for second in range(900)]
    assert max(held) <= 12 * 16_000
    assert max(end - start for start, end in listener.calls) <= 10 * 16_000
    numbers = [spoken.tokens[0] for spoken in bench.said]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 1800 * 2.5 - 20


def test_hours_of_speech_that_nobody_understands_hold_seconds_of_sound() -> None:
    bench = TrackBench(lambda _: heard(no_speech=0.9, mean_logprob=-1.3))
    phrase = sound_of(script((0, 2000)), 2000)
    held = [play_second(bench, phrase, 2 * second) for second in range(600)]
    assert max(held) <= 16 * 16_000
    assert not bench.events


def play_second(bench: TrackBench, pcm: Pcm, second: int) -> int:
    """Hear ``pcm`` at ``second`` and make the calls that are due; samples held then."""
    bench.hear(AudioFrame(track=TRACK, start=Samples(second * 16_000), pcm=pcm))
    bench.work()
    return sum(len(piece.pcm) for piece in bench.captioner._sound._pieces)
