"""Finals for tests, written as what is said and when."""

from itertools import count

from captions.events import Cause, Final, Gap, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word

_SEQ = count(1)


def final(
    text: str, start_ms: int, *, each_ms: int = 400, line: int = 1, name: str = "", track: str = "a"
) -> Final:
    """``text`` spoken from ``start_ms`` on at ``each_ms`` per word."""
    words = tuple(
        Word(
            text=word,
            start_ms=Milliseconds(start_ms + index * each_ms),
            end_ms=Milliseconds(start_ms + (index + 1) * each_ms),
            probability=0.9,
        )
        for index, word in enumerate(text.split(" "))
    )
    seq = next(_SEQ)
    return Final(
        seq=seq, track=TrackId(track), speaker=Speaker(id=SpeakerId(track), name=name), segment=SegmentId(seq),
        line=LineId(line), revision=1, start_ms=words[0].start_ms, end_ms=words[-1].end_ms, words=words,
    )  # fmt: skip


def gap(
    start_ms: int, end_ms: int, *, cause: Cause = Cause.OVERLOAD, name: str = "", track: str = "a"
) -> Gap:
    return Gap(
        seq=next(_SEQ), track=TrackId(track), speaker=Speaker(id=SpeakerId(track), name=name),
        start_ms=Milliseconds(start_ms), end_ms=Milliseconds(end_ms), cause=cause,
    )  # fmt: skip
