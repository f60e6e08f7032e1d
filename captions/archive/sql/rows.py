"""From rows to records and back, and the conditions that say what a reader may see."""

import base64
import binascii
import json
from typing import Final

from captions.archive.ports import Reader
from captions.archive.records import (
    Chapter,
    ChapterId,
    Entry,
    Mark,
    MarkKind,
    Moment,
    Note,
    NoteId,
    Record,
    RecordId,
    RecordSession,
    RecordStatus,
    RecordType,
    SpaceId,
)
from captions.archive.redaction import Reason, Redaction, RedactionId
from captions.archive.sql.database import Row, Value
from captions.archive.sql.refusals import clean, refusal
from captions.events import Author, AuthorKind, Origin, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SessionId, SpeakerId, TrackId
from captions.words import Word

RECORD: Final = (
    "records.id, spaces.id, records.room, records.title, records.type, records.started, records.ended, "
    "records.status, records.language, records.audio, records.legal_hold, records.version, records.published, "
    "records.number"
)
ENTRY: Final = (
    "sessions.session, revisions.segment, revisions.revision, revisions.line, revisions.track, revisions.speaker, "
    "{name}, revisions.start_ms, revisions.end_ms, revisions.words, revisions.origin, revisions.author_kind, "
    "revisions.author, revisions.author_name, revisions.at"
)
_LONGEST_CURSOR: Final = 2_000


def readable(reader: Reader, now: int) -> tuple[str, tuple[Value, ...]]:
    """A query for the numbers of the spaces that ``reader`` may read."""
    if reader.everything:
        return "SELECT number FROM spaces", ()
    return (
        "SELECT space FROM members WHERE account = ? AND (expires IS NULL OR expires > ?) "
        "UNION SELECT space FROM invitations WHERE id = ? AND expires > ? AND revoked IS NULL",
        # Nobody has this number, nobody this name: NULL would say nothing about its type.
        (
            -1 if reader.account is None else reader.account,
            now,
            "" if reader.invitation is None else reader.invitation,
            now,
        ),
    )


def record(row: Row, sessions: tuple[RecordSession, ...]) -> Record:
    id_, space, room, title, type_, started, ended, status, language, audio, hold, *rest = row
    version, published, _ = rest
    return Record(
        id=RecordId(id_),
        space=SpaceId(space),
        room=room,
        title=title,
        type=RecordType(type_),
        started=Moment(started),
        ended=None if ended is None else Moment(ended),
        status=RecordStatus(status),
        language=language,
        audio=bool(audio),
        legal_hold=bool(hold),
        version=version,
        sessions=sessions,
        published=None if published is None else Moment(published),
    )


def entry(record_id: RecordId, row: Row) -> Entry:
    session, segment, revision, line, track, speaker, name, start, end, words, origin, *author, at = row
    return Entry(
        record=record_id,
        session=SessionId(session),
        segment=SegmentId(segment),
        revision=revision,
        line=LineId(line),
        track=TrackId(track),
        speaker=Speaker(id=SpeakerId(speaker), name=name),
        start_ms=Milliseconds(start),
        end_ms=Milliseconds(end),
        words=_words(words),
        author=_author(*author),
        at=Moment(at),
        origin=Origin(origin),
    )


def entry_values(entry: Entry) -> tuple[Value, ...]:
    """In the order of the table, but for the session."""
    return (
        entry.segment,
        entry.revision,
        entry.line,
        entry.track,
        entry.speaker.id,
        entry.speaker.name,
        entry.start_ms,
        entry.end_ms,
        _written(entry.words),
        entry.origin.value,
        *author_values(entry.author),
        entry.at,
    )


def author_values(author: Author) -> tuple[str, str, str]:
    return author.kind.value, author.id, author.name


def mark(record_id: RecordId, row: Row) -> Mark:
    kind, track, starts, ends, cause, speaker = row
    return Mark(
        record=record_id,
        kind=MarkKind(kind),
        track=TrackId(track),
        start=Moment(starts),
        end=None if ends is None else Moment(ends),
        cause=cause,
        speaker=SpeakerId(speaker),
    )


def chapter(row: Row) -> Chapter:
    id_, starts, title = row
    return Chapter(id=ChapterId(id_), start=Moment(starts), title=title)


def note(row: Row) -> Note:
    id_, about, text, *author, at = row
    return Note(id=NoteId(id_), about=Moment(about), text=text, author=_author(*author), at=Moment(at))


def redaction(record_id: RecordId, row: Row) -> Redaction:
    id_, starts, ends, reason, remark, *author, at = row
    return Redaction(
        id=RedactionId(id_),
        record=record_id,
        start=Moment(starts),
        end=Moment(ends),
        reason=Reason(reason),
        remark=remark,
        author=_author(*author),
        at=Moment(at),
    )


def cursor(*places: str | int) -> str:
    """Where a page ends, for the one that follows; nothing in it is a secret, or of use to others."""
    written = json.dumps(places, separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def places(cursor: str, *types: type) -> list[str | int]:
    """What ``cursor`` was made from. Raises ``archive.cursor``."""
    try:
        if len(cursor) > _LONGEST_CURSOR:
            raise ValueError
        found = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise refusal("archive.cursor") from None
    if not isinstance(found, list) or [type(place) for place in found] != list(types):
        raise refusal("archive.cursor")
    return found


def _written(words: tuple[Word, ...]) -> str:
    """Short, as there are many: text, start, end, probability and, where it differs, what was said."""
    return json.dumps(
        [
            [clean(word.text), word.start_ms, word.end_ms, round(word.probability, 3)]
            + ([clean(word.spoken)] if word.spoken else [])
            for word in words
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _words(written: str) -> tuple[Word, ...]:
    return tuple(
        Word(
            text=text,
            start_ms=Milliseconds(start),
            end_ms=Milliseconds(end),
            probability=probability,
            spoken=spoken[0] if spoken else "",
        )
        for text, start, end, probability, *spoken in json.loads(written)
    )


def _author(kind: str, id_: str, name: str) -> Author:
    return Author(kind=AuthorKind(kind), id=SpeakerId(id_), name=name)
