"""Whether several people speak at one microphone, by what a handful of clips sound like. Pure.

Theory of operation. Clips are grouped by likeness, average linkage: the two groups that are most alike become one as
long as they are ``together``. One person is one group; odd clips (noise, a laugh, two at once) stay by themselves. Two
people are two groups of ``least`` clips, each ``steady``, with no clip of one like any of the other (``apart``), that
took turns: who changes their headset, or moves away from the table, sounds different afterwards, but not to and fro.

It is silent when in doubt: a hint that is missed costs nothing, one too many costs trust. What it finds and what it
misses: ``docs/decisions/0015-voices-hint.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Impression = npt.NDArray[np.float32]
"""What a clip sounds like, of length 1: a product of two says how alike they are."""
Likeness = npt.NDArray[np.float32]
"""(n, n): how alike clips are, pair by pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Cosines of clips of 3 s, and how many."""

    together: float = 0.55
    """From here on two groups are one."""
    steady: float = 0.65
    """So alike, on average, are the clips of a person."""
    apart: float = 0.45
    """Up to here a clip of one person is like the clips of another."""
    least: int = 3
    """Clips that make a person."""
    turns: int = 3
    """Stretches that the clips of the two make at least, in the order of time."""


def several(clips: Sequence[Impression], limits: Limits | None = None) -> bool:
    """Whether the ``clips`` of one microphone, in the order of time, are clearly of two people or more."""
    limits = limits or Limits()
    if len(clips) < 2 * limits.least:
        return False
    likeness = np.stack(clips) @ np.stack(clips).T
    people = [group for group in groups(likeness, limits.together) if _is_person(likeness, group, limits)]
    return any(
        likeness[np.ix_(one, other)].max() <= limits.apart and _stretches(one, other) >= limits.turns
        for index, one in enumerate(people)
        for other in people[:index]
    )


def groups(likeness: Likeness, together: float) -> list[list[int]]:
    """Which clips seem to be of one person each."""
    found = [[index] for index in range(len(likeness))]
    # Of all pairs of two groups, added up; a group has none with itself.
    sums, sizes = likeness.astype(np.float64), np.ones(len(likeness))
    np.fill_diagonal(sums, -np.inf)
    while len(found) > 1:
        average = sums / np.outer(sizes, sizes)
        kept, gone = sorted(divmod(int(average.argmax()), len(found)))
        if average[kept, gone] < together:
            break
        sums[kept] += sums[gone]
        sums[:, kept] += sums[:, gone]
        sizes[kept] += sizes[gone]
        sums, sizes = np.delete(np.delete(sums, gone, 0), gone, 1), np.delete(sizes, gone)
        found[kept] = sorted(found[kept] + found.pop(gone))
    return found


def _is_person(likeness: Likeness, group: list[int], limits: Limits) -> bool:
    count = len(group)
    if count < limits.least:
        return False
    pairs = likeness[np.ix_(group, group)][np.triu_indices(count, 1)]
    return float(pairs.mean()) >= limits.steady


def _stretches(one: list[int], other: list[int]) -> int:
    """How often one of the two begins to speak."""
    whose = [index in one for index in sorted(one + other)]
    return 1 + sum(before != after for before, after in zip(whose, whose[1:], strict=False))
