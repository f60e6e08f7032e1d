"""What of a French text goes into the index, and of a query to look for: forms, lemmas, sounds. Pure.

Forms and folded forms stand in the order of the text, so that phrases can be looked for; lemmas are a bag, as a word
may have several. Numbers are among the lemmas, in digits, however they were said. Stop words are not, but they keep
their place among the forms.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from captions.archive import lexicon, phonetic
from captions.normalise import ScoreWord, score_sequence
from captions.numbers import ORDINAL_STEMS

VERSION: Final = 2
"""Rises when ``analyse`` gives something else for the same text: the index is made anew then."""

STOP_WORDS: Final = frozenset({
    "a", "à", "ai", "as", "au", "aux", "avec", "c", "ce", "ces", "cet", "cette", "ci", "comment", "d",
    "dans", "de", "des", "donc", "du", "elle", "elles", "en", "es", "est", "et", "eu", "il", "ils", "j",
    "je", "l", "la", "là", "le", "les", "leur", "leurs", "lui", "m", "ma", "mais", "me", "mes", "moi",
    "mon", "n", "ne", "nos", "notre", "nous", "on", "ont", "or", "ou", "où", "par", "pour", "qu", "quand",
    "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "s", "sa", "se", "ses", "si", "son", "sont",
    "sous", "sur", "t", "ta", "te", "tes", "toi", "ton", "tu", "un", "une", "vos", "votre", "vous", "y",
})  # fmt: skip
"""Words that nobody looks for alone, accents in place: "été", "même", "pas" and "sans" say something, and "sûr", "dû"
and "mûr" are no stop words because "sur" is one. They are left out of what is wanted, never out of phrases."""
NAME: Final = "0"
"""Begins the phonetic token of a name, besides which every word has its plain one."""
_ELIDED: Final = frozenset({
    "c", "d", "j", "l", "m", "n",
    "qu", "s", "t", "jusqu", "lorsqu", "puisqu", "quoiqu",
})  # fmt: skip
_CLITICS: Final = frozenset({
    "ce", "ci", "elle", "elles", "en", "il", "ils", "je", "la", "là",
    "le", "les", "leur", "lui", "moi", "nous", "on", "toi", "tu", "vous", "y",
})  # fmt: skip
_PARTICLES: Final = frozenset({
    "d", "de", "del", "der", "des", "di", "du",
    "l", "la", "le", "les", "saint", "sainte", "van", "von",
})  # fmt: skip
_LIGHTEST_NAME: Final = 2
_WORD: Final = re.compile(r"[^\W_]+")
_STOP: Final = re.compile(r"[.!?…:]")
_NUMBER_WORDS: Final = "|".join(sorted({*ORDINAL_STEMS, *ORDINAL_STEMS.values()} - {"un", "une"}))
_COUNTED: Final = re.compile(rf"\d|%|\b(?:{_NUMBER_WORDS}|zéro|million|milliard)", re.IGNORECASE)
_LONGEST_NUMBER: Final = re.compile(r"\d{16,}")
_WORDS_AT_ONCE: Final = 200
_REACH: Final = 2
_SIGNS: Final = frozenset({"euros", "heures", "mètres", "carrés", "kilomètres", "degrés", "numéro"})
_KEPT: Final = 32_768
_LONGEST_KEPT: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Readings of a text, each as tokens (letters and digits only) between single spaces."""

    exact: str
    """In lower case, accents in place."""
    folded: str
    lemmas: str
    phonetic: str
    """A key for each word, in order; after them those of names, which begin with ``NAME``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word as it stands between apostrophes, hyphens, spaces, punctuation."""

    written: str
    """In lower case."""
    before: str
    """What separates it from the one before."""
    capital: bool
    begins: bool
    """A sentence."""

    @property
    def is_name(self) -> bool:
        """As far as can be told: in capitals where no sentence begins, or unknown to the lexicon."""
        return _is_name(self.written, self.capital and not self.begins)


def analyse(text: str) -> Analysis:
    """Never fails."""
    found = tokens(text)
    written = [token.written for token in found]
    keys = [phonetic.key(word) for word in written]
    bag = [*lemmas(found), *numbers_said(text)]
    return Analysis(
        exact=" ".join(written),
        folded=" ".join(map(_folded, written)),
        lemmas=" ".join(dict.fromkeys(bag)),
        phonetic=" ".join([*filter(None, keys), *dict.fromkeys(_name_keys(found, keys))]),
    )


def tokens(text: str) -> list[Token]:
    text = unicodedata.normalize("NFC", text).replace("’", "'").replace("‑", "-")
    shouted = not any(character.islower() for character in text)
    found: list[Token] = []
    gap = ""
    for written in text.split(" "):
        parts, after = (_parts if len(written) <= _LONGEST_KEPT else _parts.__wrapped__)(written)
        for part, before, capital, first in parts:
            between = gap + before if first else before
            begins = not found or (between != " " and bool(_STOP.search(between)))
            found.append(_token(part, between, capital and not shouted, begins))
        gap = f"{after} " if parts else f"{gap}{after} "
    return found


