"""Long conversations of people who never met: recordings of single people, cut at their pauses and told in turns.

| What | How |
|---|---|
| whose turn | anybody but who spoke last, all as likely |
| how long a turn is | log-normal, median 3.7 s, 0.6 to 25 s: one in ten is longer than 10 s |
| between turns | three in four: a pause, exponential, mean 0.5 s; else the next begins 0.2 to 1.0 s before the end |
| the room | an echo of 0.4 s reverberation time, 12 dB below the voice of who sits nearest, 3 dB of the farthest |
| the microphone | all as loud at it, within 3 dB; noise 45 dB below |

The same seed gives the same conversation. When a person has no more to say, what they said comes again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gateway.bench.conditions import loudness
from gateway.bench.speakers_truth import Turn
from models.audio import SAMPLE_RATE, Pcm

_LEVEL = 0.06
_NOISE = _LEVEL * 10 ** (-45 / 20)
_REVERBERATION_S = 0.4
_ECHO_DB = (-12.0, -3.0)
_BREATH_S = 0.15
_INTERRUPTED = 0.25
_FRAME = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with what they say, in pieces without pauses."""

    name: str
    pieces: tuple[Pcm, ...]


class Conversation:
    """Iterate over ``sound`` once; ``turns`` grows with it and holds each piece that was said by then."""

    def __init__(self, people: Sequence[Person], *, seconds: float, seed: int, room: bool = True) -> None:
        if len(people) < 2 or not all(person.pieces for person in people):
            raise ValueError("a conversation takes two people who have something to say")
        self.turns: list[Turn] = []
        self._rng = np.random.default_rng(seed)
        self._seconds = seconds
        self._people = [
            Person(name=person.name, pieces=self._heard(person, index, len(people), room))
            for index, person in enumerate(people)
        ]
        self._said = [0] * len(people)

    def sound(self) -> Iterator[Pcm]:
        """In pieces of any length; about ``seconds`` of it."""
        at, begin, held = 0.5, 0, np.zeros(0, dtype=np.float32)
        who: int | None = None
        while at < self._seconds:
            # Nothing that is said later begins before this turn: what is before it can go.
            ready = max(0, min(_samples(at) - begin, len(held)))
            if ready:
                yield self._with_noise(held[:ready])
                begin, held = begin + ready, held[ready:]
            if _samples(at) > begin + len(held):
                held = np.append(held, np.zeros(_samples(at) - begin - len(held), dtype=np.float32))
            who = self._next(who)
            start, end, piece_at = at, at, at
            for piece, length in self._turn(who):
                held = _added(held, piece, _samples(piece_at) - begin)
                end = piece_at + length / SAMPLE_RATE
                self.turns.append(Turn(who=self._people[who].name, start=piece_at, end=end))
                piece_at = end + _BREATH_S
            at = max(start + 0.3, end + self._pause())
        yield self._with_noise(held)

    def _next(self, last: int | None) -> int:
        others = [index for index in range(len(self._people)) if index != last]
        return others[int(self._rng.integers(len(others)))]

    def _turn(self, who: int) -> Iterator[tuple[Pcm, int]]:
        """The pieces of a turn with their echo, and how many samples of each are speech."""
        wanted = min(25.0, max(0.6, self._rng.lognormal(1.3, 0.8)))
        pieces, told = self._people[who].pieces, 0.0
        while told < wanted:
            piece = pieces[self._said[who] % len(pieces)]
            self._said[who] += 1
            spoken = len(piece) - _samples(_REVERBERATION_S)
            length = min(spoken, _samples(max(0.6, wanted - told)))
            yield piece[: length + _samples(_REVERBERATION_S)] if length == spoken else piece[:length], length
            told += length / SAMPLE_RATE + _BREATH_S

    def _pause(self) -> float:
        if self._rng.random() < _INTERRUPTED:
            return -float(self._rng.uniform(0.2, 1.0))
        return float(self._rng.exponential(0.5))

    def _heard(self, person: Person, index: int, count: int, room: bool) -> tuple[Pcm, ...]:
        """What the microphone gets of somebody, each piece with its echo behind it."""
        nearest, farthest = _ECHO_DB
        response = self._echo(nearest + (farthest - nearest) * index / max(1, count - 1)) if room else None
        level = _LEVEL * 10 ** (self._rng.uniform(-1.5, 1.5) / 20)
        tail = np.zeros(_samples(_REVERBERATION_S), dtype=np.float32)
        heard = []
        for piece in person.pieces:
            loud = piece * np.float32(level / max(1e-6, loudness(piece)))
            heard.append(np.append(loud, tail) if response is None else _convolved(loud, response, len(tail)))
        return tuple(heard)

    def _echo(self, decibels: float) -> npt.NDArray[np.float64]:
        count = _samples(_REVERBERATION_S)
        echo = self._rng.standard_normal(count) * 10 ** (-3 * np.arange(count) / count)
        echo[: SAMPLE_RATE // 200] = 0
        response: npt.NDArray[np.float64] = echo * 10 ** (decibels / 20) / np.sqrt(np.square(echo).sum())
        response[0] = 1.0
        return response

    def _with_noise(self, pcm: Pcm) -> Pcm:
        noise = self._rng.standard_normal(len(pcm), dtype=np.float32) * np.float32(_NOISE)
        return np.clip(pcm + noise, -1, 1)


def pieces_of(pcm: Pcm, probabilities: npt.NDArray[np.float32]) -> tuple[Pcm, ...]:
    """``pcm`` cut where nobody speaks for 0.3 s, by the ``probabilities`` of its frames of 32 ms; 0.4 s at least."""
    spoken = np.concatenate([[False], probabilities > 0.5, [False]])
    edges = np.flatnonzero(np.diff(spoken.astype(np.int8)))
    spans: list[tuple[int, int]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if spans and start - spans[-1][1] < 10:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(pcm[start * _FRAME : end * _FRAME] for start, end in spans if end - start >= 12)


def _added(held: Pcm, piece: Pcm, at: int) -> Pcm:
    missing = at + len(piece) - len(held)
    if missing > 0:
        held = np.append(held, np.zeros(missing, dtype=np.float32))
    held[at : at + len(piece)] += piece
    return held


def _convolved(speech: Pcm, response: npt.NDArray[np.float64], tail: int) -> Pcm:
    size = len(speech) + tail
    product = np.fft.rfft(speech, size + len(response)) * np.fft.rfft(response, size + len(response))
    return np.fft.irfft(product, size + len(response))[:size].astype(np.float32)


def _samples(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE)
