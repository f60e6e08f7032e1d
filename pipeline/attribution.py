"""Who spoke when at a microphone that several people share, and so whose a word is. Pure.

A word is the strongest voice's over its time. Recognisers and diarisers do not agree on times to the tenth of a
second, so a word beside all turns is the nearest one's when that is ``_NEAR`` away at most, and voices change only when
the other one is clearly stronger.
"""

from collections import deque
from dataclasses import replace

from captions.words import Word
from models.audio import Samples, to_samples
from models.speakers import Heard, Relabelled, VoiceLabel, VoiceTurn

_NEAR = to_samples(250)
_LONGEST_WORD = to_samples(800)
"""Recognisers let a last word last until somebody speaks again."""
_CLEARLY = 1.5
_REMEMBERED = to_samples(60_000)


class Attribution:
    """Of one track. Turns and words are on the same time axis."""

    def __init__(self) -> None:
        self._turns: deque[VoiceTurn] = deque()
        self._until = Samples(0)

    def hear(self, heard: Heard) -> None:
        """What was decided next. Without turns nobody was told apart there."""
        self._turns.extend(heard.turns)
        self._until = Samples(max(self._until, heard.until))
        while self._turns and self._turns[0].end < self._turns[-1].end - _REMEMBERED:
            self._turns.popleft()

    def decided(self, word: Word) -> bool:
        """Whether ``whose`` would answer the same later on."""
        return self._until >= _span(word)[1]

    def whose(self, word: Word, before: VoiceLabel | None) -> VoiceLabel | None:
        """The voice that says ``word``, ``before`` being that of the word before; None when that cannot be said."""
        start, end = _span(word)
        found = self._strengths(start, end) or self._nearest(start, end)
        if not found:
            return None
        strongest = max(found, key=lambda label: found[label])
        if before is not None and found.get(before, 0.0) * _CLEARLY >= found[strongest]:
            return before
        return strongest

    def relabel(self, change: Relabelled) -> None:
        """A later look at who spoke."""
        self._turns = deque(
            replace(turn, label=change.now)
            if turn.label == change.was and change.start <= turn.start < change.end
            else turn
            for turn in self._turns
        )

    def _strengths(self, start: Samples, end: Samples) -> dict[VoiceLabel, float]:
        found: dict[VoiceLabel, float] = {}
        for turn in self._turns:
            overlap = min(turn.end, end) - max(turn.start, start)
            if overlap > 0:
                found[turn.label] = found.get(turn.label, 0.0) + overlap * turn.confidence
        return found

    def _nearest(self, start: Samples, end: Samples) -> dict[VoiceLabel, float]:
        away = [(max(turn.start - end, start - turn.end), turn.label) for turn in self._turns]
        near = min((pair for pair in away if pair[0] <= _NEAR), default=None)
        return {} if near is None else {near[1]: 1.0}


def _span(word: Word) -> tuple[Samples, Samples]:
    start = to_samples(word.start_ms)
    return start, Samples(min(max(to_samples(word.end_ms), start + 1), start + _LONGEST_WORD))
