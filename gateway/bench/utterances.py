"""Speech of any length as utterances of 2 to 10 s, among them as many short ones as live captions hear.

What is too long is cut where it is quietest, as live windows are cut anywhere; what is shorter than 2 s is left out.
"""

from collections.abc import Iterator, Sequence
from itertools import cycle

import numpy as np

from captions.quality import SpokenWord
from gateway.bench.phrases import Phrase
from models.audio import Pcm, Samples, to_ms, to_samples
from models.engines.silero import SileroDetector
from pipeline.segmenter import FRAME, Segmenter, SpeechEnd, SpeechStart, VoiceThresholds

_LEAST = to_samples(2_000)
_MOST = (to_samples(3_000), to_samples(6_000), to_samples(10_000))
"""One after the other: a short context shows only on short sounds."""
_QUIET = to_samples(100)
_MARGIN = to_samples(100)


def utterances_of(phrases: Sequence[Phrase]) -> list[Phrase]:
    """The parts of phrases; those of a phrase with word times bring the words that were said in them."""
    return [
        _part(phrase, start, end)
        for phrase, most in zip(phrases, cycle(_MOST), strict=False)
        for start, end in _cuts(phrase.pcm, most)
    ]


def spoken(phrase: Phrase) -> Iterator[Phrase]:
    """The stretches of a recording where somebody speaks; their words are unknown."""
    segmenter = Segmenter(VoiceThresholds())
    whole = phrase.pcm[: len(phrase.pcm) // FRAME * FRAME]
    marks = segmenter.feed(Samples(0), SileroDetector().stream().probabilities(whole))
    begin = 0
    for mark in [*marks, *segmenter.cut(Samples(len(whole)))]:
        match mark:
            case SpeechStart(start=start):
                begin = max(0, start - _MARGIN)
            case SpeechEnd(end=end):
                yield Phrase(pcm=phrase.pcm[begin : end + _MARGIN])


def _cuts(pcm: Pcm, most: int) -> list[tuple[int, int]]:
    found = []
    begin = 0
    while len(pcm) - begin > most and len(pcm) - begin >= 2 * _LEAST + _QUIET:
        # What is left is never shorter than an utterance may be.
        last = min(begin + most, len(pcm) - _LEAST)
        end = begin + _LEAST + _quietest(pcm[begin + _LEAST : last])
        found.append((begin, end))
        begin = end
    return [*found, (begin, len(pcm))] if len(pcm) - begin >= _LEAST else found


def _quietest(pcm: Pcm) -> int:
    """The middle of the quietest 100 ms."""
    power = np.concatenate([[0.0], np.cumsum(np.square(pcm, dtype=np.float64))])
    return int(np.argmin(power[_QUIET:] - power[:-_QUIET])) + _QUIET // 2


def _part(phrase: Phrase, start: int, end: int) -> Phrase:
    start_ms, end_ms = int(to_ms(start)), int(to_ms(end))
    if (start, end) == (0, len(phrase.pcm)):
        return phrase
    words = tuple(
        SpokenWord(text=word.text, start_ms=word.start_ms - start_ms, end_ms=word.end_ms - start_ms)
        for word in phrase.words
        if start_ms <= (word.start_ms + word.end_ms) // 2 < end_ms
    )
    return Phrase(pcm=phrase.pcm[start:end], text=" ".join(word.text for word in words), words=words)
