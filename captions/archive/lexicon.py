"""The forms of French words, from the lexicon that simplemma ships; read by ``load``, or when a word is asked for.

The lexicon names one lemma for each of 250,000 forms, and not always the same one for the forms of one word ("vote" is
itself, "votes" is the verb; "directrice" is itself, "directrices" are directors). A search wants all of them, so a word
has as many lemmas as its singular, its masculine and its infinitive give.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from simplemma.strategies import DefaultDictionaryFactory

_KEPT: Final = 32_768
"""Words whose lemmas are remembered: a council's vocabulary, and the names of a few years."""
_LONGEST: Final = 40
"""Above it, it is no word."""
_APART: Final = str.maketrans({"œ": "oe", "æ": "ae"})
_ACCENTED: Final = "àâäáãåçéèêëíîïìñóôöòõúùûüÿý"
_PLAIN: Final = str.maketrans(_ACCENTED, "aaaaaaceeeeiiiinooooouuuuyy") | _APART
_MASCULINES: Final = (
    ("ales", "al"), ("ale", "al"), ("ée", "é"), ("eure", "eur"), ("rice", "eur"), ("euse", "eur"),
    ("euse", "eux"), ("ive", "if"), ("ière", "ier"), ("ère", "er"), ("onne", "on"), ("enne", "en"), ("elle", "el"),
    ("ante", "ant"), ("ente", "ent"),
)  # fmt: skip
_HOMONYMS: Final = {"été": "été"}
"""What the lexicon takes for a form of "être" only, and is the summer too."""
_SINGULARS: Final = (("aux", "al"), ("aux", "ail"), ("s", ""), ("x", ""))


def load() -> None:
    """Takes a second, which the first search would have to wait for. Safe in any thread."""
    _accents_left_out()


def folded(text: str) -> str:
    """Lower case, without accents, ligatures apart."""
    plain = text.casefold().translate(_PLAIN)
    if plain.isascii():
        return plain
    parts = unicodedata.normalize("NFD", plain)
    return "".join(character for character in parts if not unicodedata.combining(character))


@lru_cache(maxsize=_KEPT)
def lemmas(word: str) -> tuple[str, ...]:
    """Of a word in lower case, the likeliest first; of an unknown one what it may be without an accent or an "s"."""
    if len(word) > _LONGEST or not word.isalpha():
        return (word,)
    found = _known(word)
    if found:
        return found
    accented = unaccented(word) if word.isascii() else ()
    return accented or tuple(dict.fromkeys((word, word.removesuffix("s") if len(word) > 3 else word)))


@lru_cache(maxsize=_KEPT)
def unaccented(word: str) -> tuple[str, ...]:
    """The lemmas of the words that are written ``word`` when somebody leaves accents out."""
    forms = _accents_left_out().get(word, "").split()
    return tuple(dict.fromkeys(lemma for form in forms for lemma in _known(form)))


@lru_cache(maxsize=_KEPT)
def is_known(word: str) -> bool:
    """Whether a word in lower case is in the lexicon, whatever its accents: names mostly are not."""
    return bool(_known(word)) or (word.isascii() and word in _accents_left_out())


def _known(word: str) -> tuple[str, ...]:
    """The lemmas that the lexicon has, accents in place; none for a word that it does not know."""
    lexicon = _lexicon()
    found: dict[str, None] = {}
    for form in (word, *_singulars(word)):
        for candidate in (form, *_masculines(form)):
            lemma = lexicon.get(candidate)
            if lemma is not None and (candidate == word or lemma == candidate):
                found[lemma.translate(_APART)] = None
        _add_readings(form, found, lexicon)
    if word in _HOMONYMS:
        found[_HOMONYMS[word]] = None
    return tuple(lemma for lemma in found if lemma.isalpha())


def _add_readings(form: str, found: dict[str, None], lexicon: Mapping[str, str]) -> None:
    """A noun that is also a form of a verb, and the reverse."""
    plural = lexicon.get(form + "s")
    if plural is not None and plural != form + "s" and found:
        found[plural.translate(_APART)] = None
    infinitive = form + "r"
    if form.endswith("e") and lexicon.get(infinitive) == infinitive and found:
        found[infinitive.translate(_APART)] = None


def _singulars(word: str) -> Iterator[str]:
    for ending, singular in _SINGULARS:
        if word.endswith(ending) and len(word) > max(3, len(ending)):
            yield word[: -len(ending)] + singular


def _masculines(word: str) -> Iterator[str]:
    for ending, masculine in _MASCULINES:
        if len(word) > len(ending) + 2 and word.endswith(ending):
            yield word[: -len(ending)] + masculine


@cache
def _lexicon() -> Mapping[str, str]:
    return DefaultDictionaryFactory(cache_max_size=1).get_dictionary("fr")


@cache
def _accents_left_out() -> Mapping[str, str]:
    """The accented forms of each word without accents, between spaces: one string each, as there are 97,000."""
    forms: dict[str, str] = {}
    for form in _lexicon():
        if not form.isascii() and form.isalpha():
            plain = form.translate(_PLAIN)
            forms[plain] = f"{forms[plain]} {form}" if plain in forms else form
    return forms
