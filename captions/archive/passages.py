"""Passages: what somebody said in one line, which is what is looked for, however many segments it came in. Pure.

Live captions become final a few words at a time: a phrase has to be found although a segment ends within it.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from captions.archive.records import Entry
from captions.ids import LineId, SegmentId, SessionId, SpeakerId
from captions.words import Word

LONGEST: Final = 20_000
"""Characters. Only what programs write is longer, and then in several passages: databases do not index any length."""

LineKey = tuple[SessionId, LineId, SpeakerId]
"""Names a line within its record; somebody else in the same line is another one."""
SegmentKey = tuple[SessionId, SegmentId]
Passage = tuple[Entry, ...]
"""Segments of one line in the order in which they were said; the first one is its head."""


def line_of(entry: Entry) -> LineKey:
    return entry.session, entry.line, entry.speaker.id


def segment_of(entry: Entry) -> SegmentKey:
    return entry.session, entry.segment


def passages(entries: Iterable[Entry]) -> list[Passage]:
    """Of one line, of which ``entries`` are what stands, in any order."""
    found: list[list[Entry]] = []
    length = 0
    for entry in sorted(entries, key=_in_order):
        size = sum(len(word.text) + 1 for word in entry.words)
        if not found or length + size > LONGEST:
            found.append([])
            length = 0
        found[-1].append(entry)
        length += size
    return [tuple(passage) for passage in found]


def of_each_line(entries: Iterable[Entry]) -> list[Passage]:
    """Of any lines of one record; nothing of what was withdrawn."""
    standing = sorted((entry for entry in entries if entry.words), key=line_of)
    return [passage for _, line in groupby(standing, key=line_of) for passage in passages(line)]


def words_of(passage: Sequence[Entry]) -> tuple[Word, ...]:
    if len(passage) == 1:
        return passage[0].words
    return tuple(word for entry in passage for word in entry.words)


def _in_order(entry: Entry) -> tuple[int, int]:
    return entry.start_ms, entry.segment
