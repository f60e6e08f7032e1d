"""Long meetings: what can be written piece by piece is, and holds no more of ten hours than of one."""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC

import pytest

from captions.archive.records import Entry
from captions.cues import cues
from captions.formats import srt, webvtt
from gateway.archive.exports import document, events, lines
from gateway.archive.exports.transcript import blocks, head
from tests.fakes.archives import entry
from tests.fakes.exported import RECORD_ID, record

HOUR = 90
"""Entries; what they weigh counts, not how long they last."""
WRITERS: dict[str, Callable[[Iterator[Entry]], Iterator[str]]] = {
    "txt": lambda said: lines.write(head(record(), UTC), blocks(record(hours=10), said)),
    "vtt": lambda said: webvtt.write(cues(events.told(record(hours=10), said)), language="fr"),
    "srt": lambda said: srt.write(cues(events.told(record(hours=10), said))),
    "json": lambda said: document.write(record(hours=10), said),
}


def speech(hours: int) -> Iterator[Entry]:
    for number in range(hours * HOUR):
        yield entry(RECORD_ID, number, "Point suivant de l'ordre du jour.", speaker=f"Voix {number % 3}")


def peak(kind: str, hours: int) -> int:
    tracemalloc.start()
    try:
        assert sum(len(piece) for piece in WRITERS[kind](speech(hours))) > hours * HOUR * 30
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", WRITERS)
def test_ten_hours_need_no_more_memory_than_one(kind: str) -> None:
    peak(kind, 1)  # what is loaded once
    assert peak(kind, 10) < 2 * peak(kind, 1) + 1_000_000
