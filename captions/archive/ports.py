"""What an archive offers: records kept with rights, every revision of their text, search. The port.

Methods block: call them from threads, any number of them. What they are given is kept once they return, whatever
happens to the program or the machine afterwards. Every failure is a ``VoixlaError`` with a code ``archive.*``:

* ``archive.unknown``: there is no such thing, or the reader may not see it, which is never told apart;
* ``archive.conflict``: somebody else changed it first;
* ``archive.held``: it may not be deleted; ``archive.closed``: the space takes no records any more;
* ``archive.too_long``, ``archive.cursor``: what was given cannot be taken;
* ``archive.disk``, ``archive.locked``, ``archive.unreachable``: for now (``retryable``); add the same again later;
* ``redaction.published``: it is a copy, whose redactions stay as they are; ``redaction.touched``: a correction would
  change what is hidden, ``redaction.inside``: a note would be about it;
* ``archive.damaged``, ``archive.newer``, ``archive.unwritable``, ``archive.driver``: somebody must do something.

A reader sees the records of the spaces where it is a member or holds an invitation, at the time of the call. What
changes something takes no reader: who may do that is asked of ``spaces`` before.

What is hidden (``redaction``) is in no answer, whoever reads, the server itself included: words, search and the notes
about it. It is in the database, and in copies of that, as long as the redaction can be lifted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from captions.archive.passages import words_of
from captions.archive.query import Query
from captions.archive.records import (
    Chapter,
    ChapterId,
    Deletion,
    Entry,
    Invitation,
    InvitationId,
    Mark,
    Member,
    Moment,
    NewRecord,
    Note,
    NoteId,
    Record,
    RecordId,
    RecordStatus,
    RecordType,
    Space,
    SpaceId,
    SpaceRole,
)
from captions.archive.redaction import Redaction, RedactionId
from captions.events import Author
from captions.ids import SegmentId, SessionId, SpeakerId
from captions.words import Word

T = TypeVar("T")
MOST_COUNTED: Final = 1000
"""Hits are counted up to here: a search costs the same however often a word was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads. Without account and invitation it sees nothing."""

    account: int | None = None
    invitation: InvitationId | None = None
    everything: bool = False


SYSTEM: Final = Reader(everything=True)
"""For the work of the server itself, never for somebody's request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    items: tuple[T, ...]
    next: str | None
    """The cursor that the following page begins with; None after the last."""
    total: int | None = None
    """Of all pages, up to ``MOST_COUNTED``; None where nobody counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What a list or search is limited to; each that is given must hold."""

    space: SpaceId | None = None
    record: RecordId | None = None
    room: str | None = None
    type: RecordType | None = None
    status: RecordStatus | None = None
    speaker: str | None = None
    """The name as it is shown now, capitals and accents aside; of searches only."""
    since: Moment | None = None
    """Of a record its start, of a search the line in which it was said."""
    until: Moment | None = None
    """Exclusive."""


