"""What people do to a session after words are final."""

from captions.events import Amended, Author, AuthorKind, Final, OffRecord, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word
from tests.unit.captions.saying import final

AUTHOR = Author(kind=AuthorKind.PERSON, id=SpeakerId("c"), name="Correctrice Nadia")


def amended(
    event: Final, text: str, *, name: str | None = None, revision: int = 1, at_ms: int = 99_000
) -> Amended:
    """``event`` as it stands from now on; without ``text`` it is withdrawn."""
    words = final(text, event.start_ms).words if text else ()
    speaker = event.speaker if name is None else Speaker(id=SpeakerId(name), name=name)
    return Amended(
        seq=final("x", 0).seq,
        at_ms=Milliseconds(at_ms),
        author=AUTHOR,
        track=event.track,
        speaker=speaker,
        segment=event.segment,
        line=event.line,
        revision=revision,
        start_ms=event.start_ms,
        end_ms=event.end_ms,
        words=words,
    )


def inserted(text: str, start_ms: int, *, name: str, line: int) -> Amended:
    """Something that was missed."""
    seq = final("x", 0).seq
    return Amended(
        seq=seq,
        at_ms=Milliseconds(99_000),
        author=AUTHOR,
        track=TrackId("inserted"),
        speaker=Speaker(id=SpeakerId(name), name=name),
        segment=SegmentId(seq),
        line=LineId(line),
        revision=1,
        start_ms=Milliseconds(start_ms),
        end_ms=Milliseconds(start_ms),
        words=tuple(
            Word(text=t, start_ms=Milliseconds(start_ms), end_ms=Milliseconds(start_ms), probability=1.0)
            for t in text.split(" ")
        ),
    )


def off_record(at_ms: int, *, on: bool) -> OffRecord:
    return OffRecord(seq=final("x", 0).seq, at_ms=Milliseconds(at_ms), on=on)
