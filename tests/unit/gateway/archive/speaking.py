"""Caption events as a meeting publishes them, by the times at which their words were said."""

from captions.archive.records import Entry, Mark, Moment, RecordId
from captions.events import (
    Amended,
    Author,
    AuthorKind,
    Cause,
    Final,
    Gap,
    Interim,
    Named,
    OffRecord,
    Origin,
    Speaker,
)
from captions.ids import LineId, Milliseconds, SegmentId, SessionId, SpeakerId, TrackId
from captions.words import Word
from gateway.archive.scribe import Item, Scribe

RECORD = RecordId("record")
SESSION = SessionId("s1")
STARTED = Moment(1_790_000_000_000)
ENGINE = Author(kind=AuthorKind.ENGINE, id=SpeakerId("engine"), name="base")
ANNE = Speaker(id=SpeakerId("anne"), name="Anne")


def scribe() -> Scribe:
    return Scribe(RECORD, SESSION, STARTED, ENGINE)


def words(text: str, start: int) -> tuple[Word, ...]:
    """Half a second each."""
    return tuple(
        Word(
            text=word,
            start_ms=Milliseconds(start + place * 500),
            end_ms=Milliseconds(start + place * 500 + 400),
            probability=0.9,
        )
        for place, word in enumerate(text.split())
    )


def final(segment: int, text: str, start: int, *, origin: Origin = Origin.SPEECH) -> Final:
    said = words(text, start)
    return Final(
        seq=segment,
        track=TrackId("t"),
        speaker=ANNE,
        segment=SegmentId(segment),
        line=LineId(segment),
        revision=1,
        start_ms=Milliseconds(start),
        end_ms=said[-1].end_ms,
        words=said,
        origin=origin,
    )


def interim(segment: int, text: str, start: int) -> Interim:
    said = words(text, start)
    return Interim(
        seq=segment,
        track=TrackId("t"),
        speaker=ANNE,
        segment=SegmentId(segment),
        line=LineId(segment),
        revision=1,
        start_ms=Milliseconds(start),
        end_ms=Milliseconds(start + 500 * len(said)),
        words=said,
    )


def amended(segment: int, text: str, start: int, *, revision: int = 1, at: int = 9_000) -> Amended:
    said = words(text, start)
    return Amended(
        seq=1_000 + segment,
        at_ms=Milliseconds(at),
        author=Author(kind=AuthorKind.PERSON, id=SpeakerId("zoe"), name="Zoé"),
        track=TrackId("t"),
        speaker=ANNE,
        segment=SegmentId(segment),
        line=LineId(segment),
        revision=revision,
        start_ms=Milliseconds(start),
        end_ms=Milliseconds(start + 500 * len(said)),
        words=said,
    )


def gap(start: int, end: int, cause: Cause = Cause.NETWORK) -> Gap:
    return Gap(
        seq=1,
        track=TrackId("t"),
        speaker=ANNE,
        start_ms=Milliseconds(start),
        end_ms=Milliseconds(end),
        cause=cause,
    )


def off(on: bool, at: int) -> OffRecord:
    return OffRecord(seq=1, at_ms=Milliseconds(at), on=on)


def named(speaker: Speaker, shown: Speaker, at: int = 0) -> Named:
    return Named(
        seq=1,
        at_ms=Milliseconds(at),
        author=Author(kind=AuthorKind.PERSON, id=SpeakerId("zoe"), name="Zoé"),
        speaker=speaker.id,
        shown=shown,
    )


def texts(items: tuple[Item, ...]) -> list[str]:
    return [item.text for item in items if isinstance(item, Entry)]


def marks(items: tuple[Item, ...]) -> list[tuple[str, int, int | None]]:
    """(kind, start, end), as session times."""
    return [
        (item.kind.value, item.start - STARTED, None if item.end is None else item.end - STARTED)
        for item in items
        if isinstance(item, Mark)
    ]