NO_FACETS: Final = Facets()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A line that answers a search, as it stands."""

    record: Record
    entries: tuple[Entry, ...]
    """The segments that it came in, in the order in which they were said."""
    began: Moment
    """When their session did."""
    heard: tuple[int, ...]
    """Which of its words were looked for."""
    level: int
    """How it was found: 0 as written, 1 with other accents, 2 in other forms, 3 by sound, 4 by the sound of several
    words, 5 and 6 in part."""

    @property
    def words(self) -> tuple[Word, ...]:
        """Of all its segments."""
        return words_of(self.entries)

    @property
    def entry(self) -> Entry:
        """The segment with the first of the words that were looked for."""
        return self._first()[0]

    @property
    def heard_in_entry(self) -> tuple[int, ...]:
        """Which words of ``entry`` were looked for."""
        entry, before = self._first()
        return tuple(place - before for place in self.heard if before <= place < before + len(entry.words))

    @property
    def said(self) -> Moment:
        """When ``entry`` was."""
        return Moment(self.began + self.entry.start_ms)

    def _first(self) -> tuple[Entry, int]:
        """``entry`` and how many words there are before it."""
        wanted, before = min(self.heard, default=0), 0
        for entry in self.entries:
            if wanted < before + len(entry.words):
                return entry, before
            before += len(entry.words)
        return self.entries[0], 0


class Archive(Protocol):
    def found(self, space: Space) -> None: ...

    def change_space(self, space: Space) -> None:
        """Name, type and whether it is closed."""

    def spaces_of(self, reader: Reader) -> tuple[Space, ...]:
        """By name; closed ones too."""

    def space(self, space: SpaceId, reader: Reader) -> Space: ...

    def put_member(self, member: Member) -> None:
        """Adds them, or changes their role or end."""

    def remove_member(self, space: SpaceId, account: int) -> None: ...

    def members(self, space: SpaceId, reader: Reader) -> tuple[Member, ...]: ...

    def roles_of(self, reader: Reader) -> Mapping[SpaceId, SpaceRole]:
        """As what it is in each of the spaces that it sees; of two roles the one that may do more."""

    def invite(self, invitation: Invitation) -> None: ...

    def revoke(self, invitation: InvitationId, at: Moment) -> None: ...

    def invitations(self, space: SpaceId, reader: Reader) -> tuple[Invitation, ...]: ...

    def open(self, record: NewRecord) -> RecordId: ...

    def resume(self, record: RecordId, session: SessionId, at: Moment) -> None:
        """Entries of ``session``, which began ``at``, are taken from now on; again changes nothing. Reopens."""

    def close(self, record: RecordId, at: Moment) -> None: ...

    def running(self) -> tuple[Record, ...]:
        """Those without end: what a server that starts has to take up again, or to end."""

    def describe(
        self,
        record: RecordId,
        *,
        title: str | None = None,
        type: RecordType | None = None,
        status: RecordStatus | None = None,
        language: str | None = None,
        audio: bool | None = None,
        legal_hold: bool | None = None,
        seen: int | None = None,
    ) -> None:
        """Changes what is given; raises ``archive.conflict`` when its version is not ``seen``."""

    def add(self, entries: Sequence[Entry]) -> None:
        """In any order and any number of times: of a revision the first that came is kept, the highest one stands."""

    def amend(self, entry: Entry) -> None:
        """Like ``add``, for a person: ``archive.conflict`` unless its revision follows the one that stands."""

    def mark(self, marks: Sequence[Mark]) -> None: ...

    def rename(
        self,
        record: RecordId,
        speaker: SpeakerId,
        name: str,
        author: Author,
        at: Moment,
        seen: int | None = None,
    ) -> None:
        """Under which name a speaker is shown in the whole record from now on; revisions keep what they said.

        Raises ``archive.conflict`` when the version of the record is not ``seen``.
        """

    def record(self, record: RecordId, reader: Reader) -> Record: ...

    def records(
        self, reader: Reader, facets: Facets = NO_FACETS, cursor: str | None = None, limit: int = 50
    ) -> Page[Record]:
        """The newest first."""

    def entries(
        self,
        record: RecordId,
        reader: Reader,
        cursor: str | None = None,
        limit: int = 500,
        as_of: Moment | None = None,
    ) -> Page[Entry]:
        """The text as it stands, or as it stood, in the order in which it was said; nothing that was withdrawn."""

    def history(
        self, record: RecordId, session: SessionId, segment: SegmentId, reader: Reader
    ) -> tuple[Entry, ...]:
        """Every revision, the first one first."""

    def marks(self, record: RecordId, reader: Reader) -> tuple[Mark, ...]: ...

    def add_chapter(self, record: RecordId, start: Moment, title: str) -> Chapter: ...

    def change_chapter(self, record: RecordId, chapter: Chapter) -> None: ...

    def remove_chapter(self, record: RecordId, chapter: ChapterId) -> None: ...

    def chapters(self, record: RecordId, reader: Reader) -> tuple[Chapter, ...]: ...

    def add_note(self, record: RecordId, about: Moment, author: Author, at: Moment, text: str) -> Note: ...

    def remove_note(self, record: RecordId, note: NoteId) -> None: ...

    def notes(self, record: RecordId, reader: Reader) -> tuple[Note, ...]: ...

    def redact(self, redaction: Redaction) -> None:
        """Hides what was said in it, until it is lifted. Again changes nothing."""

    def lift(self, record: RecordId, redaction: RedactionId) -> None: ...

    def redactions(self, record: RecordId, reader: Reader) -> tuple[Redaction, ...]:
        """By their start."""

    def redacted(self) -> tuple[RecordId, ...]:
        """Those of which something is hidden that can be lifted."""

    def publish(
        self, record: RecordId, copy: RecordId, space: SpaceId, title: str, at: Moment, audio: bool
    ) -> None:
        """Makes the record ``copy``: the text as it stands and may be read, holes, chapters, redactions.

        Nothing hidden goes into it, nor earlier wordings, notes, remarks, or what it is a copy of.
        """

    def search(
        self,
        query: Query,
        reader: Reader,
        facets: Facets = NO_FACETS,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[Hit]:
        """Lines, by level, then what was added last. Without terms and phrases: nothing."""

    def delete(self, record: RecordId, reason: str) -> Deletion:
        """Text with all its revisions, index, marks, chapters, notes. ``wipe`` it afterwards."""

    def wipe(self) -> None:
        """Nothing of what was deleted is in the files any more; takes time in proportion to what is kept."""

    def reindex(self, going: Callable[[], bool] = ...) -> int:
        """Makes the index anew if an older program made it otherwise; how many segments that were.

        Anybody may read and write meanwhile. Not ``going`` any more: the next time begins again.
        """
