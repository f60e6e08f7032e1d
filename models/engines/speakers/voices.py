"""The voices of one stream: which label a new stretch gets, and which labels are one person after all. Pure.

Theory of operation. Every label has a centroid, the sum of the directions of all that was given to it, weighted by
seconds. A new stretch goes to the nearest centroid, or founds a label when it is far from all. That is greedy, and
the first centroids rest on little; so what was given is also kept as *passages*, one for each stretch that went on
in one label, and looked at again: labels whose centroids come close are one, and a passage that is clearly nearer to
another label moves there. Passages are few hundred; the oldest go, and stay in their label's centroid only.

Most labels too many are a sound or two that is odd for whoever made it, and they come as long as people talk; people
come at the beginning. So the longer the conversation, the more a label needs before it is founded and before it is
told, and one that was not told for want of speech is dropped when nothing more comes of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Direction = npt.NDArray[np.float32]
"""(192,), of length 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceThresholds:
    """Cosines, and seconds, which count for each look at them: about five times.

    Measured in ``docs/decisions/0013-voices-without-torch.md``.
    """

    known: float = 0.5
    """From here on a stretch belongs to a known voice."""
    stay: float = 0.1
    """What it weighs that the same sound was given to that voice a moment ago."""
    clear: float = 0.65
    """From here on there is no doubt whose a stretch is."""
    same: float = 0.65
    """From here on two labels are one person."""
    nearer: float = 0.15
    """By how much another label must be nearer for a passage to move there."""
    found_s: float = 1.0
    later_found_s: float = 1.5
    """The least that founds a label, in one stretch, at first and later on."""
    sure_s: float = 3.0
    later_sure_s: float = 6.0
    """A label of less is not told yet: an odd look or two found no person. Reached when its first words are decided."""
    beginning_s: float = 150.0
    gathered_s: float = 600.0
    """What is heard of all who are told: until the former it is the beginning, from the latter on it is later."""
    brief_s: float = 20.0
    """A label of less is given up already when another is as near as a known voice is to a new stretch."""
    settled_s: float = 200.0
    """A label of more is given up for no less than ``same``; in between, the more the more is heard of it. At the
    beginning ``brief_s`` is much already. It keeps its number when a younger one turns out to be the same person."""
    apart_s: float = 3000.0
    """Two labels of more each stay two, whatever comes: readers have known them as two for long."""
    stray: int = 3000
    """Cells, a minute: a label that is not told and not heard for longer was an odd sound."""
    passages: int = 400
    most: int = 12
    """Labels that one stream may have; further voices get the nearest."""


