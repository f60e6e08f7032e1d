"""Where a line of French may end: what it costs the reader when two words that belong together are parted. Pure.

The cost of a break is a matter of the two words. Three kinds matter: ``FORBIDDEN`` breaks mislead (inside a name, a
number, before "?"), ``CLUMSY`` ones leave a word hanging that only says something with the next (articles,
prepositions), all others are more or less natural. Punctuation after a word sets it free: "pour, contre" may break.
"""

import re
from collections.abc import Sequence
from typing import Final

FORBIDDEN: Final = 1_000_000
CLUMSY: Final = 20_000
_CLOSE: Final = 150
"""A pronoun and its verb, a verb and its "pas", a conjunction and its clause: parted where it helps much."""
_NEUTRAL: Final = 40
_BEFORE_LINK: Final = 12
"""Where a new group of words begins: before "et", "à la", "que"."""
_BEFORE_OF: Final = 24
_AFTER_CLAUSE: Final = 4
_AFTER_SENTENCE: Final = 0


def word_set(words: str) -> frozenset[str]:
    """A set of words, written as a line of them."""
    return frozenset(words.split())


TITLES: Final = word_set("m mm mme mmes mlle mlles dr pr me mgr st ste monsieur madame mademoiselle maître")
_SHORTENED: Final = word_set("m mm dr pr me mgr st ste art al cf p pp av bd n no tél r l d a etc")
"""With a full stop after them no sentence ends."""
_DETERMINERS: Final = word_set(
    "le la les un une des du au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs "
    "quel quelle quels quelles chaque plusieurs quelques certains certaines aucun aucune tout toute tous toutes"
)
_PREPOSITIONS: Final = word_set(
    "à de en dans par pour sur sous avec sans chez vers entre contre depuis pendant avant après dès selon jusque "
    "malgré parmi envers hors outre via sauf concernant"
)
_CLITICS: Final = word_set("je tu il elle on ils elles ne se me te y")
_LINKS: Final = word_set(
    "et ou mais donc car ni or que qui dont où si comme quand lorsque puisque parce afin ainsi alors puis"
)
FUNCTION_WORDS: Final = (_DETERMINERS - {"le", "la", "les", "des", "du"}) | _PREPOSITIONS | _CLITICS | _LINKS
_ELIDED_LINK: Final = re.compile(r"(?:qu|lorsqu|puisqu|jusqu|s)['’]", re.IGNORECASE)
_ELIDED: Final = re.compile(
    r"(?:^|.*\W)(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’]$", re.IGNORECASE
)
MONTHS: Final = word_set(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
_UNITS: Final = word_set(
    "h heure heures min minutes km m m² cm ha kg t euro euros k€ m€ million millions milliard milliards mille "
    "pourcent"
)
_MARKS_BEFORE: Final = frozenset("«“([{–—-")
_MARKS_AFTER: Final = frozenset(".,;:?!…%‰€$°»”)]}")
_CLAUSE_ENDS: Final = (",", ";", ":", ")", "»", "–", "—")
_SENTENCE_ENDS: Final = (".", "?", "!", "…")
_REFERENCE: Final = re.compile(
    r"(?:n[°º]s?|art\.?|[LRDA]\.?|pages?|p\.|articles?|numéros?|points?|alinéas?)", re.IGNORECASE
)


def costs(words: Sequence[str]) -> list[int]:
    """The cost of a break after each word but the last; one less than there are words."""
    return [
        max(cost(before, after), _CLOSE if _goes_on_as_name(before, after, following) else 0)
        for before, after, following in zip(words, words[1:], [*words[2:], ""], strict=False)
    ]


def cost(before: str, after: str) -> int:
    """Of a break between the two words."""
    if _is_one(before, after):
        return FORBIDDEN
    bare = _bare(before)
    free = before[-1:] in _MARKS_AFTER
    if not free and (bare in _DETERMINERS or bare in _PREPOSITIONS):
        return CLUMSY
    if not free and bare[-1:].isdigit() and after[:1].isalpha():
        return CLUMSY
    if ends_sentence(before):
        return _AFTER_SENTENCE
    if before.endswith(_CLAUSE_ENDS):
        return _AFTER_CLAUSE
    if not free and (bare in _CLITICS or bare in _LINKS):
        return _CLOSE
    following = _bare(after)
    if following in ("pas", "jamais") and not free:
        return _CLOSE
    if following in ("de", "du", "des") or after.lower().startswith(("d'", "d’")):
        return _BEFORE_OF
    links = following in _LINKS | _PREPOSITIONS | TITLES or following in ("au", "aux")
    return _BEFORE_LINK if links or _ELIDED_LINK.match(after) else _NEUTRAL


def ends_sentence(word: str) -> bool:
    """Whether a sentence ends with ``word``; "M." and "art." end none."""
    core = word.rstrip("»”)\u00a0\u202f ")
    if not core.endswith(_SENTENCE_ENDS):
        return False
    return not (core.endswith(".") and _bare(core) in _SHORTENED)


def is_capital(word: str) -> bool:
    """Whether ``word`` is written as names are; after an article that sticks to it as well (l'Île)."""
    core = re.split(r"['’]", word.lstrip("«“([\u00a0\u202f"))[-1]
    return core[:1].isupper()


def _is_one(before: str, after: str) -> bool:
    """Whether the words are parts of one name or number, or one is a mark that clings to the other."""
    if not before or not after:
        return False
    if all(mark in _MARKS_BEFORE for mark in before) or all(mark in _MARKS_AFTER for mark in after):
        return True
    if _ELIDED.match(before):
        return True
    if _is_title(before, after) or _is_reference(before, after):
        return True
    return _is_date_or_amount(before, after) or _is_name(before, after)


def _is_title(before: str, after: str) -> bool:
    if _bare(before) not in TITLES or before.endswith((",", ";", ":", "?", "!")):
        return False
    return is_capital(after) or before.endswith(".")


def _is_reference(before: str, after: str) -> bool:
    """n° 12, page 4, article L. 2121-18."""
    core = re.split(r"['’]", before)[-1]
    if _REFERENCE.fullmatch(core) and after[0].isdigit():
        return True
    return core.lower() in ("article", "articles") and bool(re.fullmatch(r"[LRDA]\.?(?:\W.*)?", after))


def _is_date_or_amount(before: str, after: str) -> bool:
    """14 mars 2026, 18 h 30, 2 397 000 euros."""
    bare, following = _bare(before), _bare(after)
    if before[-1].isdigit():
        return after[0].isdigit() or following in _UNITS or following in MONTHS
    if bare in ("premier", "1ᵉʳ", "1er"):
        return following in MONTHS
    if bare in ("h", "heure", "heures"):
        return before[-1].isalpha() and after[0].isdigit()
    return bare in MONTHS and before[-1].isalpha() and bool(re.match(r"\d{4}\b", after))


def _is_name(before: str, after: str) -> bool:
    """Two capitalised words in a row, but not shouted ones: those are a sentence."""
    if not (before[-1].isalpha() and is_capital(before) and is_capital(after)):
        return False
    if before.isupper() and after.isupper() and len(before) > 1:
        return False
    return not (_bare(before) in FUNCTION_WORDS or _bare(after) in FUNCTION_WORDS | TITLES)


def _goes_on_as_name(before: str, after: str, following: str) -> bool:
    """Jean de La Fontaine, place de Verdun."""
    particle = after in ("de", "du", "des", "la", "le", "d'", "d’")
    return particle and before[-1:].isalpha() and is_capital(before) and is_capital(following)


def _bare(word: str) -> str:
    return word.strip("«»“”()[]{}.,;:?!…\u00a0\u202f ").lower()
