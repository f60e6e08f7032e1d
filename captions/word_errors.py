"""The word errors between what was said and what was captioned, with the alignment behind the count.

A true edit distance (every error costs 1), found with the bit-parallel algorithm of Myers (1999) in the form
of Hyyrö (2003): one column of the distance matrix is two Python integers, one bit a reference word, so
hours of words cost seconds. Knows nothing of spelling: both sides come from ``captions.normalise``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[int | None, int | None]
"""An index into the reference and one into the hypothesis; ``None`` is a missing or an added word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordErrors:
    """A smallest set of edits that turns the reference into the hypothesis."""

    substitutions: int
    deletions: int
    insertions: int
    reference_words: int
    pairs: tuple[Pair, ...]
    """In order, every index of both sides exactly once. Equal words are pairs too: compare the words."""

    @property
    def errors(self) -> int:
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        """Word error rate, above 1 when much was invented; an empty reference counts as one word."""
        return self.errors / max(1, self.reference_words)


def word_errors(reference: Sequence[str], hypothesis: Sequence[str]) -> WordErrors:
    """Align two lists of words, as ``score_words`` makes them."""
    pairs = _trace(reference, hypothesis, _columns(reference, hypothesis))
    substitutions = sum(
        1 for r, h in pairs if r is not None and h is not None and reference[r] != hypothesis[h]
    )
    return WordErrors(
        substitutions=substitutions,
        deletions=sum(1 for _, h in pairs if h is None),
        insertions=sum(1 for r, _ in pairs if r is None),
        reference_words=len(reference),
        pairs=tuple(pairs),
    )


def _columns(reference: Sequence[str], hypothesis: Sequence[str]) -> list[tuple[int, int]]:
    """Per hypothesis word: the reference words where the distance rises, and those where it falls."""
    mask = (1 << len(reference)) - 1
    where: dict[str, int] = {}
    for index, word in enumerate(reference):
        where[word] = where.get(word, 0) | 1 << index
    rises, falls = mask, 0
    columns: list[tuple[int, int]] = []
    for word in hypothesis:
        match = where.get(word, 0)
        diagonal = ((((match & rises) + rises) ^ rises) | match | falls) & mask
        grown = falls | ~(diagonal | rises) & mask
        shrunk = diagonal & rises
        grown = (grown << 1 | 1) & mask
        shrunk = shrunk << 1 & mask
        rises = (shrunk | ~(diagonal | grown)) & mask
        falls = grown & diagonal
        columns.append((rises, falls))
    return columns


def _trace(
    reference: Sequence[str], hypothesis: Sequence[str], columns: Sequence[tuple[int, int]]
) -> list[Pair]:
    row, column = len(reference), len(hypothesis)
    pairs: list[Pair] = []
    while row and column:
        bit = 1 << (row - 1)
        if columns[column - 1][0] & bit:
            row -= 1
            pairs.append((row, None))
            continue
        column -= 1
        if column and columns[column - 1][1] & bit:
            pairs.append((None, column))
            continue
        row -= 1
        pairs.append((row, column))
    pairs.extend((index, None) for index in reversed(range(row)))
    pairs.extend((None, index) for index in reversed(range(column)))
    pairs.reverse()
    return pairs
