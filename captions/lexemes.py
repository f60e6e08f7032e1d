"""Words taken apart for typography: the marks that cling to them, and whether they may be part of a number. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from captions.breaks import FUNCTION_WORDS, TITLES, ends_sentence, is_capital
from captions.numbers import NUMBER_WORDS, ORDINAL_STEMS, TENS, Part, read_number

_SHAPE: Final = re.compile(
    r"(?P<lead>[«“\"(\[\u00a0\u202f]*)(?P<core>.*?)(?P<tail>[\u00a0\u202f.,;:!?…»”\")\]]*)", re.DOTALL
)
_HEAD: Final = re.compile(r"[1-9]\d{0,2}")
_GROUP: Final = re.compile(r"\d{3}(?:,\d{1,2})?")
_DIGITS: Final = re.compile(r"(?:[1-9]\d{0,14}|0)(?:,\d{1,6})?|[1-9]\d{0,2}(?:[\u00a0\u202f]\d{3})+")
_LINKED: Final = ("un", "une", "onze", "unième", "onzième")
LARGE: Final = ("million", "millions", "milliard", "milliards")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexeme:
    """One word. Nothing goes on over its ``tail``, nothing before it goes on over its ``lead``."""

    lead: str
    core: str
    tail: str
    parts: tuple[Part, ...]
    """What it is to a number; none if it cannot be part of one."""
    fixed: bool
    """Of no shape that a word has: not to be touched, and never part of anything."""

    @property
    def low(self) -> str:
        return self.core.lower().replace("’", "'")

    @property
    def text(self) -> str:
        return self.lead + self.core + self.tail

    @property
    def digits(self) -> bool:
        return self.core[:1].isdigit()


def lexeme(text: str) -> Lexeme:
    """``text`` taken apart."""
    fixed = not text or any(character in " \t\n\r" for character in text)
    found = _SHAPE.fullmatch(text)
    assert found is not None  # every part of the pattern may be empty
    core = found["core"]
    parts = () if fixed else _parts(core)
    return Lexeme(lead=found["lead"], core=core, tail=found["tail"], parts=parts, fixed=fixed)


def _parts(core: str) -> tuple[Part, ...]:
    if _DIGITS.fullmatch(core):
        return (Decimal(re.sub(r"[\u00a0\u202f]", "", core).replace(",", ".")),)
    words = core.lower().split("-")
    linked = [word for index, word in enumerate(words) if word != "et" or not 0 < index < len(words) - 1]
    return tuple(words) if linked and all(word in NUMBER_WORDS for word in linked) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The longest chain of words from ``first`` to ``last`` that may be one number."""

    first: int
    last: int
    parts: tuple[Part, ...]
    ordinal: bool
    value: Decimal | None
    """What it says if it is one number beyond doubt."""

    @property
    def worded(self) -> bool:
        return any(isinstance(part, str) for part in self.parts)

    @property
    def lone(self) -> bool:
        """As often a figure of speech as a number."""
        return self.parts in (("cent",), ("mille",), ("cents",))


class Passage:
    """Lexemes in a row. Those before ``start`` are done with; more may come after the last if it ``goes_on``."""

    def __init__(self, lexemes: Sequence[Lexeme], *, start: int, goes_on: bool) -> None:
        self.lexemes = lexemes
        self.start = start
        self.goes_on = goes_on

    def at(self, index: int) -> Lexeme | None:
        """The word there; None at the end."""
        return self.lexemes[index] if index < len(self.lexemes) else None

    def after(self, index: int) -> Lexeme | None:
        """The word that goes on where the one at ``index`` stops; None after a mark."""
        following = self.at(index + 1)
        if following is None or self.lexemes[index].tail or following.lead or following.fixed:
            return None
        return following

    def is_open(self, index: int) -> bool:
        """Whether what ends at ``index`` may go on in words that are not known yet."""
        return self.goes_on and index >= len(self.lexemes) - 1 and not self.lexemes[-1].tail

    def leads_to(self, index: int) -> Lexeme | None:
        """The word that goes on in the one at ``index``; None before a mark."""
        previous = self.previous(index)
        if previous is None or previous.tail or previous.fixed or self.lexemes[index].lead:
            return None
        return previous

    def previous(self, index: int) -> Lexeme | None:
        return self.lexemes[index - 1] if index else None

    def opens_sentence(self, index: int) -> bool:
        previous = self.previous(index)
        return previous is None or ends_sentence(previous.text)

    def run_at(self, index: int) -> Run | None:
        """The chain that begins at ``index``, or None."""
        if self.lexemes[index].fixed or not self.lexemes[index].parts:
            return None
        parts, last = self._element(index)
        while (following := self.after(last)) is not None:
            if following.parts:
                more, last = self._element(last + 1)
                parts += more
            elif following.low == "et" and parts[-1] in TENS and self._goes_on_linked(last + 1):
                parts, last = (*parts, "et"), last + 1
            else:
                break
        return self._run(index, last, parts)

    def is_name(self, run: Run) -> bool:
        """Whether a name may be meant: capitals inside a sentence, or something that names go with before it."""
        for index in range(run.first, run.last + 1):
            if is_capital(self.lexemes[index].core) and not (
                index == run.first and self.opens_sentence(index)
            ):
                return True
        previous = self.previous(run.first)
        if previous is None or (previous.tail and previous.low not in TITLES):
            return False
        if previous.low in TITLES:
            return True
        named = (
            is_capital(previous.core) and previous.core[-1:].isalpha() and previous.low not in FUNCTION_WORDS
        )
        opening = run.first > 0 and self.opens_sentence(run.first - 1)
        return named and not opening and run.value is not None and run.value <= 30

    def _goes_on_linked(self, link: int) -> bool:
        following = self.after(link)
        return following is not None and following.parts[:1] != () and following.parts[0] in _LINKED

    def _element(self, index: int) -> tuple[tuple[Part, ...], int]:
        """The parts of the word there, or of the groups of three digits that begin there, and where they end."""
        last, digits = index, self.lexemes[index].core
        if not _HEAD.fullmatch(digits):
            return self.lexemes[index].parts, index
        while (following := self.after(last)) is not None and _GROUP.fullmatch(following.core):
            last, digits = last + 1, digits + following.core
        return (Decimal(digits.replace(",", ".")),), last

    def _run(self, first: int, last: int, parts: tuple[Part, ...]) -> Run:
        stem = ORDINAL_STEMS.get(str(parts[-1]))
        found = read_number([*parts[:-1], stem] if stem else list(parts))
        value = found[0] if found is not None and found[1] == len(parts) else None
        # "en deux mille vingt un projet": an article is heard more often than a number without "et".
        loose = self.lexemes[last].low in ("un", "une")
        if loose and (first == last or self.lexemes[last - 1].low != "et"):
            value = None
        return Run(first=first, last=last, parts=parts, ordinal=stem is not None, value=value)
