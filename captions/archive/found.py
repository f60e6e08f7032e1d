"""Which words of a passage were looked for, and the passage around them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from captions.archive import phonetic
from captions.archive.french import NAME, compounds, lemmas, number, scored, tokens, whole
from captions.archive.query import Joined, Query, Term
from captions.words import Word

AHEAD_MS: Final = 1_500
"""A replay begins so much before the word: who listens has to find into the sentence."""
_AROUND: Final = 12
"""Words on either side of the first one found."""
_MOST_JOINED: Final = 4

Said = Sequence[tuple[str, int]]
"""Tokens, each with the place of its word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a snippet that is marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """What is shown of a passage that was found."""

    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool
    begin_ms: int
    """Where its replay begins, in the time of its session."""


class Passage:
    """The words of a passage as they can be found."""

    def __init__(self, words: Sequence[str]) -> None:
        read = [tokens(word) for word in words]
        self.exact: Said = [(token.written, place) for place, found in enumerate(read) for token in found]
        self.folded: Said = [(whole([token]), place) for place, found in enumerate(read) for token in found]
        self.keys: Said = [(key, place) for token, place in self.exact if (key := phonetic.key(token))]
        self.lemmas: list[set[str]] = [set(lemmas(found)) for found in read]
        self.wholes: Said = [
            (whole(compound), place) for place, found in enumerate(read) for compound in compounds(found)
        ]
        for scored_word in scored(words):
            token = number(scored_word.text)
            for place in range(scored_word.first, scored_word.last + 1):
                self.lemmas[place] |= {token} if token else set()

    def of(self, term: Term) -> set[int]:
        """The words that are a term, in whatever form."""
        marked = _run(term.exact, self.exact) | _run(term.folded, self.folded)
        parts = [
            {place for place, said in enumerate(self.lemmas) if said.intersection(alternatives)}
            for alternatives in term.lemmas
        ]
        if all(parts):
            marked = marked.union(*parts)
        return marked | (_run((term.compound,), self.wholes) if term.compound else set())

    def sounding(self, term: Term | Joined) -> set[int]:
        """The words that sound like a term, the fewest of them."""
        marked: set[int] = set()
        for runs in (term.sounds, term.scattered):
            for run in () if marked else runs:
                name = run[0].removeprefix(NAME)
                marked |= _run(run, self.keys) if name == run[0] else self._joined(name)
        return marked

    def _joined(self, name: str) -> set[int]:
        """Words side by side that together sound like ``name``; the fewest."""
        for many in range(1, _MOST_JOINED + 1):
            for begin in range(len(self.keys) - many + 1):
                part = self.keys[begin : begin + many]
                if phonetic.joined(key for key, _ in part) == name:
                    return {place for _, place in part}
        return set()


def heard(query: Query, words: Sequence[str]) -> tuple[int, ...]:
    """The places of the words that were looked for, as they sound where they are not there otherwise."""
    passage = Passage(words)
    marked: set[int] = set()
    for phrase in query.phrases:
        marked |= passage.of(phrase)
    missing: set[int] = set()
    for place, term in enumerate(query.terms):
        found = passage.of(term) or passage.sounding(term)
        for part in () if found else term.parts:
            found |= passage.of(part) or passage.sounding(part)
        marked |= found
        missing |= set() if found else {place}
    for joined in query.joined:
        if joined.terms & missing:
            marked |= passage.sounding(joined)
    return tuple(sorted(marked))


def snippet(words: Sequence[Word], heard: Sequence[int]) -> Snippet:
    """The words around the first ones found; ``heard`` may name none."""
    first = min((place for place in heard if place < len(words)), default=0)
    begin = max(0, min(first - _AROUND, len(words) - 2 * _AROUND - 1))
    end = min(len(words), begin + 2 * _AROUND + 1)
    pieces: list[Piece] = []
    for place in range(begin, end):
        marked = place in heard
        if pieces and pieces[-1].marked == marked:
            pieces[-1] = Piece(text=f"{pieces[-1].text} {words[place].text}", marked=marked)
        else:
            pieces.append(Piece(text=words[place].text, marked=marked))
    at = words[first].start_ms if words else 0
    return Snippet(
        pieces=tuple(pieces),
        cut_before=begin > 0,
        cut_after=end < len(words),
        begin_ms=max(0, at - AHEAD_MS),
    )


def _run(wanted: Sequence[str], said: Said) -> set[int]:
    """The words where ``wanted`` stands, one token after the other."""
    marked: set[int] = set()
    for begin in range(len(said) - len(wanted) + 1 if wanted else 0):
        part = said[begin : begin + len(wanted)]
        if all(token == sought for (token, _), sought in zip(part, wanted, strict=True)):
            marked |= {place for _, place in part}
    return marked
