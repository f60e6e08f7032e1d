"""The voices of one stream: which label a new stretch gets, and which labels are one person after all. Pure.

Theory of operation. Every label has a centroid, the sum of the directions of all that was given to it, weighted by
seconds. A new stretch goes to the nearest centroid, or founds a label when it is far from all. That is greedy, and
the first centroids rest on little; so what was given is also kept as *passages*, one for each stretch that went on
in one label, and looked at again: labels whose centroids come close are one, and a passage that is clearly nearer to
another label moves there. Passages are few hundred; the oldest go, and stay in their label's centroid only.
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
    """The least that founds a label."""
    sure_s: float = 3.0
    """A label of less is not told yet: an odd look or two found no person. Reached when its first words are decided."""
    settled_s: float = 20.0
    """A label of less is given up already when another is as near as a known voice is to a new stretch."""
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
        return self._seconds.get(label, 0.0) >= self._thresholds.sure_s

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
        for passage in self._passages:
            if passage.label == was:
                passage.label = into

    def review(self) -> tuple[list[tuple[int, int]], list[tuple[int, int, int, int]]]:
        """Labels given up, as ``(was, now)``; then passages moved, as ``(was, now, start, end)``. Done already."""
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
        if stretch.seconds < limits.found_s:
            return None
        self._given += 1
        self._centroids[self._given] = np.zeros_like(stretch.direction)
        self._seconds[self._given] = 0.0
        return self._given

    def _learn(self, stretch: Stretch, label: int) -> None:
        weighted = stretch.direction * np.float32(stretch.seconds)
        self._centroids[label] = self._centroids[label] + weighted
        self._seconds[label] += stretch.seconds
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

    def _closest(self) -> tuple[int, int] | None:
        """The two labels most alike, if they are one; the one with less speech comes first."""
        limits = self._thresholds
        known = list(self._centroids)
        best: float = -1.0
        pair = None
        for index, one in enumerate(known):
            for other in known[:index]:
                likeness = _cosine(self._centroids[one], self._centroids[other])
                less, more = sorted((one, other), key=lambda label: (self._seconds[label], -label))
                enough = limits.same if self._seconds[less] >= limits.settled_s else limits.known
                if likeness >= enough and likeness > best:
                    best, pair = likeness, (less, more)
        return pair

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
