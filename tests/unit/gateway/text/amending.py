"""What people make of finals, for tests: amended words, typed lines, the record switched off."""

from dataclasses import replace

from captions.events import (
    Amended,
    Author,
    AuthorKind,
    Cause,
    Final,
    Interim,
    Named,
    OffRecord,
    Origin,
    Speaker,
    State,
    Status,
)
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId
from tests.unit.captions.saying import final

_CHLOE = Author(kind=AuthorKind.PERSON, id=SpeakerId("c"), name="Chloé")


def amended(
    said: Final, text: str, *, name: str | None = None, revision: int = 1, segment: int | None = None
) -> Amended:
    words = final(text, said.start_ms).words if text else ()
    return Amended(
        seq=said.seq + 1000, at_ms=said.end_ms, author=_CHLOE, track=said.track,
        speaker=said.speaker if name is None else Speaker(id=SpeakerId(name), name=name),
        segment=said.segment if segment is None else SegmentId(segment), line=said.line, revision=revision,
        start_ms=said.start_ms, end_ms=said.end_ms, words=words,
    )  # fmt: skip


def typed(text: str, start_ms: int, *, name: str = "", track: str = "typed") -> Final:
    return replace(final(text, start_ms, name=name, track=track), origin=Origin.TYPED)


def guess(text: str, start_ms: int, *, line: int, name: str = "", track: str = "a") -> Interim:
    said = final(text, start_ms, line=line, name=name, track=track)
    return Interim(
        seq=said.seq, track=said.track, speaker=said.speaker, segment=said.segment, line=LineId(line), revision=1,
        start_ms=said.start_ms, end_ms=said.end_ms, words=said.words,
    )  # fmt: skip


def off_record(at_ms: int, *, on: bool) -> OffRecord:
    return OffRecord(seq=final("x", 0).seq, at_ms=Milliseconds(at_ms), on=on)


def state(status: Status, *, lag_ms: int = 0, cause: Cause | None = None) -> State:
    seq, at_ms = final("x", 0).seq, Milliseconds(0)
    return State(seq=seq, at_ms=at_ms, status=status, cause=cause, lag_ms=Milliseconds(lag_ms))


def named(speaker: str, name: str, shown: str | None = None) -> Named:
    """``speaker`` is called ``name``; or turns out to be ``shown``, who is."""
    return Named(
        seq=final("x", 0).seq, at_ms=Milliseconds(0), author=_CHLOE, speaker=SpeakerId(speaker),
        shown=Speaker(id=SpeakerId(shown or speaker), name=name),
    )  # fmt: skip
