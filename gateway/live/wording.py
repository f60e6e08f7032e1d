"""Names and lines of chat as others may be shown them: composed, without what could disturb the line. Pure."""

import unicodedata

from gateway.live.refusals import refusal

LONGEST_NAME = 60
LONGEST_TEXT = 2000
_JOINERS = "\u200c\u200d"


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


def _shown(text: str) -> str:
    # Joiners stay (emoji and some scripts need them); the other format characters can turn the line around.
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if c in _JOINERS or unicodedata.category(c)[0] != "C" or c.isspace())
