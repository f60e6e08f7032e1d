"""Rows of text: cleaning what cannot be shown and breaking at words. Knows no time and no format."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

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


def plain(text: str) -> str:
    """``text`` on one line, safe to show and to encode: one space for any run of unshowable characters."""
    return _SURROGATE.sub("\ufffd", _UNSHOWABLE.sub(" ", text)).strip(" ")


def named(name: str, text: str) -> str:
    """``text`` with who said it; ``text`` alone when nobody is named."""
    shown = plain(name)
    return f"{shown} : {text}" if shown else text


def pieces(word: str, columns: int = COLUMNS) -> list[str]:
    """``word`` cut where it is longer than a row, which no French word is, but addresses and noise are."""
    return [word[at : at + columns] for at in range(0, len(word), columns)] or [""]


def wrap(words: Iterable[str], columns: int = COLUMNS) -> tuple[str, ...]:
    """Rows of at most ``columns`` characters, filled in order; words longer than a row are cut."""
    rows: list[str] = []
    for word in words:
        for piece in pieces(word, columns):
            if rows and len(rows[-1]) + 1 + len(piece) <= columns:
                rows[-1] += f" {piece}"
            else:
                rows.append(piece)
    return tuple(rows)


def balanced(words: Sequence[str], columns: int = COLUMNS) -> tuple[str, ...]:
    """As few rows as ``wrap`` makes, as even as can be: nobody likes a lone word on the second row."""
    rows = wrap(words, columns)
    if len(rows) < 2:
        return rows
    # A narrower row than the longest piece would cut a word that need not be cut.
    narrow, wide = max(len(piece) for word in words for piece in pieces(word, columns)), columns
    while narrow < wide:
        middle = (narrow + wide) // 2
        if len(wrap(words, middle)) <= len(rows):
            wide = middle
        else:
            narrow = middle + 1
    return wrap(words, wide)
