"""Whether each word has the right speaker, and how soon: captions of a shared microphone against who spoke when. Pure.

A word is right when the person of its label speaks at its middle, or nearest to it within ``_NEAR_S``; words where
nobody spoke are left out. *label*: from the first time a word was shown until it was shown, for good, under the voice
that its final has; 0 when it came under it at once. Words that end without a voice are wrong, and have no such delay.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from captions.events import Final, Interim
from captions.ids import SegmentId, SpeakerId
from gateway.bench.speakers_truth import Turn

_NEAR_S = 0.5
_SAME_MS = 300
"""Times of a word differ that much from one guess to the next."""

Shown = Sequence[tuple[int, Interim | Final]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLabels:
    """``right`` as they became final, ``right_later`` with what later looks changed."""

    words: int
    right: int
    right_later: int
    unlabelled: int
    label_ms: tuple[int, ...]
    """Ascending."""

    @property
    def share(self) -> float:
        return self.right / self.words if self.words else 0.0

    @property
    def share_later(self) -> float:
        return self.right_later / self.words if self.words else 0.0


def word_labels(
    shown: Shown,
    truth: Sequence[Turn],
    people: Mapping[str, str],
    *,
    repairs: Mapping[SegmentId, SpeakerId],
    people_later: Mapping[str, str],
) -> WordLabels:
    """``people``: who each label of the diariser is; ``repairs``: whose a segment turned out to be, after which labels
    are ``people_later``.
    """
    history = _History(shown)
    words = right = later = unlabelled = 0
    delays: list[int] = []
    for _, event in shown:
        if not isinstance(event, Final):
            continue
        label = _label(event.speaker.id)
        relabelled = _label(repairs.get(event.segment, event.speaker.id))
        for word in event.words:
            middle = (word.start_ms + word.end_ms) / 2
            speaking = _speaking(truth, middle / 1000)
            if not speaking:
                continue
            words += 1
            unlabelled += label is None
            right += label is not None and people.get(label) in speaking
            later += relabelled is not None and people_later.get(relabelled) in speaking
            if label is not None:
                delays.append(history.delay(middle, event.speaker.id))
    return WordLabels(
        words=words,
        right=right,
        right_later=later,
        unlabelled=unlabelled,
        label_ms=tuple(sorted(delays)),
    )


class _History:
    """Under whom each moment of speech was shown, and when; by seconds of speech."""

    _PER = 1000

    def __init__(self, shown: Shown) -> None:
        self._seen: dict[int, list[tuple[int, float, SpeakerId]]] = {}
        for at, event in shown:
            for word in event.words:
                middle = (word.start_ms + word.end_ms) / 2
                self._seen.setdefault(int(middle) // self._PER, []).append((at, middle, event.speaker.id))

    def delay(self, middle: float, speaker: SpeakerId) -> int:
        near = int(middle) // self._PER
        seen = sorted(
            (at, abs(other - middle), who)
            for second in (near - 1, near, near + 1)
            for at, other, who in self._seen.get(second, [])
            if abs(other - middle) <= _SAME_MS
        )
        # Of several words shown at once, the nearest is the one that is meant.
        by_time: dict[int, SpeakerId] = {}
        for at, _, who in seen:
            by_time.setdefault(at, who)
        first = seen[0][0]
        settled = first
        before: SpeakerId | None = None
        for at in sorted(by_time):
            if by_time[at] == speaker and before != speaker:
                settled = at
            before = by_time[at]
        return settled - first


def _label(speaker: SpeakerId) -> str | None:
    """Of the diariser; None: the microphone's own, of which it is not known whose it is."""
    _, mark, label = speaker.partition("#")
    return label if mark else None


def _speaking(truth: Sequence[Turn], at: float) -> set[str]:
    """Who speaks then; else who speaks nearest to it. ``truth`` is ordered by start."""
    last = bisect_left(truth, at + _NEAR_S, key=lambda turn: turn.start)
    near = [turn for turn in truth[max(0, last - 50) : last] if turn.end >= at - _NEAR_S]
    inside = {turn.who for turn in near if turn.start <= at < turn.end}
    if inside or not near:
        return inside
    nearest = min(near, key=lambda turn: max(turn.start - at, at - turn.end))
    return {nearest.who}
