"""From cues that were read to events that can be corrected and written again. Pure; knows no format.

| Event | Made from |
|---|---|
| ``Final`` | a cue: a segment and a line of its own, so that it is written again with the same times |
| ``OffRecord`` | a note such as « [hors compte rendu de 00:01:02 à 00:03:10] » |

A cue has no times for words: they share its time by their length.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final as Constant

from captions.events import CaptionEvent, Final, OffRecord, Origin, Speaker
from captions.formats.clock import read_stamp
from captions.formats.on_record import TYPED
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.layout import plain
from captions.words import Word

_NOTE: Constant = re.compile(
    r"\[hors compte rendu (?:de \d+:\d\d:\d\d à (\d+:\d\d:\d\d)|depuis \d+:\d\d:\d\d)\]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCue:
    """What somebody says in a file; ``speaker`` is empty when nobody is named."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


def events_of(cues: Iterable[ReadCue]) -> list[CaptionEvent]:
    """The events of ``cues``, in the order of their times; cues without text say nothing."""
    shown = sorted((cue for cue in cues if plain(cue.text)), key=lambda cue: (cue.start_ms, cue.end_ms))
    making = _Making()
    for place, cue in enumerate(shown):
        hole = _NOTE.fullmatch(plain(cue.text)) if not cue.speaker else None
        if hole is None:
            making.add(cue)
        else:
            making.add_hole(cue.start_ms, _end_of(hole, cue.start_ms, shown[place + 1 :]))
    return making.events


class _Making:
    def __init__(self) -> None:
        self.events: list[CaptionEvent] = []
        self._speakers: dict[str, Speaker] = {}

    def add(self, cue: ReadCue) -> None:
        name = plain(cue.speaker)
        origin = Origin.TYPED if name.endswith(TYPED.strip()) else Origin.SPEECH
        if origin is Origin.TYPED:
            name = name.removesuffix(TYPED.strip()).rstrip(" ")
        speaker = self._speakers.setdefault(
            name, Speaker(id=SpeakerId(f"s{len(self._speakers) + 1}"), name=name)
        )
        number = len(self.events) + 1
        self.events.append(
            Final(
                seq=number,
                track=TrackId(speaker.id),
                speaker=speaker,
                segment=SegmentId(number),
                line=LineId(number),
                revision=1,
                start_ms=Milliseconds(cue.start_ms),
                end_ms=Milliseconds(max(cue.end_ms, cue.start_ms)),
                words=tuple(_words(cue)),
                origin=origin,
            )
        )

    def add_hole(self, start_ms: int, end_ms: int | None) -> None:
        for at_ms, on in ((start_ms, True), (end_ms, False)):
            if at_ms is not None:
                seq = len(self.events) + 1
                self.events.append(OffRecord(seq=seq, at_ms=Milliseconds(at_ms), on=on))


def _words(cue: ReadCue) -> Iterator[Word]:
    texts = [text for text in plain(cue.text).split(" ") if text]
    total, told = sum(len(text) + 1 for text in texts), 0
    length = max(0, cue.end_ms - cue.start_ms)
    for text in texts:
        start = cue.start_ms + length * told // total
        told += len(text) + 1
        end = cue.start_ms + length * told // total
        yield Word(text=text, start_ms=Milliseconds(start), end_ms=Milliseconds(end), probability=1.0)


def _end_of(hole: re.Match[str], start_ms: int, after: Sequence[ReadCue]) -> int | None:
    """Whatever the note says, nothing that the file says later is in the hole: it would be lost."""
    said = read_stamp(hole[1]) if hole[1] else None
    later = [cue.start_ms for cue in after[:1]]
    ends = [max(end, start_ms) for end in (said, *later) if end is not None]
    return min(ends, default=None)
