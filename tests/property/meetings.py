"""Meetings drawn from a seed: what is said, how the sound arrives and what the recogniser makes of it."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from captions.events import Cause
from captions.words import Hypothesis, Word
from models.audio import AudioFrame, AudioGap, Loss, Samples, SpeechWindow, to_ms
from tests.fakes.speech import TRACK, heard, script, sound_of, word

TEXTS = ("oui", "non", "le", "vote", "fin.", "alors…", "...", "–", "?", "Sous-titrage", "Radio-Canada", "")
LENGTH_MS = 26_000


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


def chaotic(random: Random) -> Callable[[SpeechWindow], Hypothesis | Cause]:
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
