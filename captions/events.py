"""Caption events: everything a reader, a file or an archive is ever told.

Invariants, kept by the publisher and checked by the property tests:

* ``seq`` rises strictly within a session;
* a segment has any number of ``Interim`` events with rising ``revision``, then at most one ``Final``,
  then nothing; an ``Interim`` without words withdraws what was shown;
* the words of a ``Final`` change by ``Amended`` events alone, which are made by people (or by a later look at who
  spoke), never by recognition; their ``revision`` rises from 1 within the segment;
* every second of speech is covered by a ``Final`` or by a ``Gap``.

A *line* groups consecutive segments of one speaker into a readable phrase. Two people who talk at once
have two open lines. Wire form and JSON Schema: ``captions/wire.py``.
"""

from dataclasses import dataclass
from enum import StrEnum

from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word, joined


class Cause(StrEnum):
    """Why speech was not captioned, or why captions are not live."""

    OVERLOAD = "overload"
    ENGINE = "engine"
    MEDIA = "media"
    NETWORK = "network"
    SHUTDOWN = "shutdown"


class Status(StrEnum):
    """What readers are told about the captions as a whole."""

    OFF = "off"
    STARTING = "starting"
    LIVE = "live"
    LATE = "late"
    INTERRUPTED = "interrupted"
    CLOSED = "closed"


class Origin(StrEnum):
    """How words came to be."""

    SPEECH = "speech"
    TYPED = "typed"
    """Real-time text: letter by letter, erased as it was typed (EN 301 549, 6.2)."""


class AuthorKind(StrEnum):
    PERSON = "person"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who changed a text: somebody of the session under the name they had then, or a part of the system."""

    kind: AuthorKind
    id: SpeakerId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who speaks, as shown: the label of the session and the name the person gave."""

    id: SpeakerId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim:
    """The present guess for the words after the last ``Final`` of a track; replaced by the next revision."""

    seq: int
    track: TrackId
    speaker: Speaker
    segment: SegmentId
    line: LineId
    revision: int
    start_ms: Milliseconds
    end_ms: Milliseconds
    words: tuple[Word, ...]
    origin: Origin = Origin.SPEECH

    @property
    def text(self) -> str:
        return joined(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """Words that recognition will not change any more."""

    seq: int
    track: TrackId
    speaker: Speaker
    segment: SegmentId
    line: LineId
    revision: int
    start_ms: Milliseconds
    end_ms: Milliseconds
    words: tuple[Word, ...]
    origin: Origin = Origin.SPEECH

    @property
    def text(self) -> str:
        return joined(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Speech, or sound that may have been speech, that has no caption and will get none."""

    seq: int
    track: TrackId
    speaker: Speaker
    start_ms: Milliseconds
    end_ms: Milliseconds
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """What a segment says from now on, who says it and in which line; replaces its ``Final`` or former ``Amended``.

    Without words, the segment is withdrawn. With a segment that was never final, something that was missed is
    inserted: it stands in ``line``, by ``start_ms``. With the same words as before, they are confirmed.
    """

    seq: int
    at_ms: Milliseconds
    """When it was changed."""
    author: Author
    track: TrackId
    speaker: Speaker
    segment: SegmentId
    line: LineId
    revision: int
    start_ms: Milliseconds
    end_ms: Milliseconds
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return joined(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whatever ``speaker`` says in the session, before and after, is shown as ``shown`` from now on; see ``naming``.

    With the same id a voice gets a name; with another one it turns out to be that of somebody known already. Told
    again, the last one counts: that is how it is taken back.
    """

    seq: int
    at_ms: Milliseconds
    author: Author
    speaker: SpeakerId
    shown: Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class OffRecord:
    """From ``at_ms`` on captions are for those who read them now, and for no record or export; or are so no more."""

    seq: int
    at_ms: Milliseconds
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How the captions of the session are doing, from ``at_ms`` on."""

    seq: int
    at_ms: Milliseconds
    status: Status
    cause: Cause | None = None
    lag_ms: Milliseconds = Milliseconds(0)
    """How far behind speech the captions are; 0 unless the status is ``late``."""


CaptionEvent = Interim | Final | Amended | Named | Gap | State | OffRecord
