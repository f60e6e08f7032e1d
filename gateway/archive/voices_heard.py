"""Who speaks when at one microphone of a record, by the sound that was kept: one mix of everybody in the meeting.

Only what was said at that microphone is listened to, by the times of its words; where words of another one were said at
the same time, or something is hidden, there is silence instead. Times are Unix milliseconds, whatever file they are in.

| Bound | Overflow |
|---|---|
| ``_WORD_MS`` for a word | what a recogniser lets it last beyond is not listened to |
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from gateway.archive.kept_sound import SoundFile
from gateway.media.kept_file import decoded
from models.audio import SAMPLE_RATE, Pcm, Samples, to_ms, to_samples
from models.ports import SpeakerStream
from models.speakers import Heard, VoiceLabel, VoiceTurn

_BESIDE_MS: Final = 250
"""Times of words are not that exact."""
_WORD_MS: Final = 1_500
_HOLE_MS: Final = 500
_SILENCE: Final = to_samples(5_000)
"""In the place of sound that nobody needs: as much as a diariser looks at together."""
_REVIEW: Final = to_samples(20_000)
"""Of speech, until it looks again at who it was."""
_AT_ONCE: Final = SAMPLE_RATE

Span = tuple[int, int]
"""From the first until the second moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A voice from one moment until another."""

    voice: VoiceLabel
    start: int
    end: int
    confidence: float


class Passages:
    """Stretches of time, in order and apart from each other."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: list[Span] = []
        for start, end in sorted(spans):
            if self._spans and start <= self._spans[-1][1]:
                start, end = self._spans[-1][0], max(self._spans.pop()[1], end)
            self._spans.append((start, end))
        self._ends = [end for _, end in self._spans]

    def within(self, start: int, end: int) -> list[Span]:
        """The parts of them between two moments."""
        found = []
        for begin, until in self._spans[bisect_right(self._ends, start) :]:
            if begin >= end:
                break
            found.append((max(begin, start), min(until, end)))
        return found


def around(words: Iterable[Span]) -> Passages:
    """Where words are said."""
    return Passages((start - _BESIDE_MS, min(end, start + _WORD_MS) + _BESIDE_MS) for start, end in words)


def listen(
    sounds: Sequence[SoundFile],
    speech: Passages,
    silent: Passages,
    stream: SpeakerStream,
    progress: Callable[[int], None] = lambda listened_ms: None,
) -> tuple[Turn, ...]:
    """All of ``speech`` but what is ``silent``. Nothing of the voices is left in ``stream``. Raises ``OSError``."""
    ear = _Ear(stream)
    try:
        listened = 0
        for sound in sounds:
            if speech.within(sound.start, sound.start + sound.length_ms):
                ear.place(sound.start)
                for pcm in _pieces(sound):
                    ear.hear(pcm, speech, silent)
                    progress(listened + to_ms(ear.heard_of_file))
            listened += sound.length_ms
        return ear.turns()
    finally:
        stream.forget()


def _pieces(sound: SoundFile) -> Iterator[Pcm]:
    """Of a whole second each, but for the last one."""
    held: list[Pcm] = []
    length = 0
    for piece in decoded(sound.path):
        held.append(piece)
        length += len(piece)
        if length >= _AT_ONCE:
            joined = np.concatenate(held)
            yield joined[:_AT_ONCE]
            held, length = [joined[_AT_ONCE:]], length - _AT_ONCE
    if length:
        yield np.concatenate(held)


class _Ear:
    """A stream, and which moment each of its samples is."""

    def __init__(self, stream: SpeakerStream) -> None:
        self._stream = stream
        self._at = 0
        self._begun: list[tuple[int, int]] = []
        """Samples of the stream at which a file begins, and the moment."""
        self._turns: list[VoiceTurn] = []
        self._unseen = 0

    @property
    def heard_of_file(self) -> int:
        return self._at - self._begun[-1][0]

    def place(self, moment: int) -> None:
        """What is heard next began at ``moment``."""
        if self._begun and abs(self._moment(self._at) - moment) > _HOLE_MS:
            self._push(np.zeros(_SILENCE, dtype=np.float32), speech=False)
        self._begun.append((self._at, moment))

    def hear(self, pcm: Pcm, speech: Passages, silent: Passages) -> None:
        start = self._moment(self._at)
        hushed = _mask(silent, start, len(pcm))
        spoken = _mask(speech, start, len(pcm)) & ~hushed
        pcm = np.where(hushed, np.float32(0), pcm)
        edges = [0, *(np.flatnonzero(np.diff(spoken)) + 1).tolist(), len(pcm)]
        for begin, end in zip(edges, edges[1:], strict=False):
            self._push(pcm[begin:end], speech=bool(spoken[begin]))

    def turns(self) -> tuple[Turn, ...]:
        self._keep(self._stream.finish())
        self._look_again()
        return tuple(
            Turn(
                voice=turn.label,
                start=self._moment(turn.start),
                end=self._moment(turn.start) + to_ms(turn.end - turn.start),
                confidence=turn.confidence,
            )
            for turn in self._turns
        )

    def _push(self, pcm: Pcm, *, speech: bool) -> None:
        self._keep(self._stream.push(pcm, speech=speech))
        self._at += len(pcm)
        self._unseen += len(pcm) if speech else 0
        if self._unseen >= _REVIEW:
            self._unseen = 0
            self._look_again()

    def _keep(self, heard: Heard) -> None:
        self._turns += heard.turns

    def _look_again(self) -> None:
        for change in self._stream.review():
            self._turns = [
                replace(turn, label=change.now)
                if turn.label == change.was and change.start <= turn.start < change.end
                else turn
                for turn in self._turns
            ]

    def _moment(self, at: int) -> int:
        sample, moment = self._begun[bisect_right(self._begun, at, key=lambda begun: begun[0]) - 1]
        return moment + to_ms(Samples(at - sample))


def _mask(passages: Passages, start: int, length: int) -> npt.NDArray[np.bool_]:
    """Which samples from the moment ``start`` on are in them."""
    mask = np.zeros(length, dtype=np.bool_)
    for begin, end in passages.within(start, start + to_ms(Samples(length)) + 1):
        mask[to_samples(begin - start) : to_samples(end - start)] = True
    return mask