@lru_cache(maxsize=_KEPT)
def _parts(written: str) -> tuple[tuple[tuple[str, str, bool, bool], ...], str]:
    """Of what stands between two spaces: words in lower case, what is before each, whether it has a capital and
    whether it is the first; and what is after them.
    """
    found: list[tuple[str, str, bool, bool]] = []
    end = 0
    for match in _WORD.finditer(written):
        word, before, end = match.group(), written[end : match.start()], match.end()
        for part in _WORD.findall(unicodedata.normalize("NFC", word.casefold())):
            found.append((part, before, word[0].isupper(), match.start() == len(before)))
    return tuple(found), written[end:]


@lru_cache(maxsize=_KEPT)
def _token(written: str, before: str, capital: bool, begins: bool) -> Token:
    """Remembered, as making one takes longer than all that is asked of it."""
    return Token(written=written, before=before, capital=capital, begins=begins)


def lemmas(found: Sequence[Token]) -> Iterator[str]:
    """Of all but stop words, besides compounds as one word."""
    for token in found:
        if token.written not in STOP_WORDS:
            yield from _of_word(token.written)
    for compound in compounds(found):
        yield whole(compound)


def compounds(found: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Words that hyphens or apostrophes hold together, without an elided word before and a pronoun after them."""
    begin = 0
    for end in range(1, len(found) + 1):
        if end < len(found) and found[end].before in ("-", "'"):
            continue
        if end - begin > 1:
            held = without_elision(found[begin:end])
            if len(held) > 1 and held[-1].written not in _CLITICS:
                yield held
        begin = end


def without_elision(found: Sequence[Token]) -> Sequence[Token]:
    """Without the "l" of "l'école"; what is nothing else stays."""
    begin = 0
    while begin < len(found) - 1 and _is_elided(found[begin], found[begin + 1]):
        begin += 1
    return found[begin:]


def _is_elided(token: Token, after: Token) -> bool:
    """Not the "N" of "N'Diaye"."""
    own = token.capital and after.capital and token.written == "n"
    return token.written in _ELIDED and after.before == "'" and not own


def whole(compound: Iterable[Token]) -> str:
    return "".join(_folded(token.written) for token in compound)


def numbers_said(text: str) -> Iterator[str]:
    """The numbers of a text as tokens, "pourcent" among them, and what their signs stand for: "€", "km", "18h"."""
    for word in scored(text.split()):
        token = number(word.text)
        if token is not None:
            yield token
        elif word.text in _SIGNS:
            yield from _of_word(word.text)


def scored(words: Sequence[str]) -> Iterator[ScoreWord]:
    """The words around numbers, with these in digits."""
    for begin, end in _around_numbers(words):
        short = [_LONGEST_NUMBER.sub("", word) for word in words[begin:end]]
        for word in score_sequence(short):
            yield ScoreWord(text=word.text, first=word.first + begin, last=word.last + begin)


def _around_numbers(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches with a number in them and what may belong to it, none of them long."""
    begin, end = 0, 0
    for place, word in enumerate(words):
        if not _counts(word):
            continue
        if place - _REACH > end or place - begin > _WORDS_AT_ONCE:
            if end:
                yield begin, end
            begin = max(place - _REACH, end)
        end = min(place + _REACH + 1, len(words))
    if end:
        yield begin, end


def number(scored_word: str) -> str | None:
    """A number as a token; one is none, as it is an article too."""
    if scored_word == "pourcent":
        return scored_word
    if not scored_word[:1].isdigit() or scored_word == "1":
        return None
    return scored_word.replace(",", "v")


@lru_cache(maxsize=_KEPT)
def _counts(word: str) -> bool:
    return bool(_COUNTED.search(word))


@lru_cache(maxsize=_KEPT)
def _is_name(word: str, capital: bool) -> bool:
    return len(word) > 1 and word.isalpha() and (capital or not lexicon.is_known(word))


@lru_cache(maxsize=_KEPT)
def _of_word(word: str) -> tuple[str, ...]:
    return tuple(part for lemma in lexicon.lemmas(word) for part in _WORD.findall(lemma))


@lru_cache(maxsize=_KEPT)
def _folded(word: str) -> str:
    """One token for one, whatever is in it: places count."""
    return "".join(_WORD.findall(lexicon.folded(word))) or word


def _name_keys(found: Sequence[Token], keys: Sequence[str]) -> Iterator[str]:
    """Of names, of names that are made of several words, and of a particle with its name."""
    named = [token.is_name for token in found]
    for place, name in enumerate(named):
        if name:
            yield from _name_key(keys[place])
            if place and (named[place - 1] or found[place - 1].written in _PARTICLES):
                yield from _name_key(phonetic.joined(keys[place - 1 : place + 1]))
    for compound in compounds(found):
        if any(token.capital for token in compound):
            yield from _name_key(phonetic.joined(phonetic.key(token.written) for token in compound))


def _name_key(key: str) -> tuple[str, ...]:
    return (NAME + key,) if phonetic.weight(key) >= _LIGHTEST_NAME else ()
