"""What typography is about to write, and when a number that was said is not known whole. Pure.

In doubt nothing is written otherwise than it was said: an awkward spelling is better than a wrong number.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from captions.lexemes import LARGE, Lexeme, Passage
from captions.numbers import read_number

THIN: Final = "\u202f"
"""Narrow no-break space."""
NO_BREAK: Final = "\u00a0"
HOURS: Final = ("heures", "heure", "h")
_CONNECTORS: Final = ("pour", "virgule", "tiret", "et", *HOURS)
_LETTERS: Final = ("L", "R", "D")
"""Of articles of law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """``text`` stands for the cores of the words from ``first`` to ``last``; None: they are to be left alone."""

    first: int
    last: int
    text: str | None


def figures(value: Decimal, *, grouped: bool) -> str:
    """The digits of a whole number, in groups of three if ``grouped``."""
    return f"{int(value):,}".replace(",", THIN) if grouped else str(int(value))


def before_sign(sign: str) -> str:
    """The space between a number and its sign."""
    return THIN if sign == "%" else NO_BREAK


def is_cut(passage: Passage, index: int) -> bool:
    """Whether what begins at ``index`` goes on with a number that began where all is done."""
    while (previous := passage.leads_to(index)) is not None:
        number = bool(previous.parts) or previous.digits
        if not number and previous.low not in _CONNECTORS:
            return False
        index -= 1
        if number and index < passage.start:
            return True
    return False


def is_undecided(passage: Passage, last: int) -> bool:
    """Whether the number that ends at ``last`` may go on beyond what is known."""
    if passage.is_open(last):
        return True
    following = passage.after(last)
    joins = following is not None and (following.low in _CONNECTORS or following.low in LARGE)
    return joins and passage.is_open(last + 1)


def undecided(passage: Passage) -> int:
    """How many words at the end may be part of a number that goes on."""
    count = len(passage.lexemes)
    first = count
    while first and (not passage.lexemes[first - 1].tail or passage.lexemes[first - 1].core in _LETTERS):
        one = passage.lexemes[first - 1]
        if not (one.parts or one.low in _CONNECTORS or one.core in _LETTERS):
            break
        first -= 1
    while first < count and not _begins_number(passage.lexemes[first]):
        first += 1
    # "deux" is a word like others nearly always, and few people say "deux" and then "mille" in two breaths.
    alone = first == count - 1 and _is_small(passage.lexemes[first])
    return 0 if alone else count - first


def _is_small(one: Lexeme) -> bool:
    found = read_number(list(one.parts))
    return found is not None and found[1] == len(one.parts) and found[0] <= 10


def _begins_number(one: Lexeme) -> bool:
    return one.core in _LETTERS or (bool(one.parts) and one.low not in ("un", "une"))
