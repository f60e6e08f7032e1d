"""Rows of text: cleaning what cannot be shown and breaking between words. Knows no time and no format.

Two ways to break. ``wrap`` fills rows one after the other: for what only must fit. ``lay`` looks at all ways at once
and takes the one that costs the reader least: what belongs together stays together (``captions.breaks``), rows are of
like length, or full where the lines are cells of a braille display. Both take time in proportion to the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from captions.breaks import FORBIDDEN, costs

ROWS = 2
"""Rows of a recorded caption (Arcom charter)."""
COLUMNS = 40
"""Characters of a row that stays readable at caption size."""

# Controls, line and paragraph separators, and invisible marks that turn the direction of what follows.
# No-break spaces are wanted in French and stay; joiners stay, emoji are made of them.
_UNSHOWABLE: Final = re.compile(
    "[\x00-\x20\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SEAMS: Final = "\u00a0\u202f-\u2010/"
"""A word that must be cut is cut after one of these, if it has any."""
_JOINERS: Final = "\u200d\ufe0f"
_UNEVEN: Final = 400
"""What a row costs that is all empty, if rows are to be of like length; it rises with the square."""


def plain(text: str) -> str:
    """``text`` on one line, safe to show and to encode: one space for any run of unshowable characters."""
    return _SURROGATE.sub("\ufffd", _UNSHOWABLE.sub(" ", text)).strip(" ")


def named(name: str, text: str) -> str:
    """``text`` with who said it; ``text`` alone when nobody is named."""
    shown = plain(name)
    return f"{shown} : {text}" if shown else text


def pieces(word: str, columns: int = COLUMNS) -> list[str]:
    """``word`` cut where it is longer than a row, which few French words are, but addresses and noise are."""
    parts: list[str] = []
    at = 0
    while len(word) - at > columns:
        end = at + _seam(word[at : at + columns + 1], columns)
        parts.append(word[at:end])
        at = end
    return [*parts, word[at:]]


def wrap(words: Iterable[str], columns: int = COLUMNS) -> tuple[str, ...]:
    """Rows of at most ``columns`` characters, filled in order, so as few as can be; longer words are cut."""
    rows: list[str] = []
    for word in words:
        for piece in pieces(word, columns):
            if rows and len(rows[-1]) + 1 + len(piece) <= columns:
                rows[-1] += f" {piece}"
            else:
                rows.append(piece)
    return tuple(rows)


def balanced(words: Sequence[str], columns: int = COLUMNS) -> tuple[str, ...]:
    """As few rows as ``wrap`` makes, broken where it costs least."""
    return lay(words, columns, rows=1)


def lay(
    words: Sequence[str],
    columns: int = COLUMNS,
    *,
    rows: int | None = None,
    indent: int = 0,
    even: bool = True,
) -> tuple[str, ...]:
    """Rows of at most ``columns`` characters, broken where it costs the reader least; longer words are cut.

    ``rows``: how many rows there may be; it takes more only where the text fits no better. None: as many as good
    breaks need. ``indent``: characters of the first row that are taken. Not ``even``: rows as full as good breaks
    allow.
    """
    if not words:
        return ()
    page = _Page(words, columns=columns, indent=indent, even=even)
    return page.cut_at(page.begins(rows))


def parting(words: Sequence[str], columns: int = COLUMNS, *, rows: int | None = None, indent: int = 0) -> int:
    """What the breaks between the rows that ``lay`` makes cost, on the scale of ``captions.breaks``."""
    if not words:
        return 0
    page = _Page(words, columns=columns, indent=indent, even=True)
    return page.parted(page.begins(rows))


class _Page:
    """One text and the room there is for it. A layout is given as the indices of the texts that begin its rows."""

    def __init__(self, words: Sequence[str], *, columns: int, indent: int, even: bool) -> None:
        cut = [pieces(word, columns) for word in words]
        self._texts = [piece for parts in cut for piece in parts]
        between = iter(costs(words))
        self._costs = [
            0 if left else next(between, 0) for parts in cut for left in range(len(parts) - 1, -1, -1)
        ]
        self._columns = columns
        self._indent = indent if indent + len(self._texts[0]) <= columns else 0
        self._even = even

    def begins(self, rows: int | None) -> list[int]:
        """The cheapest layout of at most ``rows`` rows, or of any number."""
        return self.best() if rows is None else self.best_within(rows)

    def parted(self, begins: Sequence[int]) -> int:
        """What the breaks of a layout cost."""
        return sum(self._costs[begin - 1] for begin in begins[1:])

    def best(self, row_price: int = 0) -> list[int]:
        """The cheapest layout, when each row costs ``row_price`` besides."""
        count = len(self._texts)
        totals: list[int | None] = [0, *[None] * count]
        begins = [0] * (count + 1)
        for begin in range(count):
            total = totals[begin]
            assert total is not None  # every piece fits on a row of its own
            for end, cost in self._rows_from(begin):
                known = totals[end]
                if known is None or total + cost + row_price < known:
                    totals[end], begins[end] = total + cost + row_price, begin
        layout = [begins[count]]
        while layout[-1]:
            layout.append(begins[layout[-1]])
        return layout[::-1]

    def best_within(self, rows: int) -> list[int]:
        """The cheapest layout of at most ``rows`` rows; of as few as can be, if those are not enough."""
        free = self.best()
        if len(free) <= rows:
            return free
        fewest = self.best(row_price=(FORBIDDEN + _UNEVEN) * len(self._texts))
        return self._best_of(rows) if len(fewest) < rows else fewest

    def cut_at(self, begins: Sequence[int]) -> tuple[str, ...]:
        ends = [*begins[1:], len(self._texts)]
        return tuple(" ".join(self._texts[begin:end]) for begin, end in zip(begins, ends, strict=True))

    def _best_of(self, rows: int) -> list[int]:
        """Row by row: after each, the cheapest way to every word that can be reached with so many rows."""
        reached: dict[int, tuple[int, list[int]]] = {0: (0, [])}
        whole: tuple[int, list[int]] | None = None
        for _ in range(rows):
            further: dict[int, tuple[int, list[int]]] = {}
            for begin, (total, layout) in reached.items():
                for end, cost in self._rows_from(begin):
                    if end not in further or total + cost < further[end][0]:
                        further[end] = (total + cost, [*layout, begin])
            ended = further.pop(len(self._texts), None)
            if ended is not None and (whole is None or ended[0] < whole[0]):
                whole = ended
            reached = further
        assert whole is not None  # the caller knows that fewer rows are enough
        return whole[1]

    def _rows_from(self, begin: int) -> Iterator[tuple[int, int]]:
        """The end of each row that may begin there, and what it costs: its room left over and its break."""
        count = len(self._texts)
        width = -1 if begin else self._indent - 1
        for end in range(begin + 1, count + 1):
            width += 1 + len(self._texts[end - 1])
            if width > self._columns:
                return
            left = self._columns - width
            if self._even:
                cost = _UNEVEN * left * left // (self._columns * self._columns)
            else:
                cost = _UNEVEN * left // self._columns if end < count else 0
            yield end, cost + (self._costs[end - 1] if end < count else 0)


def _seam(text: str, most: int) -> int:
    """Where to cut ``text`` so that at most ``most`` characters come before: at a seam, never within a character."""
    for end in range(most, 0, -1):
        if text[end - 1] in _SEAMS and text[end - 1 : end + 1].strip(_SEAMS):
            return end
    end = most
    while end > 1 and (
        unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] == "\u200d"
    ):
        end -= 1
    return end if end > 1 else most
