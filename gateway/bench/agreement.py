"""The peers' streaming of Whisper: a growing buffer, decoded again and again, and LocalAgreement-2. Pure.

Written after the algorithm of Macháček, Dabre and Bojar, "Turning Whisper into Real-Time Transcription System"
(2023), which whisper_streaming, WhisperLiveKit and others run. It is what Voixlà is compared with, so doubts are
decided in its favour: words agree by their letters, and the buffer is cut as soon as the cut is allowed.

* Every update decodes the whole buffer, with the last 200 characters before it as prompt.
* Words that two updates in a row agree upon are committed.
* A buffer of more than 15 s is cut after its last committed sentence, else after its last committed word.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from captions.ids import Milliseconds
from captions.stabilise import letters
from captions.words import Word, joined
from models.audio import Pcm, Samples, to_ms, to_samples

_TRIM_MS = 15_000
_PROMPT = 200
_BACK_MS = 100
_NEAR_MS = 1000
_LONGEST_REPEAT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Decode:
    """What an update decodes: sound, and text as context."""

    pcm: Pcm
    prompt: str


class AgreementCaptioner:
    """One stream: ``hear`` sound, decode what ``window`` gives, ``accept`` the words; ``finish`` at the end."""

    def __init__(self) -> None:
        self._pcm: Pcm = np.zeros(0, dtype=np.float32)
        self._begin = Samples(0)
        self._before = ""
        self._committed: list[Word] = []
        """Those within the buffer."""
        self._done_ms = 0
        self._last: list[Word] = []
        """What the last update had after the committed words."""

    @property
    def heard(self) -> Samples:
        return Samples(self._begin + len(self._pcm))

    def hear(self, pcm: Pcm) -> None:
        self._pcm = np.concatenate([self._pcm, pcm])

    def window(self) -> Decode:
        return Decode(pcm=self._pcm, prompt=self._before[-_PROMPT:])

    def accept(self, words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
        """The words newly committed, and those that follow them; ``words`` are in milliseconds of the window."""
        offset = to_ms(self._begin)
        new = self._after_committed([_moved(word, offset) for word in words])
        count = 0
        for one, other in zip(new, self._last, strict=False):
            if letters(one.text) != letters(other.text):
                break
            count += 1
        fresh, self._last = new[:count], new[count:]
        self._committed += fresh
        if fresh:
            self._done_ms = fresh[-1].end_ms
        while self._committed and len(self._pcm) > to_samples(_TRIM_MS):
            self._trim()
        return fresh, list(self._last)

    def finish(self) -> list[Word]:
        """The words that no second update could confirm."""
        rest, self._last = self._last, []
        return rest

    def _after_committed(self, words: list[Word]) -> list[Word]:
        new = [word for word in words if word.start_ms > self._done_ms - _BACK_MS]
        if not new or not self._committed or new[0].start_ms - self._done_ms >= _NEAR_MS:
            return new
        # Times wander between decodes: what was committed last may come again as the first new words.
        for size in range(min(_LONGEST_REPEAT, len(new), len(self._committed)), 0, -1):
            old = [letters(word.text) for word in self._committed[-size:]]
            if old == [letters(word.text) for word in new[:size]]:
                return new[size:]
        return new

    def _trim(self) -> None:
        ends = [index for index, word in enumerate(self._committed) if word.text.endswith((".", "?", "!"))]
        last = ends[-1] if ends else len(self._committed) - 1
        cut = Samples(min(to_samples(self._committed[last].end_ms), self.heard))
        dropped, self._committed = self._committed[: last + 1], self._committed[last + 1 :]
        self._before = (self._before + " " + joined(tuple(dropped)))[-2 * _PROMPT :].strip()
        self._pcm = self._pcm[max(0, cut - self._begin) :]
        self._begin = Samples(max(self._begin, cut))


def _moved(word: Word, offset: int) -> Word:
    return replace(
        word, start_ms=Milliseconds(word.start_ms + offset), end_ms=Milliseconds(word.end_ms + offset)
    )
