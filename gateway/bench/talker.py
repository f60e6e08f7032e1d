"""Somebody who never stops talking: phrases one after the other with short gaps, the same again for the same seed."""

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

import numpy as np

from captions.ids import TrackId
from captions.quality import SpokenWord
from gateway.bench.phrases import Phrase
from models.audio import SAMPLE_RATE, AudioFrame, Pcm, Samples, to_ms, to_samples

FRAME = Samples(320)
"""What a microphone of a meeting delivers at a time: 20 ms."""
_NOISE_LEVEL = 3e-4
_TAIL_MS = 200


class Talker:
    """An endless stream of ``phrases``, beginning with number ``offset``; gaps are of random length."""

    def __init__(
        self,
        phrases: Sequence[Phrase],
        *,
        offset: int = 0,
        seed: int = 0,
        gap_ms: tuple[int, int] = (300, 600),
    ) -> None:
        if not phrases:
            raise ValueError("a talker has something to say")
        self._phrases = [*phrases[offset % len(phrases) :], *phrases[: offset % len(phrases)]]
        self._seed = seed
        self._gap_ms = gap_ms

    @property
    def timed(self) -> bool:
        """Whether it is known what is said when."""
        return all(phrase.words for phrase in self._phrases)

    def said(self, until_ms: int) -> list[SpokenWord]:
        """The words that end by ``until_ms``, in milliseconds of the stream."""
        words: list[SpokenWord] = []
        at = 0
        for gap, phrase in self._turns():
            at += to_ms(gap)
            if at >= until_ms:
                return words
            words += [
                SpokenWord(text=word.text, start_ms=at + word.start_ms, end_ms=at + word.end_ms)
                for word in phrase.words
                if at + word.end_ms <= until_ms
            ]
            at += to_ms(len(phrase.pcm) // 16 * 16)
        raise AssertionError("a talker never stops")

    def frames(self, track: TrackId, seconds: float) -> Iterator[AudioFrame]:
        """The sound of about ``seconds``, ending just after the last word that is finished by then."""
        until = self._end(seconds)
        return takewhile(lambda frame: frame.start < until, self.stream(track, FRAME))

    def stream(self, track: TrackId, size: int) -> Iterator[AudioFrame]:
        """The sound without end, in frames of ``size`` samples."""
        held: Pcm = np.zeros(0, dtype=np.float32)
        at = 0
        for piece in self.sound():
            held = np.concatenate([held, piece])
            while len(held) >= size:
                yield AudioFrame(track=track, start=Samples(at), pcm=held[:size])
                held, at = held[size:], at + size

    def sound(self) -> Iterator[Pcm]:
        """Gap, phrase, gap, phrase… without end."""
        noise = np.random.default_rng(self._seed).normal(0, _NOISE_LEVEL, SAMPLE_RATE).astype(np.float32)
        for gap, phrase in self._turns():
            yield np.resize(noise, gap)
            # Whole milliseconds, so that the times of words stay exact however long the stream is.
            yield phrase.pcm[: len(phrase.pcm) // 16 * 16]

    def _turns(self) -> Iterator[tuple[int, Phrase]]:
        """The length of the gap in samples, then the phrase."""
        rng = np.random.default_rng(self._seed)
        while True:
            for phrase in self._phrases:
                yield to_samples(int(rng.integers(self._gap_ms[0], self._gap_ms[1] + 1))), phrase

    def _end(self, seconds: float) -> int:
        words = self.said(int(seconds * 1000))
        return to_samples(words[-1].end_ms + _TAIL_MS) if words else int(seconds * SAMPLE_RATE)


def one_stream(phrases: Sequence[Phrase], *, seed: int, gap_ms: tuple[int, int]) -> Pcm:
    """Every phrase once, in order; begins and ends with a gap."""
    talker = Talker(phrases, seed=seed, gap_ms=gap_ms)
    return np.concatenate(list(islice(talker.sound(), 2 * len(phrases) + 1)))
