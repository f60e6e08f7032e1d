"""Archives of either kind for tests, and what is put into them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from captions.archive.records import (
    Entry,
    Member,
    Moment,
    NewRecord,
    RecordId,
    RecordType,
    Space,
    SpaceId,
    SpaceRole,
    SpaceType,
)
from captions.archive.sql.archive import SqlArchive, open_archive
from captions.events import Author, AuthorKind, Origin, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SessionId, SpeakerId, TrackId
from captions.words import Word

KINDS = ("sqlite", "postgres")
NOW = 1_800_000_000_000
"""What the clock of these archives says."""
ENGINE = Author(kind=AuthorKind.ENGINE, id=SpeakerId("engine"), name="base int8")
PERSON = Author(kind=AuthorKind.PERSON, id=SpeakerId("7"), name="Zoé Archiviste")
SESSION = SessionId("session-1")
STARTED = Moment(1_790_000_000_000)


@contextmanager
def archive_at(folder: Path, address: str | None = None) -> Iterator[SqlArchive]:
    with open_archive(folder, address, clock=lambda: NOW) as opened:
        yield opened


def found_space(archive: SqlArchive, name: str, *accounts: int) -> SpaceId:
    """A space with these accounts as readers."""
    space = SpaceId(name)
    archive.found(Space(id=space, name=name, type=SpaceType.TEAM, created=STARTED))
    for account in accounts:
        archive.put_member(Member(space=space, account=account, role=SpaceRole.READER, since=STARTED))
    return space


def new_record(
    archive: SqlArchive,
    space: SpaceId,
    *texts: str,
    title: str = "Conseil d'école",
    started: int = STARTED,
    room: str = "salle",
) -> RecordId:
    """A record with a session and one segment for each text."""
    record = archive.open(
        NewRecord(space=space, room=room, title=title, type=RecordType.INTERNAL, started=Moment(started))
    )
    archive.resume(record, SESSION, Moment(started))
    archive.add([entry(record, number, text) for number, text in enumerate(texts, start=1)])
    return record


def entry(
    record: RecordId,
    segment: int,
    text: str,
    *,
    revision: int = 0,
    session: SessionId = SESSION,
    speaker: str = "Émile",
    author: Author = ENGINE,
    at: int = STARTED,
    spoken: str = "",
) -> Entry:
    """Ten seconds after the segment before it; ``spoken`` is of the first word."""
    start = segment * 10_000
    words = tuple(
        Word(
            text=word,
            start_ms=Milliseconds(start + place * 300),
            end_ms=Milliseconds(start + place * 300 + 250),
            probability=0.875,
            spoken="" if place else spoken,
        )
        for place, word in enumerate(text.split())
    )
    return Entry(
        record=record,
        session=session,
        segment=SegmentId(segment),
        revision=revision,
        line=LineId(segment),
        track=TrackId("track"),
        speaker=Speaker(id=SpeakerId(speaker.casefold()), name=speaker),
        start_ms=Milliseconds(start),
        end_ms=Milliseconds(start + 9_000),
        words=words,
        author=author,
        at=Moment(at),
        origin=Origin.SPEECH,
    )
