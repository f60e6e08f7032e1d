"""Final words as French typography writes them, and back to what was said. Pure.

``typeset`` merges words that are written as one ("soixante-dix pour cent" is "70 %", one word whose space does not
break) and puts no-break spaces before and after marks. A word that changes keeps what was said in ``spoken``; all
others stay the same objects, in the same order. Only for finals: a number that is still being said changes its form
with every word, and readers would see it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from captions.amounts import amount
from captions.figures import NO_BREAK, THIN, Writing
from captions.figures import undecided as _undecided
from captions.lexemes import Lexeme, Passage, lexeme
from captions.references import article, hour, telephone, within_one_word
from captions.words import Word

_RULES: Final = (within_one_word, telephone, article, hour, amount)
_SPACES: Final = NO_BREAK + THIN
_BEFORE: Final = {";": THIN, "!": THIN, "?": THIN, ":": NO_BREAK, "»": NO_BREAK}
_CLINGING: Final = frozenset("?!;:»")
"""Marks that a recogniser may give as words of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Words from ``first`` to ``last`` and what they are written as."""

    first: int
    last: int
    text: str


def typeset(words: Sequence[Word], *, before: Sequence[str] = (), goes_on: bool = False) -> tuple[Word, ...]:
    """``words`` as they are written.

    ``before``: what was said before them in the same line, or the end of it. ``goes_on``: more words will come, so
    that a number at the end may not be whole. What was typeset before is read as it was said.
    """
    texts = [_said(word) for word in words]
    lexemes = [lexeme(text) for said in (before, *texts) for text in said]
    passage = Passage(lexemes, start=len(before), goes_on=goes_on)
    groups: list[_Group] = []
    index = passage.start
    while index < len(lexemes):
        found = _found(passage, index)
        groups += _written(lexemes, found)
        index = found.last + 1
    ends = list(accumulate((len(said) for said in texts), initial=passage.start))
    return _merged(words, ends, _with_marks(lexemes, groups))


def spoken(words: Sequence[Word]) -> tuple[str, ...]:
    """The words as they were said, before ``typeset``."""
    return tuple(text for word in words for text in _said(word))


def undecided(texts: Sequence[str]) -> int:
    """How many words at the end of ``texts`` may belong to a number that is still being said."""
    return _undecided(Passage([lexeme(text) for text in texts], start=0, goes_on=True))


def _said(word: Word) -> tuple[str, ...]:
    return tuple(word.spoken.split(" ")) if word.spoken else (word.text,)


def _found(passage: Passage, index: int) -> Writing:
    for rule in _RULES:
        found = rule(passage, index)
        if found is not None:
            return found
    return Writing(first=index, last=index, text=None)


def _written(lexemes: Sequence[Lexeme], writing: Writing) -> list[_Group]:
    first, last = lexemes[writing.first], lexemes[writing.last]
    if writing.text is not None:
        text = _lead(first.lead) + writing.text + _tail(last.tail)
        return [_Group(first=writing.first, last=writing.last, text=text)]
    span = range(writing.first, writing.last + 1)
    return [_Group(first=index, last=index, text=_marked(lexemes[index])) for index in span]


def _with_marks(lexemes: Sequence[Lexeme], groups: Sequence[_Group]) -> list[_Group]:
    """Marks that stand alone joined to the words that they belong to."""
    joined: list[_Group] = []
    for group in groups:
        one, before = lexemes[group.first], joined[-1] if joined else None
        fixed = one.fixed or before is None or lexemes[before.last].fixed
        marks = one.text.strip(_SPACES)
        if before is None or fixed:
            joined.append(group)
        elif marks and not one.core and all(mark in _CLINGING for mark in marks):
            text = before.text + _tail(marks)
            joined[-1] = _Group(first=before.first, last=group.last, text=text)
        elif before.text.strip(_SPACES) == "«":
            joined[-1] = _Group(first=before.first, last=group.last, text=_lead("«") + group.text)
        else:
            joined.append(group)
    return joined


def _marked(one: Lexeme) -> str:
    """A word as it is, with the spaces that its marks ask for."""
    return one.text if one.fixed or not one.core else _lead(one.lead) + one.core + _tail(one.tail)


def _lead(lead: str) -> str:
    return "".join(mark + NO_BREAK * (mark == "«") for mark in lead if mark not in _SPACES)


def _tail(tail: str) -> str:
    """``tail``, which follows a word, with the spaces that belong before its marks."""
    text = ""
    for mark in tail:
        if mark in _SPACES:
            continue
        # "?!" is one mark.
        text += _BEFORE.get(mark, "") * (text[-1:] not in ("?", "!") or mark == "»") + mark
    return text


def _merged(words: Sequence[Word], edges: Sequence[int], groups: Sequence[_Group]) -> tuple[Word, ...]:
    """The words of each group as one; ``edges``: where what was said of each word begins, and where the last ends."""
    merged: list[Word] = []
    done = 0
    for group in groups:
        first = bisect_right(edges, group.first) - 1
        last = bisect_right(edges, group.last) - 1
        if first == done and edges[first] == group.first and edges[last + 1] == group.last + 1:
            merged.append(_word(words[first : last + 1], group))
        else:
            # A part of a word that was merged when less was known has no times of its own.
            merged += words[done : last + 1]
        done = max(done, last + 1)
    return tuple(merged)


def _word(parts: Sequence[Word], group: _Group) -> Word:
    if len(parts) == 1 and group.text == parts[0].text:
        return parts[0]
    said = " ".join(text for word in parts for text in _said(word))
    return replace(
        parts[0],
        text=group.text,
        end_ms=max(word.end_ms for word in parts),
        probability=min(word.probability for word in parts),
        spoken=said,
        tokens=(),
    )
