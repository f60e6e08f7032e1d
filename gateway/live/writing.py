"""What pages send about the text of a meeting, as types, parsed: corrections, questions, typed lines. Pure: no I/O.

``messages`` has the rest. Words come cleaned out of here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from captions.ids import LineId, SegmentId, SpeakerId
from gateway.live.fields import (
    Fields,
    boolean,
    integer,
    optional_boolean,
    optional_integer,
    person,
    short_text,
)
from gateway.live.refusals import refusal
from gateway.live.sharing import NameSpeaker
from gateway.live.wording import clean_name, clean_term, clean_words

LONGEST_CORRECTION = 500
LONGEST_TYPED = 500
"""Characters of one typed line."""
_LONGEST_UNFINISHED = 4000
_MOST_TERMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A speaker: somebody known by ``id``, or else a ``name``."""

    id: SpeakerId | None = None
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words [first, last) of a segment."""

    segment: SegmentId
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """``words`` stand instead of ``span``, as it was read in revision ``base``."""

    id: str
    span: Span
    base: int
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert:
    """A line that was missed, after ``after``; before everything when that is None."""

    id: str
    after: LineId | None
    speaker: Who
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign:
    """``line`` was said by ``speaker``: all of it, or what begins with segment ``start``."""

    id: str
    line: LineId
    start: SegmentId | None
    speaker: Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Of the sender's own latest change."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Of the glossary."""

    add: tuple[str, ...] = field(repr=False)
    remove: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """The sender corrects now, or does not any more."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDuty:
    """The sender asks ``to`` to correct instead."""

    to: SpeakerId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCorrection:
    """Every participant may correct."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OffTheRecord:
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Whether these words are right; ``first`` = ``last`` = 0 is all of them. ``named``: say who asks."""

    id: str
    span: Span
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """To the server's ``ask``; ``words`` with ``correct``."""

    ask: str
    how: Literal["confirm", "correct", "repeat"]
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """All of the line that is being typed, as it is now. ``voice``: have it spoken when it is ``done``."""

    text: str = field(repr=False)
    done: bool
    voice: bool


DeskMessage = Amend | Insert | Reassign | NameSpeaker | Undo | Terms | Duty | OfferDuty
"""What those who correct ask for."""
WritingMessage = DeskMessage | OpenCorrection | OffTheRecord | Ask | Answer | Typing


def _amend(message: Fields) -> Amend:
    return Amend(
        id=short_text(message, "id"),
        span=_span(message),
        base=integer(message, "base"),
        words=_words(message),
    )


def _insert(message: Fields) -> Insert:
    return Insert(
        id=short_text(message, "id"),
        after=_line(message, "after"),
        speaker=_who(message),
        words=_some(_words(message)),
    )


def _reassign(message: Fields) -> Reassign:
    start = optional_integer(message, "from")
    return Reassign(
        id=short_text(message, "id"),
        line=LineId(integer(message, "line")),
        start=None if start is None else SegmentId(start),
        speaker=_who(message),
    )


def _duty(message: Fields) -> Duty | OfferDuty:
    if message.get("to") is None:
        return Duty(on=boolean(message, "on"))
    return OfferDuty(to=SpeakerId(short_text(message, "to")))


def _ask(message: Fields) -> Ask:
    named = optional_boolean(message, "named", False)
    return Ask(id=short_text(message, "id"), span=_span(message), named=named)


def _answer(message: Fields) -> Answer:
    how = message.get("how")
    if how != "confirm" and how != "correct" and how != "repeat":
        raise refusal("live.bad_field")
    words = _some(_words(message)) if how == "correct" else ()
    return Answer(ask=short_text(message, "ask"), how=how, words=words)


def _typing(message: Fields) -> Typing:
    text = message.get("text")
    if not isinstance(text, str):
        raise refusal("live.bad_field")
    if len(text) > _LONGEST_UNFINISHED:
        raise refusal("typing.too_long")
    done = optional_boolean(message, "done", False)
    return Typing(text=text, done=done, voice=optional_boolean(message, "voice", False))


READ: Mapping[str, Callable[[Fields], WritingMessage]] = MappingProxyType(
    {
        "amend": _amend,
        "insert": _insert,
        "reassign": _reassign,
        "undo": lambda m: Undo(id=short_text(m, "id")),
        "terms": lambda m: Terms(add=_terms(m, "add"), remove=_terms(m, "remove")),
        "duty": _duty,
        "open_correction": lambda m: OpenCorrection(on=boolean(m, "on")),
        "off_record": lambda m: OffTheRecord(on=boolean(m, "on")),
        "ask": _ask,
        "answer": _answer,
        "typing": _typing,
    }
)


def _span(message: Fields) -> Span:
    first, last = integer(message, "first"), integer(message, "last")
    if last < first:
        raise refusal("live.bad_field")
    return Span(segment=SegmentId(integer(message, "segment")), first=first, last=last)


def _line(message: Fields, key: str) -> LineId | None:
    line = optional_integer(message, key)
    return None if line is None else LineId(line)


def _who(message: Fields) -> Who:
    speaker = message.get("speaker")
    if not isinstance(speaker, dict):
        raise refusal("live.bad_field")
    if speaker.get("id") is not None:
        return Who(id=person(speaker))
    return Who(name=clean_name(speaker.get("name")))


def _words(message: Fields) -> tuple[str, ...]:
    return clean_words(message.get("text"), LONGEST_CORRECTION)


def _some(words: tuple[str, ...]) -> tuple[str, ...]:
    if not words:
        raise refusal("correct.bad_text")
    return words


def _terms(message: Fields, key: str) -> tuple[str, ...]:
    terms = message.get(key, [])
    if not isinstance(terms, list) or len(terms) > _MOST_TERMS:
        raise refusal("live.bad_field")
    return tuple(clean_term(term) for term in terms)
