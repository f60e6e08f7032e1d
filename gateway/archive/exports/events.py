"""A record as caption events in its own time, for the writers of caption files. Pure.

Sessions number their segments afresh, so segments, lines and ``seq`` are numbered anew. Marks become notes and gaps.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final as Constant

from captions.archive.records import Entry, Mark, MarkKind, Record
from captions.events import CaptionEvent, Final, Gap, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word
from gateway.archive.exports.transcript import gap, missing_there, said_at, speaker_of

_NOTE: Constant = "note"
_NOTE_MS: Constant = 4000


def told(record: Record, entries: Iterable[Entry], marks: Sequence[Mark] = ()) -> Iterator[CaptionEvent]:
    """Finals and gaps in the order in which they were said, one by one."""
    waiting = sorted(marks, key=lambda mark: mark.start, reverse=True)
    lines: dict[tuple[str, int], LineId] = {}
    seq = 0
    for entry in entries:
        at_ms = said_at(record, entry)
        while waiting and waiting[-1].start - record.started <= at_ms:
            seq += 1
            yield _of_mark(record, waiting.pop(), seq)
        seq += 1
        line = lines.setdefault((entry.session, entry.line), LineId(seq))
        yield _of_entry(entry, at_ms, seq, line)
    for mark in reversed(waiting):
        seq += 1
        yield _of_mark(record, mark, seq)


def _of_entry(entry: Entry, at_ms: int, seq: int, line: LineId) -> Final:
    shift = at_ms - entry.start_ms
    words = tuple(
        replace(
            word,
            start_ms=Milliseconds(max(0, word.start_ms + shift)),
            end_ms=Milliseconds(max(0, word.end_ms + shift)),
        )
        for word in entry.words
    )
    return Final(
        seq=seq,
        track=entry.track,
        speaker=Speaker(id=entry.speaker.id, name=speaker_of(entry)),
        segment=SegmentId(seq),
        line=line,
        revision=entry.revision,
        start_ms=Milliseconds(at_ms),
        end_ms=Milliseconds(max(at_ms, entry.end_ms + shift)),
        words=words,
        origin=entry.origin,
    )


def _of_mark(record: Record, mark: Mark, seq: int) -> Final | Gap:
    if mark.kind is MarkKind.GAP:
        return gap(record, mark, seq)
    start = max(0, mark.start - record.started)
    begin, end = Milliseconds(start), Milliseconds(start + _NOTE_MS)
    texts = missing_there(record, mark).split(" ")
    return Final(
        seq=seq,
        track=TrackId(_NOTE),
        speaker=Speaker(id=SpeakerId(_NOTE), name=""),
        segment=SegmentId(seq),
        line=LineId(-seq),
        revision=0,
        start_ms=begin,
        end_ms=end,
        words=tuple(Word(text=text, start_ms=begin, end_ms=end, probability=1.0) for text in texts),
    )
