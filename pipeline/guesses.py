"""What is shown of a shared microphone and may still change: a guess for each voice, in the line it may end up in."""

from collections.abc import Sequence
from dataclasses import dataclass

from captions.events import Speaker
from captions.ids import LineId, SegmentId
from models.speakers import VoiceLabel

_SAME_START_MS = 500

Key = VoiceLabel | int | None
"""A voice, nobody, or, below zero, somebody who is not known yet."""


@dataclass(slots=True, kw_only=True)
class OpenLine:
    """A line that may go on. Its id is taken when there is something to say, not before."""

    id: LineId | None = None
    end_ms: int = 0
    length: int = 0
    said: tuple[str, ...] = ()
    """The last words of it that are final."""

    @property
    def text(self) -> str:
        return self.said[-1] if self.said else ""


@dataclass(slots=True, kw_only=True)
class Guess:
    key: Key
    line: OpenLine
    segment: SegmentId
    start_ms: int
    speaker: Speaker
    """As shown."""
    revision: int = 0
    texts: tuple[str, ...] = ()


def voice_of(key: Key) -> VoiceLabel | None:
    return None if key is None or key < 0 else VoiceLabel(key)


def match(guesses: Sequence[Guess], key: Key, start_ms: int) -> Guess | None:
    """The one of ``key``; else that of somebody not known yet which begins with the same word."""
    for guess in guesses:
        if guess.key == key:
            return guess
    return stranger_at(guesses, start_ms)


def stranger_at(guesses: Sequence[Guess], start_ms: int) -> Guess | None:
    """What is shown of somebody who is not known yet and began there."""
    for guess in guesses:
        if guess.key is not None and guess.key < 0 and abs(guess.start_ms - start_ms) < _SAME_START_MS:
            return guess
    return None
