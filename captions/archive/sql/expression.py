"""A query in the words of a database, level by level: what must be in a segment, where it may be. Pure."""

from collections.abc import Sequence
from typing import Final

from captions.archive.query import Query, Term
from captions.archive.sql.database import Dialect, Field
from captions.archive.sql.text_table import analysed

LEVELS: Final = (Field.EXACT, Field.FOLDED, Field.LEMMAS, Field.PHONETIC)
_MOST_TERMS: Final = 32
_MOST_PLACES: Final = 64
_PHRASE_LEVEL: Final = 1

Wanted = dict[Field, tuple[str, ...]]


class Sought:
    """A query, read once."""

    def __init__(self, query: Query) -> None:
        self.terms = [_wanted(term) for term in query.terms[:_MOST_TERMS]]
        self.phrases = [_wanted(phrase) for phrase in query.phrases[:_MOST_TERMS]]
        self.excluded = [_wanted(term) for term in query.excluded[:_MOST_TERMS]]
        self.sounds = [sound for sound in query.sounds[:_MOST_TERMS] if sound.isalnum()]

    @property
    def empty(self) -> bool:
        return not (self.terms or self.phrases or self.sounds)


def levels(sought: Sought) -> range:
    """Those on which something can be found that was not found before."""
    if sought.sounds or any(term[Field.PHONETIC] for term in sought.terms):
        return range(4)
    return range(3 if sought.terms else 2)


def expression(sought: Sought, level: int, dialect: Dialect, places: Sequence[str], *, only: bool) -> str:
    """What ``level`` or, unless ``only``, one before it finds within ``places`` (anywhere, if there are too many)."""
    found = _upto(sought, level, dialect)
    if only and level > 0:
        found = dialect.but_not(found, _upto(sought, level - 1, dialect))
    for term in sought.excluded:
        found = dialect.but_not(found, dialect.phrase(Field.FOLDED, term[Field.FOLDED]))
    if places and len(places) <= _MOST_PLACES:
        within = dialect.any_of([dialect.phrase(Field.PLACE, [place]) for place in places])
        found = dialect.all_of([within, found])
    return found


def _upto(sought: Sought, level: int, dialect: Dialect) -> str:
    wanted = [_any_field(term, level, dialect) for term in sought.terms]
    phrases = [_any_field(phrase, min(level, _PHRASE_LEVEL), dialect) for phrase in sought.phrases]
    if not (sought.sounds and LEVELS[level] is Field.PHONETIC):
        # A query that only sounds like something is not found before that.
        return dialect.all_of(wanted + phrases) if wanted or phrases else _nothing(dialect)
    sounds = dialect.any_of([dialect.phrase(Field.PHONETIC, [sound]) for sound in sought.sounds])
    either = dialect.any_of([dialect.all_of(wanted), sounds]) if wanted else sounds
    return dialect.all_of([either, *phrases])


def _any_field(term: Wanted, level: int, dialect: Dialect) -> str:
    return dialect.any_of(
        [dialect.phrase(field, term[field]) for field in LEVELS[: level + 1] if term[field]]
    )


def _nothing(dialect: Dialect) -> str:
    return dialect.phrase(Field.PLACE, ["nowhere"])


def _wanted(term: Term) -> Wanted:
    """By the analysis that came with it; what was typed is also compared as it is."""
    found = analysed(term.text)
    found[Field.FOLDED] = tuple(term.analysis.folded.split()) or found[Field.FOLDED]
    found[Field.LEMMAS] = tuple(term.analysis.lemmas.split())
    found[Field.PHONETIC] = tuple(term.analysis.phonetic.split())
    return found


def heard(sought: Sought, level: int, words: Sequence[str]) -> tuple[int, ...]:
    """Which of the words of a segment were looked for."""
    marked: set[int] = set()
    read = [analysed(word) for word in words]
    for field in LEVELS[: level + 1]:
        tokens = [(token, place) for place, word in enumerate(read) for token in word[field]]
        for term in sought.terms if field not in LEVELS[:2] else sought.terms + sought.phrases:
            marked |= _run(term[field], tokens)
    return tuple(sorted(marked))


def _run(wanted: Sequence[str], tokens: Sequence[tuple[str, int]]) -> set[int]:
    """The words where ``wanted`` stands, one token after the other."""
    marked: set[int] = set()
    if not wanted:
        return marked
    for begin in range(len(tokens) - len(wanted) + 1):
        part = tokens[begin : begin + len(wanted)]
        if all(token == sought for (token, _), sought in zip(part, wanted, strict=True)):
            marked |= {place for _, place in part}
    return marked
