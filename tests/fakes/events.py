"""Caption events of which only the numbers matter."""

from captions.events import Cause, Final, Gap, Interim, Speaker, State, Status
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word

TRACK = TrackId("t")
SPEAKER = Speaker(id=SpeakerId("p"), name="Anne")


def _words(seq: int) -> tuple[Word, ...]:
    return (Word(text=f"mot{seq}", start_ms=Milliseconds(0), end_ms=Milliseconds(10), probability=0.5),)


def interim(seq: int, segment: int) -> Interim:
    return Interim(
        seq=seq,
        track=TRACK,
        speaker=SPEAKER,
        segment=SegmentId(segment),
        line=LineId(1),
        revision=seq,
        start_ms=Milliseconds(0),
        end_ms=Milliseconds(10),
        words=_words(seq),
    )


def final(seq: int, segment: int) -> Final:
    return Final(
        seq=seq,
        track=TRACK,
        speaker=SPEAKER,
        segment=SegmentId(segment),
        line=LineId(1),
        revision=seq,
        start_ms=Milliseconds(0),
        end_ms=Milliseconds(10),
        words=_words(seq),
    )


def gap(seq: int) -> Gap:
    return Gap(
        seq=seq,
        track=TRACK,
        speaker=SPEAKER,
        start_ms=Milliseconds(0),
        end_ms=Milliseconds(10),
        cause=Cause.NETWORK,
    )


def state(seq: int) -> State:
    return State(seq=seq, at_ms=Milliseconds(0), status=Status.LIVE)
