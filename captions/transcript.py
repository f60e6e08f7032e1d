"""The text of a session as it stands: what was recognised or typed, and what people made of it. Pure.

``Transcript`` is told every event and answers for one segment or line; ``standing`` makes of a whole log the events
that a file or a late copy is to hold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from captions.events import Amended, CaptionEvent, Final, Gap, OffRecord, Origin, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, TrackId
from captions.naming import Names
from captions.off_record import Hole, holes, trimmed, within
from captions.words import Word

_Placed = tuple[tuple[int, int, int], CaptionEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A segment as it stands; without words it was withdrawn."""

    id: SegmentId
    line: LineId
    track: TrackId
    speaker: Speaker
    revision: int
    """Of the amendments: 0 as long as there is none."""
    start_ms: Milliseconds
    end_ms: Milliseconds
    words: tuple[Word, ...]
    origin: Origin
    inserted: bool
    """It was never final: somebody wrote what was missed."""
    seq: int
    """Of the event that made it."""


class Transcript:
    """Told the events of a session in their order; bounded by what the session says, so by its length."""

    def __init__(self) -> None:
        self._segments: dict[SegmentId, Segment] = {}
        self._lines: dict[LineId, dict[SegmentId, None]] = {}

    def apply(self, event: CaptionEvent) -> None:
        """What says nothing that stays is ignored, and so is an amendment that is not newer than what stands."""
        if isinstance(event, Final):
            self._put(_recognised(event))
        elif isinstance(event, Amended):
            before = self._segments.get(event.segment)
            if before is None or event.revision > before.revision:
                self._put(_amended(event, before))

    def segment(self, segment: SegmentId) -> Segment | None:
        return self._segments.get(segment)

    def line(self, line: LineId) -> tuple[Segment, ...]:
        """Its segments in the order of their times; withdrawn ones too."""
        found = [self._segments[segment] for segment in self._lines.get(line, ())]
        return tuple(sorted(found, key=lambda segment: (segment.start_ms, segment.id)))

    def __iter__(self) -> Iterator[Segment]:
        """In the order of their first coming."""
        return iter(self._segments.values())

    def _put(self, segment: Segment) -> None:
        before = self._segments.get(segment.id)
        if before is not None and before.line != segment.line:
            self._lines[before.line].pop(segment.id, None)
        self._segments[segment.id] = segment
        self._lines.setdefault(segment.line, {})[segment.id] = None


def standing(events: Iterable[CaptionEvent]) -> list[CaptionEvent]:
    """Finals as they stand, gaps and off-record marks, in the order in which they were said.

    Each under who its speaker is shown as in the end. Left out: guesses, states, what was withdrawn, and what was said
    off the record.
    """
    events = list(events)
    transcript, names = Transcript(), Names()
    for event in events:
        transcript.apply(event)
        names.apply(event)
    hidden = holes(events)
    placed: list[_Placed] = []
    reached = 0
    for event in events:
        if isinstance(event, Final | Gap):
            reached = max(reached, event.end_ms)
            placed.append(((reached, event.seq, 0), event))
        elif isinstance(event, OffRecord):
            placed.append(((reached, event.seq, 0), event))
    ends = [(event.end_ms, place) for place, event in placed if isinstance(event, Final)]
    for segment in transcript:
        if segment.inserted:
            before = max((place for end, place in ends if end <= segment.start_ms), default=(0, 0, 0))
            placed.append(((before[0], before[1], segment.seq), _final(segment)))
    in_order = (event for _, event in sorted(placed, key=lambda item: item[0]))
    stand = [shown for event in in_order if (shown := _shown(event, transcript, hidden)) is not None]
    return [
        replace(event, speaker=names.of(event.speaker)) if isinstance(event, Final | Gap) else event
        for event in stand
    ]


def _shown(event: CaptionEvent, transcript: Transcript, hidden: list[Hole]) -> CaptionEvent | None:
    """``event`` as it stands; None when it is to be seen no more."""
    if isinstance(event, Gap):
        return None if within(event.start_ms, hidden) else event
    if not isinstance(event, Final):
        return event
    segment = transcript.segment(event.segment)
    return None if segment is None or not segment.words else trimmed(_final(segment), hidden)


def _final(segment: Segment) -> Final:
    return Final(
        seq=segment.seq,
        track=segment.track,
        speaker=segment.speaker,
        segment=segment.id,
        line=segment.line,
        revision=segment.revision,
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        words=segment.words,
        origin=segment.origin,
    )


def _recognised(event: Final) -> Segment:
    return Segment(
        id=event.segment,
        line=event.line,
        track=event.track,
        speaker=event.speaker,
        revision=0,
        start_ms=event.start_ms,
        end_ms=event.end_ms,
        words=event.words,
        origin=event.origin,
        inserted=False,
        seq=event.seq,
    )


def _amended(event: Amended, before: Segment | None) -> Segment:
    return Segment(
        id=event.segment,
        line=event.line,
        track=event.track,
        speaker=event.speaker,
        revision=event.revision,
        start_ms=event.start_ms,
        end_ms=event.end_ms,
        words=event.words,
        origin=Origin.SPEECH if before is None else before.origin,
        inserted=before is None or before.inserted,
        seq=event.seq if before is None else before.seq,
    )
