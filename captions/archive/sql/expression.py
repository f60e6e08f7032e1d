"""A query in the words of a database, level by level: what must be in a passage, where it may be. Pure.

On the first five levels every term is there: as written, then also with other accents, then also in other forms, then
also as it sounds, then also as several words sound that may be it. On the last two a term is missing, then two. The
passages of a level are those that none before it found.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from captions.archive.query import Query, Sounds, Term
from captions.archive.sql.database import Dialect, Field
from captions.archive.sql.indexing import tokens

EXACT: Final = 0
FOLDED: Final = 1
FORMS: Final = 2
SOUNDS: Final = 3
SCATTERED: Final = 4
ONE_MISSING: Final = 5
TWO_MISSING: Final = 6
_LONGEST_RUN: Final = 64
_MOST_PLACES: Final = 64
_MOST_CHOSEN_FROM: Final = 6
"""Terms of which any two may be missing; of more there are too many pairs."""


class Sought:
    """A query, read once."""

    def __init__(self, query: Query) -> None:
        self.terms = query.terms
        self.units = [unit for term in query.terms for unit in term.parts or (term,)]
        """What may be missing: of "Magny-les-Hameaux" one word, too."""
        self.phrases = query.phrases
        self.excluded = query.excluded
        self.joined = query.joined

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for: what is only excluded finds nothing."""
        return not (self.terms or self.phrases)


def levels(sought: Sought) -> range:
    """Those on which all terms are there and something can be found that was not found before."""
    if sought.joined or any(unit.sounds for unit in (*sought.terms, *sought.units)):
        return range(SCATTERED + 1)
    return range(SOUNDS if sought.terms else FORMS)


def sounding(wanted: range) -> tuple[range, ...]:
    """``wanted`` in parts: what sounds alike is much to look for, and not needed where enough is written so."""
    if wanted.start > FORMS or wanted.stop <= SOUNDS:
        return (wanted,)
    return range(wanted.start, SOUNDS), range(SOUNDS, wanted.stop)


def weaker_levels(sought: Sought) -> range:
    """Those on which terms are missing."""
    if len(sought.units) < 2:
        return range(0)
    return range(ONE_MISSING, TWO_MISSING + (3 < len(sought.units) <= _MOST_CHOSEN_FROM))


def within(places: Sequence[str], dialect: Dialect) -> str:
    """What is in one of ``places``; empty, which is anywhere, if there are none or too many."""
    if not places or len(places) > _MOST_PLACES:
        return ""
    return dialect.any_of([dialect.phrase(Field.PLACE, [place]) for place in places])


def expression(sought: Sought, level: int, dialect: Dialect, *, only: bool) -> str:
    """What ``level`` or, unless ``only``, one before it finds."""
    found = _upto(sought, level, dialect)
    if only and level > 0:
        before = level - 1
        found = dialect.but_not(found, _upto(sought, before, dialect))
    for term in sought.excluded:
        found = dialect.but_not(found, _phrase(term.folded, Field.FOLDED, dialect))
    return found


def _upto(sought: Sought, level: int, dialect: Dialect) -> str:
    terms = [_term(term, level, dialect) for term in sought.terms]
    phrases = [_term(phrase, min(level, FOLDED), dialect) for phrase in sought.phrases]
    ways: list[list[str]] = [terms] if terms else []
    if level >= SOUNDS:
        for joined in sought.joined:
            others = [term for place, term in enumerate(terms) if place not in joined.terms]
            ways.append([*others, _sounds(joined.sounds, dialect)])
            if level >= SCATTERED and joined.scattered:
                ways.append([*others, _sounds(joined.scattered, dialect)])
    # What is spread over several words is not looked for again: too much is like it.
    units = [_term(unit, SOUNDS, dialect) for unit in sought.units] if level > SCATTERED else []
    for missing in range(1, level - SCATTERED + 1):
        ways += [list(kept) for kept in combinations(units, len(units) - missing)]
    either = [dialect.any_of([dialect.all_of(way) for way in ways])] if ways else []
    return dialect.all_of([*either, *phrases])


def _term(term: Term, level: int, dialect: Dialect) -> str:
    field, wanted = (Field.EXACT, term.exact) if level == EXACT else (Field.FOLDED, term.folded)
    found = [_phrase(wanted, field, dialect)] if wanted else []
    if level >= FORMS and term.lemmas:
        found.append(dialect.all_of([_any_lemma(alternatives, dialect) for alternatives in term.lemmas]))
    if level >= FORMS and term.compound:
        found.append(_phrase((term.compound,), Field.LEMMAS, dialect))
    if level >= SOUNDS and term.sounds:
        found.append(_sounds(term.sounds, dialect))
    if level >= SCATTERED and term.scattered:
        found.append(_sounds(term.scattered, dialect))
    if level >= SOUNDS and term.parts:
        found.append(dialect.all_of([_term(part, level, dialect) for part in term.parts]))
    return dialect.any_of(found) if found else dialect.phrase(Field.PLACE, ["nowhere"])


def _any_lemma(alternatives: Sequence[str], dialect: Dialect) -> str:
    return dialect.any_of([_phrase((lemma,), Field.LEMMAS, dialect) for lemma in alternatives])


def _sounds(sounds: Sounds, dialect: Dialect) -> str:
    return dialect.any_of([_phrase(run, Field.PHONETIC, dialect) for run in sounds])


def _phrase(wanted: Sequence[str], field: Field, dialect: Dialect) -> str:
    return dialect.phrase(field, tokens(" ".join(wanted[:_LONGEST_RUN])))
