"""Names and lines of chat as others may be shown them: composed, without what could disturb the line. Pure."""

import re
import unicodedata

from gateway.live.refusals import refusal

LONGEST_NAME = 60
LONGEST_TEXT = 2000
LONGEST_TERM = 80
_JOINERS = "\u200c\u200d"
_NARROW = "\u202f"
_CLOSING = frozenset("?!:;»%…")
_OPENING = frozenset("«")
# No-break spaces are part of a word: "12 000", "70 %".
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")


def clean_name(name: object) -> str:
    """``name`` on one line, without superfluous spaces. Raises ``live.bad_name``."""
    if not isinstance(name, str) or len(name) > 10 * LONGEST_NAME:
        raise refusal("live.bad_name")
    tidy = " ".join(_shown(name).split())
    if not 1 <= len(tidy) <= LONGEST_NAME or not tidy.strip(_JOINERS):
        raise refusal("live.bad_name")
    return tidy


def likeness(name: str) -> str:
    """The same for names that are told apart by nothing but accents, case, spaces or punctuation.

    Letters that look alike in two scripts are not seen through.
    """
    letters = "".join(c for c in unicodedata.normalize("NFKD", name) if c.isalnum())
    return letters.casefold() or name


def clean_text(text: object) -> str:
    """``text`` with its lines, the spaces around it taken off. Raises ``chat.bad_text``."""
    if not isinstance(text, str) or len(text) > 10 * LONGEST_TEXT:
        raise refusal("chat.bad_text")
    tidy = "\n".join(line.rstrip() for line in _shown(text).splitlines()).strip()
    if not 1 <= len(tidy) <= LONGEST_TEXT or not tidy.strip(_JOINERS):
        raise refusal("chat.bad_text")
    return tidy


def clean_words(text: object, longest: int) -> tuple[str, ...]:
    """The words of ``text``, with the punctuation that stands by itself in French on the word that it belongs to.

    None when it is empty. Raises ``correct.bad_text`` when it is too long, or there is nothing to see in it.
    """
    if not isinstance(text, str) or len(text) > longest:
        raise refusal("correct.bad_text")
    words = words_in(text)
    if text.strip() and not words:
        raise refusal("correct.bad_text")
    return words


def words_in(text: str) -> tuple[str, ...]:
    """As ``clean_words``; none when there is nothing to see."""
    words: list[str] = []
    opened = ""
    for part in _SPACES.split(_shown(text)):
        if not part.strip(_JOINERS):
            continue
        if part in _OPENING:
            opened += part + _NARROW
        elif words and not opened and all(mark in _CLOSING for mark in part):
            words[-1] += _NARROW + part
        else:
            words.append(opened + part)
            opened = ""
    if opened:
        words.append(opened.rstrip(_NARROW))
    return tuple(words)


def clean_term(term: object) -> str:
    """A term of the glossary on one line. Raises ``glossary.term``."""
    if not isinstance(term, str) or len(term) > 10 * LONGEST_TERM:
        raise refusal("glossary.term")
    tidy = " ".join(_shown(term).split())
    if not 1 <= len(tidy) <= LONGEST_TERM or tidy.startswith("#") or not tidy.strip(_JOINERS):
        raise refusal("glossary.term")
    return tidy


def _shown(text: str) -> str:
    # Joiners stay (emoji and some scripts need them); the other format characters can turn the line around.
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if c in _JOINERS or unicodedata.category(c)[0] != "C" or c.isspace())
