"""What is kept of a meeting: the record, its text with every revision, what is missing, chapters, notes, its space.

Types only: which rules they follow is said in ``spaces`` and ``retention``, where they are kept in ``sql``. Moments are
Unix milliseconds; times within a session are milliseconds since it began, and a record has one session or several.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from captions.events import Author, Origin, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SessionId, SpeakerId, TrackId
from captions.words import Word, joined

SpaceId = NewType("SpaceId", str)
"""Nobody can guess it; so are the others that are text."""
RecordId = NewType("RecordId", str)
InvitationId = NewType("InvitationId", str)
"""Not the secret of the link, which the archive never sees."""
ChapterId = NewType("ChapterId", int)
NoteId = NewType("NoteId", int)
Moment = NewType("Moment", int)
"""Unix milliseconds."""


class SpaceType(StrEnum):
    """The template a space was made from."""

    PROJECT = "project"
    TEAM = "team"
    PRACTICE = "practice"
    COUNCIL = "council"


class SpaceRole(StrEnum):
    """What somebody is in a space; what each may do is said in ``spaces``."""

    OWNER = "owner"
    EDITOR = "editor"
    READER = "reader"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    id: SpaceId
    name: str
    type: SpaceType
    created: Moment
    closed: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account in a space."""

    space: SpaceId
    account: int
    role: SpaceRole
    since: Moment
    expires: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Somebody without an account in a space, for a time."""

    id: InvitationId
    space: SpaceId
    name: str
    role: SpaceRole
    created: Moment
    expires: Moment
    revoked: Moment | None = None


class RecordStatus(StrEnum):
    """How far people have gone over the text."""

    RAW = "raw"
    CORRECTED = "corrected"
    VALIDATED = "validated"


class RecordType(StrEnum):
    """What retention rules are about."""

    CALL = "call"
    INTERNAL = "internal"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """What is known when the host asks for a transcript."""

    space: SpaceId
    room: str
    title: str
    type: RecordType
    started: Moment
    language: str = "fr"
    audio: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSession:
    """A run of captions that a record is made of."""

    session: SessionId
    started: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    id: RecordId
    space: SpaceId
    room: str
    title: str
    type: RecordType
    started: Moment
    ended: Moment | None
    """None as long as it runs."""
    status: RecordStatus
    language: str
    audio: bool
    """Whether the sound is kept, too."""
    legal_hold: bool
    """Whether it may not be deleted, whatever the rules say."""
    version: int
    """Rises with every change of the record or of anything in it."""
    sessions: tuple[RecordSession, ...]
    """In their order."""
    published: Moment | None = None
    """Since when it is a copy for others to read; None of what was kept in a meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A segment at one revision; without words it was withdrawn."""

    record: RecordId
    session: SessionId
    segment: SegmentId
    revision: int
    """0 as it was recognised or typed; from 1 on as people made it."""
    line: LineId
    track: TrackId
    speaker: Speaker
    start_ms: Milliseconds
    end_ms: Milliseconds
    words: tuple[Word, ...]
    author: Author
    """The engine, with its model as name, or a person."""
    at: Moment
    """When it was made."""
    origin: Origin = Origin.SPEECH

    @property
    def text(self) -> str:
        return joined(self.words)


class MarkKind(StrEnum):
    GAP = "gap"
    """Speech without captions."""
    OFF_RECORD = "off_record"
    """Nothing was kept, because people wanted it so."""
    INTERRUPTION = "interruption"
    """Nothing was kept, because the server or the archive did not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A hole in the record. The same kind, track and start again replaces it: that is how it gets its end."""

    record: RecordId
    kind: MarkKind
    start: Moment
    end: Moment | None
    """None as long as it lasts."""
    cause: str = ""
    """A ``captions.events.Cause``, or a code."""
    track: TrackId = TrackId("")
    """Of a gap that concerns one person."""
    speaker: SpeakerId = SpeakerId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """An item of the agenda, from ``start`` to the next chapter."""

    id: ChapterId
    start: Moment
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote beside the text."""

    id: NoteId
    about: Moment
    """The moment of the meeting."""
    author: Author
    at: Moment
    """When it was written."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """What was deleted, in figures: none of its words, not even the title."""

    record: RecordId
    space: SpaceId
    type: RecordType
    started: Moment
    ended: Moment | None
    deleted: Moment
    reason: str
    sessions: int
    segments: int
    revisions: int
    marks: int
    chapters: int
    notes: int
