"""Plain text for people: phrases with their time, or a transcript without times."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final as Constant

from captions.formats.clock import short
from captions.layout import named
from captions.phrases import Phrase

_PAUSE_MS: Constant = 1500
_LONGEST: Constant = 600


def timed(phrase: Phrase) -> str:
    """``[00:01:23] Nom : texte``, one line with its line feed."""
    return f"[{short(phrase.start_ms)}] {named(phrase.speaker, phrase.text)}\n"


def untimed(phrase: Phrase) -> str:
    """``Nom : texte``, one line with its line feed."""
    return f"{named(phrase.speaker, phrase.text)}\n"


def write(phrases: Iterable[Phrase]) -> Iterator[str]:
    """A transcript, in pieces, as the phrases come; what one person says without a break stands on one line."""
    held: Phrase | None = None
    for phrase in phrases:
        if held is not None and _goes_on(held, phrase):
            held = replace(held, end_ms=phrase.end_ms, text=f"{held.text} {phrase.text}")
            continue
        if held is not None:
            yield untimed(held)
        held = phrase
    if held is not None:
        yield untimed(held)


def _goes_on(before: Phrase, phrase: Phrase) -> bool:
    return (
        phrase.speaker == before.speaker
        and not before.text.endswith((".", "?", "!", "…", "]"))
        and not phrase.text.startswith("[")
        and phrase.start_ms - before.end_ms < _PAUSE_MS
        and len(before.text) + len(phrase.text) < _LONGEST
    )
