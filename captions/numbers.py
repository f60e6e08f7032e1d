"""French number words as values: "soixante-dix-huit" is 78. Pure grammar over lower-case words, no hyphens.

Digits may stand for any part ("12 millions 400"). Knows nothing of punctuation: the caller ends the list
where a comma ends the number.
"""

from collections.abc import Sequence
from decimal import Decimal

_UNITS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
    "six": 6, "sept": 7, "huit": 8, "neuf": 9,
}  # fmt: skip
_TEENS = {"dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16}
_TENS = {
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_SCALES = {
    "mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9,
}  # fmt: skip
_HUNDRED = ("cent", "cents")
_IRREGULAR_ORDINALS = {"unième": "un", "cinquième": "cinq", "neuvième": "neuf"}
ORDINAL_STEMS = _IRREGULAR_ORDINALS | {
    word.removesuffix("e") + "ième": word
    for word in (*_UNITS, *_TEENS, *_TENS, "cent", "mille")
    if word not in ("un", "une", "cinq", "neuf")
}
"""Ordinal words and the cardinal that ends the number they stand for; "premier" and "second" are words."""

NUMBER_WORDS = frozenset((*_UNITS, *_TEENS, *_TENS, *_SCALES, *_HUNDRED, "vingts", "zéro", *ORDINAL_STEMS))
"""Every word a number may be said with, besides the "et" of "vingt et un"."""
TENS = frozenset(_TENS)

Part = str | Decimal
"""A lower-case word, or digits already read."""
Found = tuple[Decimal, int]
"""A value and how many parts it took."""


def read_number(parts: Sequence[Part]) -> Found | None:
    """The longest number at the start of ``parts``, or ``None``."""
    if parts and parts[0] == "zéro":
        return Decimal(0), 1
    total, used, bound = Decimal(0), 0, Decimal(10**12)
    while True:
        group = _below_thousand(parts[used:])
        if group is None and parts[used : used + 1] == ["mille"]:
            group = (Decimal(1), 0)
        if group is None or group[0] >= bound:
            break
        value, taken = group
        scale = _SCALES.get(str(parts[used + taken])) if used + taken < len(parts) else None
        if scale is None or scale >= bound:
            if value < bound:
                total, used = total + value, used + taken
            break
        total, used, bound = total + value * scale, used + taken + 1, Decimal(scale)
    return (total, used) if used else None


def _below_thousand(parts: Sequence[Part]) -> Found | None:
    if not parts:
        return None
    if parts[0] in _HUNDRED:
        return _with_rest(Decimal(100), 1, parts)
    head = _digits(parts) or _below_hundred(parts)
    if head is None:
        return None
    value, used = head
    countable = value in range(2, 20) and value != 10
    if countable and parts[used : used + 1] in (["cent"], ["cents"]):
        return _with_rest(value * 100, used + 1, parts)
    return head


def _with_rest(hundreds: Decimal, used: int, parts: Sequence[Part]) -> Found:
    rest = _below_hundred(parts[used:])
    return (hundreds, used) if rest is None else (hundreds + rest[0], used + rest[1])


def _digits(parts: Sequence[Part]) -> Found | None:
    head = parts[0]
    return (head, 1) if isinstance(head, Decimal) else None


def _below_hundred(parts: Sequence[Part]) -> Found | None:
    words = [part if isinstance(part, str) else "" for part in parts[:5]]
    if words[:1] == ["quatre"] and words[1:2] in (["vingt"], ["vingts"]):
        return _after_tens(80, 2, words)
    if words and words[0] in _TENS:
        return _after_tens(_TENS[words[0]], 1, words)
    low = _below_twenty(words)
    return None if low is None else (Decimal(low[0]), low[1])


def _after_tens(tens: int, used: int, words: Sequence[str]) -> Found:
    linked = words[used : used + 1] == ["et"]
    low = _below_twenty(words[used + linked :])
    fits = low is not None and (low[0] < 10 or tens in (60, 80))
    if low is None or not fits or (linked and low[0] not in (1, 11)):
        return Decimal(tens), used
    return Decimal(tens + low[0]), used + linked + low[1]


def _below_twenty(words: Sequence[str]) -> tuple[int, int] | None:
    if not words:
        return None
    if words[0] == "dix" and words[1:2] in (["sept"], ["huit"], ["neuf"]):
        return 10 + _UNITS[words[1]], 2
    value = _UNITS.get(words[0]) or _TEENS.get(words[0])
    return None if value is None else (value, 1)
