"""Plain text for people: phrases with their time, or a transcript without times."""

from collections.abc import Iterable, Iterator

from captions.formats.clock import short
from captions.layout import named
from captions.phrases import Phrase


def timed(phrase: Phrase) -> str:
    """``[00:01:23] Nom : texte``, one line with its line feed."""
    return f"[{short(phrase.start_ms)}] {named(phrase.speaker, phrase.text)}\n"


def untimed(phrase: Phrase) -> str:
    """``Nom : texte``, one line with its line feed."""
    return f"{named(phrase.speaker, phrase.text)}\n"


def write(phrases: Iterable[Phrase]) -> Iterator[str]:
    """A transcript, in pieces, as the phrases come."""
    for phrase in phrases:
        yield untimed(phrase)
