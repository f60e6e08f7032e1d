"""What somebody looks for, taken apart: words, quoted phrases, words that must not occur. Pure.

Words are wanted in any of their forms, phrases as they are quoted, accents aside; ``-mot`` and ``-"ces mots"`` exclude
what is written so, accents aside. Whatever else is typed is text: no query is wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from captions.archive import lexicon, phonetic
from captions.archive.french import (
    NAME,
    STOP_WORDS,
    Token,
    analyse,
    compounds,
    number,
    scored,
    tokens,
    whole,
    without_elision,
)

_LONGEST: Final = 1_000
"""Characters; more is no question."""
_MOST: Final = 24
"""Terms, phrases or excluded ones."""
_MOST_JOINED: Final = 3
_MOST_PLAIN: Final = 3
"""Terms up to which known words without capitals are taken for parts of a name, too."""
_LIGHTEST_NAME: Final = 2
_LIGHTEST_SPLIT: Final = 3
"""From this weight on a key is rare enough to be looked for in two words that are no names; then in one, in three."""
_LIGHTEST_WORD: Final = 4
_LIGHTEST_THREE: Final = 5
_QUOTED: Final = r"\"([^\"]*)\"|“([^”]*)”|«([^»]*)»|„([^“”]*)[“”]"
_PART: Final = re.compile(rf"(?P<minus>(?<!\S)[-−])?(?:{_QUOTED}|(?P<word>[^\s\"“”«»„]+))")

Sounds = tuple[tuple[str, ...], ...]
"""Any of these runs of phonetic tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word, a number or a phrase."""

    text: str
    exact: tuple[str, ...]
    """As it is written: these tokens, one after the other. Empty for "%"."""
    folded: tuple[str, ...]
    lemmas: tuple[tuple[str, ...], ...] = ()
    """All of these, any lemma of each; or ``compound``."""
    compound: str = ""
    sounds: Sounds = ()
    scattered: Sounds = ()
    """As several words sound that may be this one."""
    parts: tuple["Term", ...] = ()
    """Of what hyphens hold together, the words that say something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Words side by side that may be one name, or the parts of one: "le fèvre", "ville urbaine"."""

    terms: frozenset[int]
    """The places of those it stands for."""
    sounds: Sounds
    scattered: Sounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    terms: tuple[Term, ...] = ()
    phrases: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    joined: tuple[Joined, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """A term and the words of the query that it covers."""

    first: int
    last: int
    term: Term


@dataclass(slots=True, kw_only=True)
class _Parts:
    words: list[str] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    """The places of words that do not follow the word before."""
    phrases: list[Term] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)


def parse(text: str) -> Query:
    parts = _parts(text[:_LONGEST])
    typed = _typed(parts.words)
    kept = [found for found in typed if not _says_nothing(found)] or ([] if parts.phrases else typed)
    kept = _unlike(kept)[:_MOST]
    return Query(
        terms=tuple(found.term for found in kept),
        phrases=tuple(parts.phrases[:_MOST]),
        excluded=tuple(parts.excluded[:_MOST]),
        joined=tuple(_joined(parts, kept)),
    )


def _parts(text: str) -> _Parts:
    parts = _Parts()
    for match in _PART.finditer(text):
        word, minus = match["word"], bool(match["minus"])
        if word is not None and not minus:
            parts.words.append(word)
            continue
        quoted = word if word is not None else next(part for part in match.groups()[1:] if part is not None)
        phrase = _phrase(quoted)
        if phrase.exact:
            (parts.excluded if minus else parts.phrases).append(phrase)
        parts.breaks.add(len(parts.words))
    return parts


def _phrase(text: str) -> Term:
    analysis = analyse(text)
    return Term(text=text, exact=tuple(analysis.exact.split()), folded=tuple(analysis.folded.split()))


def _typed(words: Sequence[str]) -> list[_Typed]:
    """Terms in the order of the words: numbers, which may have several, and the others."""
    found = list(_numbers(words))
    counted = {place for number in found for place in range(number.first, number.last + 1)}
    with_accents = any(lexicon.folded(word) != word.casefold() for word in words)
    for place, word in enumerate(words):
        if place not in counted:
            found += [
                _Typed(first=place, last=place, term=term) for term in _term(word, with_accents=with_accents)
            ]
    return sorted(found, key=lambda term: term.first)


def _numbers(words: Sequence[str]) -> Iterator[_Typed]:
    """Stretches of words that are numbers, and what scoring writes together with these ("18h30", "70 %")."""
    stretch: list[tuple[int, int, str]] = []
    for word in scored(words):
        if stretch and word.first > stretch[-1][1]:
            yield from _number(words, stretch)
            stretch = []
        stretch.append((word.first, word.last, word.text))
    yield from _number(words, stretch)


def _number(words: Sequence[str], stretch: Sequence[tuple[int, int, str]]) -> Iterator[_Typed]:
    if all(number(text) is None for _, _, text in stretch):
        return
    first, last = stretch[0][0], max(last for _, last, _ in stretch)
    text = " ".join(words[first : last + 1])
    lemmas = tuple((number(said),) if number(said) else lexicon.lemmas(said) for _, _, said in stretch)
    if first == last and words[first].isalpha():
        # "neuf" is new, too.
        lemmas = ((*lemmas[0], *lexicon.lemmas(words[first].casefold())),)
    term = replace(_phrase(text), lemmas=_tokenised(lemmas))
    yield _Typed(first=first, last=last, term=term)


def _tokenised(lemmas: tuple[tuple[str | None, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(dict.fromkeys(part for lemma in alternatives if lemma for part in [lemma] if part.isalnum()))
        for alternatives in lemmas
    )


def _term(word: str, *, with_accents: bool) -> Iterator[Term]:
    found = without_elision(tokens(word))
    if not found:
        return
    saying = [token for token in found if token.written not in STOP_WORDS]
    one = _simple(found, saying, with_accents=with_accents)
    parts = [_simple([token], [token], with_accents=with_accents) for token in saying]
    compound = whole(next(iter(compounds(found)), ()))
    yield replace(one, text=word, compound=compound, parts=tuple(parts) if len(parts) > 1 else ())


def _simple(found: Sequence[Token], saying: Sequence[Token], *, with_accents: bool) -> Term:
    lemmas = tuple(
        (*lexicon.lemmas(token.written), *(() if with_accents else lexicon.unaccented(token.written)))
        for token in saying
    )
    written = " ".join(token.written for token in found)
    alternatives = tuple(lemma for lemma in _tokenised(lemmas) if lemma)
    sounds, scattered = _sounds(found)
    return replace(_phrase(written), lemmas=alternatives, sounds=sounds, scattered=scattered)


def _sounds(found: Sequence[Token]) -> tuple[Sounds, Sounds]:
    """As one word and as several, of what may be a name: in capitals, or with a word that the lexicon does not know."""
    if not any(token.capital or token.is_name for token in found):
        return (), ()
    key = phonetic.joined(phonetic.key(token.written) for token in found)
    weight = phonetic.weight(key)
    one: list[tuple[str, ...]] = [(NAME + key,)] if weight >= _LIGHTEST_NAME else []
    one += [(key,)] if weight >= _LIGHTEST_WORD else []
    several: list[tuple[str, ...]] = []
    for lightest, parts in ((_LIGHTEST_SPLIT, 2), (_LIGHTEST_THREE, 3)):
        several += phonetic.splits(key, parts) if weight >= lightest else ()
    return tuple(one), tuple(several)


def _says_nothing(typed: _Typed) -> bool:
    """A stop word, unless its capital says that it is none: "gare de l'Est"."""
    said = typed.term.exact
    if not said or not all(token in STOP_WORDS for token in said):
        return False
    return typed.first == 0 or not _is_proper(typed.term.text)


def _is_proper(text: str) -> bool:
    last = re.split(r"\W", text)[-1]
    return last[:1].isupper() and last[1:].islower()


def _unlike(typed: Sequence[_Typed]) -> list[_Typed]:
    """Without what was typed twice."""
    seen: dict[tuple[tuple[str, ...], str], _Typed] = {}
    for found in typed:
        seen.setdefault((found.term.exact, "" if found.term.exact else found.term.text), found)
    return list(seen.values())


def _joined(parts: _Parts, kept: Sequence[_Typed]) -> Iterator[Joined]:
    counted = {place for number in _numbers(parts.words) for place in range(number.first, number.last + 1)}
    named = {place for place, word in enumerate(parts.words) if any(_sounds(tokens(word))[0])}
    for first in range(len(parts.words)):
        for last in range(first + 1, min(first + _MOST_JOINED, len(parts.words))):
            run = range(first, last + 1)
            if counted.intersection(run) or parts.breaks.intersection(run[1:]):
                break
            if len(kept) > _MOST_PLAIN and not named.intersection(run):
                continue
            covered = frozenset(
                place for place, term in enumerate(kept) if first <= term.first and term.last <= last
            )
            sounds, scattered = _joined_sounds(parts.words[first : last + 1])
            if covered and sounds:
                yield Joined(terms=covered, sounds=sounds, scattered=scattered)


def _joined_sounds(words: Sequence[str]) -> tuple[Sounds, Sounds]:
    found = [token for word in words for token in tokens(word)]
    keys = [key for token in found if (key := phonetic.key(token.written))]
    key = phonetic.joined(keys)
    if phonetic.weight(key) <= _LIGHTEST_NAME:
        return (), ()
    return ((NAME + key,),), ((key,), tuple(keys)) if phonetic.weight(key) >= _LIGHTEST_WORD else ()
