"""What of a session may be written down, and how a file tells of the rest. Pure.

``on_record`` gives what was said as it stands; ``told`` makes of it the finals and gaps that cues and phrases are
grouped from: typed words under a name that says so, holes as a dated note; ``history`` keeps who amended what.

What is off the record (``captions.off_record``) and the words of what somebody withdrew are in none of the three.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final as Constant

from captions.events import Amended, CaptionEvent, Final, Gap, Named, OffRecord, Origin, Speaker
from captions.formats.clock import short
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.off_record import Hole, holes, trimmed, within
from captions.transcript import standing
from captions.words import Word

TYPED: Constant = " (écrit)"
"""After the name of somebody who typed."""
_NOTE_TRACK: Constant = "hors-compte-rendu"
_NOTE_MS: Constant = 4000
_SHORTEST_NOTE_MS: Constant = 1500


def on_record(events: Iterable[CaptionEvent]) -> list[CaptionEvent]:
    """Finals as they stand, gaps, and one ``OffRecord`` at each end of a hole, in the order in which they were said."""
    kept: list[CaptionEvent] = []
    off = False
    for event in standing(events):
        if isinstance(event, OffRecord):
            if event.on == off:
                continue
            off = event.on
        kept.append(event)
    return kept


def told(events: Iterable[CaptionEvent]) -> list[CaptionEvent]:
    """What ``on_record`` gives, as finals and gaps only."""
    kept = on_record(events)
    spans = iter(holes(kept))
    shown: list[CaptionEvent] = []
    for event in kept:
        if isinstance(event, OffRecord):
            if event.on:
                shown.append(_note(event.seq, next(spans)))
        elif isinstance(event, Final) and event.origin is Origin.TYPED:
            speaker = replace(event.speaker, name=f"{event.speaker.name}{TYPED}".strip())
            shown.append(replace(event, speaker=speaker))
        else:
            shown.append(event)
    return shown


def history(events: Iterable[CaptionEvent]) -> list[CaptionEvent]:
    """What lasts, in the order of ``seq``: what was said and typed, what people made of it, gaps, holes, names."""
    events = sorted(events, key=lambda event: event.seq)
    inside = holes(events)
    newest = _newest(events)
    kept: list[CaptionEvent] = []
    for event in events:
        if isinstance(event, OffRecord | Named):
            kept.append(event)
        elif isinstance(event, Gap):
            kept += [] if within(event.start_ms, inside) else [event]
        elif isinstance(event, Final | Amended):
            stands = newest[event.segment]
            withdrawn = not stands.words and event is not stands
            left = None if withdrawn or within(stands.start_ms, inside) else trimmed(event, inside)
            kept += [] if left is None else [left]
    return kept


def note(hole: Hole) -> str:
    """« [hors compte rendu de 00:01:02 à 00:03:10] »."""
    start, end = hole
    if end is None:
        return f"[hors compte rendu depuis {short(start)}]"
    return f"[hors compte rendu de {short(start)} à {short(end)}]"


def _newest(events: Iterable[CaptionEvent]) -> dict[SegmentId, Final | Amended]:
    """Of each segment, the event that says what it says now."""
    newest: dict[SegmentId, Final | Amended] = {}
    for event in events:
        if isinstance(event, Final):
            newest[event.segment] = event
        elif isinstance(event, Amended):
            before = newest.get(event.segment)
            if not isinstance(before, Amended) or event.revision > before.revision:
                newest[event.segment] = event
    return newest


def _note(seq: int, hole: Hole) -> Final:
    """A note that is on screen for a moment where the hole begins, said by nobody."""
    start, end = hole
    until = start + _NOTE_MS if end is None else min(start + _NOTE_MS, max(end, start + _SHORTEST_NOTE_MS))
    begin, finish = Milliseconds(start), Milliseconds(until)
    words = tuple(
        Word(text=text, start_ms=begin, end_ms=finish, probability=1.0) for text in note(hole).split(" ")
    )
    return Final(
        seq=seq,
        track=TrackId(_NOTE_TRACK),
        speaker=Speaker(id=SpeakerId(_NOTE_TRACK), name=""),
        segment=SegmentId(seq),
        line=LineId(-1 - seq),
        revision=0,
        start_ms=begin,
        end_ms=finish,
        words=words,
    )
