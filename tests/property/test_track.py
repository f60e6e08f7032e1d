"""Whatever is heard and whatever the recogniser answers, the captions of a track keep their promises."""

from collections import defaultdict
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from captions.events import CaptionEvent, Cause, Final, Interim
from captions.words import Hypothesis, Word
from models.audio import AudioFrame, AudioGap, Loss, Pcm, Samples, SpeechWindow, to_ms, to_samples
from pipeline.policy import ACCURATE, FAST, Policy
from tests.fakes.speech import (
    TRACK,
    EndlessListener,
    TruthfulListener,
    deliveries,
    heard,
    script,
    sound_of,
    word,
)
from tests.fakes.track_bench import Listener, TrackBench

TEXTS = ("oui", "non", "le", "vote", "fin.", "alors…", "...", "–", "?", "Sous-titrage", "Radio-Canada", "")
LENGTH_MS = 26_000


SEEDS = st.integers(0, 2**32)
"""What happens is drawn from a seed: drawn one by one, a minute of sound is more than hypothesis can shrink."""


def some_script(random: Random) -> list[Word]:
    """Words of 200 to 700 ms; pauses of 50 ms inside speech, some of up to 3 s between."""
    at, spans = random.randint(0, 1500), []
    while at < LENGTH_MS - 1500:
        end = at + random.randint(200, 700)
        spans.append((at, end))
        at = end + random.choice((50, 50, 50, 50, 50, 50, 120, 300, 700, 3000))
    return script(*spans)


def some_journey(random: Random) -> list[AudioFrame | AudioGap]:
    """Sound that arrives in odd pieces, some twice, some never, some of it announced as lost."""
    pcm = sound_of(some_script(random), LENGTH_MS, seed=1)
    items: list[AudioFrame | AudioGap] = []
    at = random.randint(0, 30_000)
    sizes = random.sample((1, 160, 320, 511, 960, 5_000, 16_000, 48_000), 3)
    trouble = random.choice((0, 20, 200))
    while at < len(pcm):
        end = min(len(pcm), at + random.choice(sizes))
        fate = random.randint(0, trouble) if trouble else 9
        if fate == 0:
            loss = random.choice(list(Loss))
            items.append(AudioGap(track=TRACK, start=Samples(at), end=Samples(end), loss=loss))
        elif fate != 1:
            start = max(0, at - (random.choice((100, 2_000)) if fate == 2 else 0))
            items.append(AudioFrame(track=TRACK, start=Samples(start), pcm=pcm[start:end]))
        at = end
    return items


def chaotic(random: Random) -> Listener:
    """Answers with anything that the port allows, and with prefixes that it does not."""

    def recognise(window: SpeechWindow) -> Hypothesis | Cause:
        fate = random.randint(0, 11)
        if fate == 0:
            return random.choice(list(Cause))
        begin, end = to_ms(window.start), to_ms(window.end)
        prefix = [replace(old, start_ms=begin) for old in window.prefix]
        if fate == 1:
            prefix = prefix[: random.randint(0, len(prefix))]
        if fate == 2:
            prefix = [replace(old, text="autre", end_ms=end) for old in prefix]
        count = random.randint(0, 8)
        times = sorted(random.randint(begin, end) for _ in range(2 * count))
        free = [
            word(random.choice(TEXTS), times[2 * n], times[2 * n + 1], p=random.random())
            for n in range(count)
        ]
        return heard(
            *prefix,
            *free,
            no_speech=random.choice((0.05, 0.05, 0.5, 0.9)),
            mean_logprob=random.choice((-0.3, -0.3, -0.9, -1.2, -2.0)),
            run_on=fate == 3,
        )

    return recognise


def check_order(events: list[CaptionEvent]) -> None:
    """Revisions rise within a segment, nothing follows its final, a segment has one line, ids rise."""
    revision: dict[int, int] = defaultdict(int)
    lines: dict[int, int] = {}
    closed: set[int] = set()
    for event in events:
        if isinstance(event, Interim | Final):
            assert event.segment not in closed
            assert event.revision > revision[event.segment]
            assert lines.setdefault(event.segment, event.line) == event.line
            assert all(spoken.text for spoken in event.words)
            revision[event.segment] = event.revision
            if isinstance(event, Final):
                assert event.words
                closed.add(event.segment)
    finals = [event.segment for event in events if isinstance(event, Final)]
    assert finals == sorted(set(finals))
    assert list(lines.values()) == sorted(lines.values())


def standing(events: list[CaptionEvent]) -> tuple[str, ...]:
    """What a reader still sees as a guess when everything is over."""
    shown: tuple[str, ...] = ()
    for event in events:
        if isinstance(event, Interim):
            shown = tuple(spoken.text for spoken in event.words)
        elif isinstance(event, Final):
            shown = ()
    return shown


@pytest.mark.parametrize("policy", [FAST, ACCURATE], ids=["fast", "accurate"])
@settings(max_examples=60)
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
def test_an_hour_of_speech_without_a_pause_hold_seconds_of_sound(policy: Policy) -> None:
    listener = EndlessListener()
    bench = TrackBench(listener.recognise, policy)
    phrase = sound_of(script(*((n * 400 + 20, n * 400 + 370) for n in range(5))), 2000)
    held = [play_second(bench, phrase, 2 * second) for second in range(1800)]
    assert max(held) <= 12 * 16_000
    assert max(end - start for start, end in listener.calls) <= 10 * 16_000
    numbers = [spoken.tokens[0] for spoken in bench.said]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 3600 * 2.5 - 20


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
