"""Lines as live captions leave them: segments of a few words, which become final one after the other."""

import random
from collections.abc import Sequence
from dataclasses import replace

from captions.archive.records import Entry, RecordId
from captions.ids import LineId, SegmentId
from tests.fakes.archives import entry


def cut(whole: Entry, sizes: Sequence[int], first: int) -> list[Entry]:
    """``whole`` in segments of so many words, numbered from ``first`` on; the last one has the rest."""
    parts: list[Entry] = []
    begin = 0
    for place, size in enumerate(sizes):
        end = begin + size if place < len(sizes) - 1 else len(whole.words)
        words = whole.words[begin:end]
        if words:
            parts.append(
                replace(
                    whole,
                    segment=SegmentId(first + len(parts)),
                    start_ms=words[0].start_ms,
                    end_ms=words[-1].end_ms,
                    words=words,
                )
            )
        begin = end
    return parts


def cut_live(whole: Entry, first: int, chance: random.Random) -> list[Entry]:
    """Two to five words each."""
    sizes: list[int] = []
    while sum(sizes) < len(whole.words):
        sizes.append(chance.randint(2, 5))
    return cut(whole, sizes, first)


def line(record: RecordId, number: int, *texts: str, first: int = 1, speaker: str = "Émile") -> list[Entry]:
    """A segment for each text, all of one line."""
    whole = entry(record, number, " ".join(texts), speaker=speaker)
    parts = cut(whole, [len(text.split()) for text in texts], first)
    return [replace(part, line=LineId(number)) for part in parts]
