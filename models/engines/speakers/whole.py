"""Who speaks in a recording, asked once at its end: better than while it goes on, and of no use to those who read live.

Not responsible for how it is found: that is a function over the whole sound, see ``models.engines.pyannote_audio``.
"""

from collections.abc import Callable, Iterable

import numpy as np

from models.audio import Pcm, Samples
from models.speakers import Heard, Relabelled, VoiceLabel, VoiceTurn

Found = tuple[int, int, str]
"""First sample, the one after the last, and a name that the voice has within this answer."""
Search = Callable[[Pcm, int | None], Iterable[Found]]
"""Sound at 16 kHz and the most voices there are, if known, to who speaks when."""


class WholeDiariser:
    """Implements ``models.ports.Diariser``; keeps a whole track in memory, 230 MB an hour."""

    def __init__(self, search: Search) -> None:
        self._search = search

    @property
    def latency(self) -> None:
        return None

    def stream(self, *, most: int | None = None) -> "WholeStream":
        return WholeStream(self._search, most)


class WholeStream:
    """The sound of a track so far, and where somebody may speak in it."""

    def __init__(self, search: Search, most: int | None) -> None:
        self._search = search
        self._most = most
        self._parts: list[Pcm] = []
        self._spoken: list[tuple[int, int]] = []
        self._begin = self._end = 0

    def push(self, pcm: Pcm, *, speech: bool = True) -> Heard:
        start, self._end = self._end, self._end + len(pcm)
        self._parts.append(pcm.copy() if speech else np.zeros(len(pcm), dtype=np.float32))
        if speech and self._spoken and self._spoken[-1][1] == start:
            self._spoken[-1] = (self._spoken[-1][0], self._end)
        elif speech:
            self._spoken.append((start, self._end))
        return Heard(until=Samples(0))

    def finish(self) -> Heard:
        turns = self._turns() if self._spoken else []
        self._parts.clear()
        return Heard(until=Samples(self._end), turns=tuple(turns))

    def review(self) -> tuple[Relabelled, ...]:
        """Nothing: all is decided at once, with all that was heard."""
        return ()

    def merge(self, was: VoiceLabel, into: VoiceLabel) -> None:
        """Nothing comes after the end, when labels are given."""

    def forget(self) -> None:
        self._parts.clear()
        self._spoken.clear()
        self._begin = self._end

    def _turns(self) -> list[VoiceTurn]:
        labels: dict[str, VoiceLabel] = {}
        turns = []
        for start, end, name in sorted(self._search(np.concatenate(self._parts), self._most)):
            for first, last in self._spoken:
                begin, stop = max(start + self._begin, first), min(end + self._begin, last)
                if begin < stop:
                    label = labels.setdefault(name, VoiceLabel(len(labels) + 1))
                    turns.append(
                        VoiceTurn(label=label, start=Samples(begin), end=Samples(stop), confidence=1.0)
                    )
        return sorted(turns, key=lambda turn: (turn.start, turn.label))