@dataclass(slots=True)
class Passage:
    """Sound that was given to one label: cells ``start`` to ``end``."""

    label: int
    start: int
    end: int
    total: Direction
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A run of one local voice with what it sounds like; ``before`` is how much of it each label has already."""

    start: int
    end: int
    direction: Direction
    seconds: float
    before: dict[int, float]


class Voices:
    """Labels count from 1 and are never given twice."""

    def __init__(self, thresholds: VoiceThresholds) -> None:
        self._thresholds = thresholds
        self._centroids: dict[int, Direction] = {}
        self._seconds: dict[int, float] = {}
        self._passages: list[Passage] = []
        self._given = 0
        self._told: set[int] = set()
        """Labels that were sure once; the others are dropped again when nothing comes of them."""
        self._last: dict[int, int] = {}
        """By label, the cell where it was heard last."""

    @property
    def labels(self) -> tuple[int, ...]:
        return tuple(self._centroids)

    def assign(self, stretches: Sequence[Stretch]) -> list[int | None]:
        """The label of each, longest first; those that overlap do not share one. None: too short to tell."""
        answers: list[int | None] = [None] * len(stretches)
        for index in sorted(range(len(stretches)), key=lambda index: -stretches[index].seconds):
            stretch = stretches[index]
            taken = {
                answer
                for other, answer in zip(stretches, answers, strict=True)
                if answer is not None and other.start < stretch.end and stretch.start < other.end
            }
            answers[index] = self._choose(stretch, taken)
        for stretch, answer in zip(stretches, answers, strict=True):
            if answer is not None:
                self._learn(stretch, answer)
        return answers

    def is_sure(self, label: int) -> bool:
        """Whether enough was heard of it to be told."""
        return label in self._told

    def is_clear(self, stretch: Stretch, label: int | None) -> bool:
        """Whether ``stretch`` is so like its label that it need not be looked at again at once."""
        if label is None or not self.is_sure(label):
            return False
        return _cosine(stretch.direction, self._centroids[label]) >= self._thresholds.clear

    def merge(self, was: int, into: int) -> None:
        """Both are one person, called ``into``."""
        if was == into or was not in self._centroids or into not in self._centroids:
            return
        self._centroids[into] = self._centroids[into] + self._centroids.pop(was)
        self._seconds[into] += self._seconds.pop(was)
        self._last[into] = max(self._last[into], self._last.pop(was))
        if was in self._told:
            self._told = self._told - {was} | {into}
        for passage in self._passages:
            if passage.label == was:
                passage.label = into

    def review(self) -> tuple[list[tuple[int, int]], list[tuple[int, int, int, int]]]:
        """Labels given up, as ``(was, now)``; then passages moved, as ``(was, now, start, end)``. Done already."""
        self._drop_strays()
        merged = []
        while pair := self._closest():
            self.merge(*pair)
            merged.append(pair)
        return merged, self._moved()

    def forget(self) -> None:
        """All but which labels were given."""
        self._centroids.clear()
        self._seconds.clear()
        self._passages.clear()
        self._told.clear()
        self._last.clear()

    def _choose(self, stretch: Stretch, taken: set[int]) -> int | None:
        limits = self._thresholds
        scores = {
            label: _cosine(stretch.direction, total)
            + limits.stay * stretch.before.get(label, 0.0)
            - limits.known
            for label, total in self._centroids.items()
            if label not in taken
        }
        best = max(scores, key=scores.__getitem__, default=None)
        if best is not None and scores[best] >= 0:
            return best
        if len(self._centroids) >= limits.most:
            return best
        if stretch.seconds < self._needed(limits.found_s, limits.later_found_s):
            return None
        self._given += 1
        self._centroids[self._given] = np.zeros_like(stretch.direction)
        self._seconds[self._given] = 0.0
        return self._given

    def _needed(self, first: float, later: float) -> float:
        """What a label needs by now: ``first`` at the beginning, ``later`` when all who are there have been heard."""
        limits = self._thresholds
        heard = sum(self._seconds[label] for label in self._told)
        grown = (heard - limits.beginning_s) / (limits.gathered_s - limits.beginning_s)
        return first + (later - first) * min(1.0, max(0.0, grown))

    def _learn(self, stretch: Stretch, label: int) -> None:
        weighted = stretch.direction * np.float32(stretch.seconds)
        self._centroids[label] = self._centroids[label] + weighted
        self._seconds[label] += stretch.seconds
        self._last[label] = max(self._last.get(label, 0), stretch.end)
        if self._seconds[label] >= self._needed(self._thresholds.sure_s, self._thresholds.later_sure_s):
            self._told.add(label)
        for passage in reversed(self._passages[-8:]):
            if passage.label == label and passage.end >= stretch.start:
                passage.end = max(passage.end, stretch.end)
                passage.total = passage.total + weighted
                passage.seconds += stretch.seconds
                return
        self._passages.append(
            Passage(
                label=label, start=stretch.start, end=stretch.end, total=weighted, seconds=stretch.seconds
            )
        )
        del self._passages[: -self._thresholds.passages]

    def _drop_strays(self) -> None:
        now = max(self._last.values(), default=0)
        strays = {
            label for label, last in self._last.items() if last < now - self._thresholds.stray
        } - self._told
        for label in strays:
            del self._centroids[label], self._seconds[label], self._last[label]
        self._passages = [passage for passage in self._passages if passage.label not in strays]

    def _closest(self) -> tuple[int, int] | None:
        """The two labels most alike, if they are one; the one that is given up comes first."""
        known = list(self._centroids)
        best: float = -1.0
        pair = None
        for index, one in enumerate(known):
            for other in known[:index]:
                likeness = _cosine(self._centroids[one], self._centroids[other])
                if likeness > best and likeness >= self._enough(one, other):
                    best, pair = likeness, self._ranked(one, other)
        return pair

    def _enough(self, one: int, other: int) -> float:
        """How much alike two labels must be to be one."""
        limits = self._thresholds
        seconds = min(self._seconds[one], self._seconds[other])
        if seconds >= limits.apart_s:
            return np.inf
        settled = self._needed(limits.brief_s, limits.settled_s)
        if seconds >= settled:
            return limits.same
        grown = max(0.0, seconds - limits.brief_s) / (limits.settled_s - limits.brief_s)
        return limits.known + (limits.same - limits.known) * grown

    def _ranked(self, one: int, other: int) -> tuple[int, int]:
        """Which of the two is given up, and for which: readers know the older one if there was much of it."""
        older, younger = sorted((one, other))
        if self._seconds[older] >= min(self._thresholds.settled_s, self._seconds[younger]):
            return younger, older
        return older, younger

    def _moved(self) -> list[tuple[int, int, int, int]]:
        moves = []
        for passage in self._passages:
            likeness = {
                label: _cosine(passage.total, total - passage.total if label == passage.label else total)
                for label, total in self._centroids.items()
            }
            best = max(likeness, key=likeness.__getitem__)
            alone = self._seconds[passage.label] - passage.seconds < self._thresholds.found_s
            gain = likeness[best] - likeness[passage.label]
            if alone or gain < self._thresholds.nearer or likeness[best] < self._thresholds.known:
                continue
            moves.append((passage.label, best, passage.start, passage.end))
            self._give(passage, best)
        return moves

    def _give(self, passage: Passage, label: int) -> None:
        self._centroids[passage.label] = self._centroids[passage.label] - passage.total
        self._seconds[passage.label] -= passage.seconds
        self._centroids[label] = self._centroids[label] + passage.total
        self._seconds[label] += passage.seconds
        passage.label = label


def unit(vector: npt.NDArray[np.float32]) -> Direction:
    """The direction of a vector; zero stays zero."""
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def _cosine(one: Direction, other: Direction) -> float:
    lengths = float(np.linalg.norm(one)) * float(np.linalg.norm(other))
    return float(one @ other) / lengths if lengths else 0.0
