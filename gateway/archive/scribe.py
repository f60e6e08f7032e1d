"""What of the caption events of a session belongs into its record, as entries and marks. Pure: no I/O, no clock.

A word is kept by the time at which it was said: not what was said before the transcript began, while it was stopped or
while the meeting was off the record, also within a segment that began before. Times are the session's, whose Unix start
is read once: what the machine's clock does later moves nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from captions.archive.records import Entry, Mark, MarkKind, Moment, RecordId
from captions.events import (
    Amended,
    Author,
    AuthorKind,
    CaptionEvent,
    Final,
    Gap,
    Interim,
    Named,
    OffRecord,
    Origin,
    Speaker,
)
from captions.ids import Milliseconds, SegmentId, SessionId, SpeakerId, TrackId
from captions.naming import Names
from captions.off_record import Hole, within

_OPEN_SEGMENTS = 256
_LONGEST_GAP_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """A speaker of the record is shown under ``name`` from now on."""

    record: RecordId
    speaker: SpeakerId
    name: str
    author: Author
    at: Moment


Item = Entry | Mark | Naming


class Scribe:
    """Of one record in one session."""

    def __init__(self, record: RecordId, session: SessionId, started: Moment, engine: Author) -> None:
        """``started``: when the session began; ``engine``: who wrote what nobody typed."""
        self.record = record
        self.session = session
        self._started = started
        self._engine = engine
        self._holes: list[Hole] = [(-1, None)]
        """Nothing is kept before ``begin``."""
        self._off: Moment | None = None
        self._typed: set[SegmentId] = set()
        self._kept: set[SegmentId] = set()
        self._guessed: dict[SegmentId, Milliseconds] = {}
        self._gaps: dict[TrackId, Mark] = {}
        self._names = Names()
        self._namer = engine
        self._shown: dict[SpeakerId, Speaker] = {}
        """Who spoke, by the name under which the record shows them."""

    def moment(self, at_ms: Milliseconds) -> Moment:
        return Moment(self._started + at_ms)

    def begin(
        self, at_ms: Milliseconds, *, off_record: bool, named: Iterable[Named] = ()
    ) -> tuple[Item, ...]:
        """What is said from now on is kept; if ``off_record``, from when that ends. ``named``: who has a name."""
        for event in named:
            self._names.apply(event)
            self._namer = event.author
        self._end_hole(at_ms)
        return self._switch(off_record, at_ms)

    def end(self, at_ms: Milliseconds) -> tuple[Item, ...]:
        """The transcript is stopped: what is being said now is not kept any more."""
        marks = self._switch(False, at_ms)
        self._begin_hole(at_ms)
        return marks

    def take(self, event: CaptionEvent, now_ms: Milliseconds) -> tuple[Item, ...]:
        """What ``event``, which happens now, adds."""
        match event:
            case Interim():
                self._guess(event)
            case Final() | Amended():
                return tuple(self._text(event, now_ms))
            case Gap():
                return tuple(self._gap(event))
            case Named():
                self._names.apply(event)
                self._namer = event.author
                return tuple(self._renamed(self._shown, self.moment(event.at_ms)))
            case OffRecord():
                return self._switch(event.on, event.at_ms)
        return ()

    def settled_ms(self, now_ms: Milliseconds) -> Milliseconds:
        """Until when all that was said has become final, and was taken."""
        return min((now_ms, *self._guessed.values()))

    def silent_from(self, at_ms: Milliseconds) -> bool:
        """Nothing that was said then is kept."""
        return within(at_ms, self._holes)

    @property
    def holes(self) -> tuple[Hole, ...]:
        """When nothing is kept."""
        return tuple(self._holes)

    def _guess(self, event: Interim) -> None:
        self._guessed.pop(event.segment, None)
        if event.words:
            self._guessed[event.segment] = event.start_ms
            if len(self._guessed) > _OPEN_SEGMENTS:
                del self._guessed[next(iter(self._guessed))]

    def _text(self, event: Final | Amended, now_ms: Milliseconds) -> Iterator[Entry | Naming]:
        self._guessed.pop(event.segment, None)
        known = event.segment in self._kept
        words = tuple(word for word in event.words if not within(word.start_ms, self._holes))
        if not words and not known:
            return
        self._kept.add(event.segment)
        if isinstance(event, Final) and event.origin is Origin.TYPED:
            self._typed.add(event.segment)
        start = words[0].start_ms if len(words) < len(event.words) and words else event.start_ms
        at = self.moment(event.at_ms if isinstance(event, Amended) else now_ms)
        yield Entry(
            record=self.record,
            session=self.session,
            segment=event.segment,
            revision=event.revision if isinstance(event, Amended) else 0,
            line=event.line,
            track=event.track,
            speaker=event.speaker,
            start_ms=start,
            end_ms=max(event.end_ms, start),
            words=words,
            author=self._author(event),
            at=at,
            origin=Origin.TYPED if event.segment in self._typed else Origin.SPEECH,
        )
        if event.speaker.id not in self._shown:
            self._shown[event.speaker.id] = event.speaker
            yield from self._renamed([event.speaker.id], at)

    def _renamed(self, speakers: Iterable[SpeakerId], at: Moment) -> Iterator[Naming]:
        """Those of ``speakers`` who are now shown under another name."""
        for speaker in list(speakers):
            before = self._shown[speaker]
            name = self._names.of(replace(before, id=speaker)).name
            if name != before.name:
                self._shown[speaker] = Speaker(id=speaker, name=name)
                yield Naming(record=self.record, speaker=speaker, name=name, author=self._namer, at=at)

    def _author(self, event: Final | Amended) -> Author:
        if isinstance(event, Amended):
            return event.author
        if event.origin is Origin.TYPED:
            return Author(kind=AuthorKind.PERSON, id=event.speaker.id, name=event.speaker.name)
        return self._engine

    def _gap(self, event: Gap) -> Iterator[Mark]:
        if within(event.start_ms, self._holes) and within(event.end_ms, self._holes):
            return
        before = self._gaps.get(event.track)
        start, end = self.moment(event.start_ms), self.moment(event.end_ms)
        mark = Mark(
            record=self.record,
            kind=MarkKind.GAP,
            start=start,
            end=end,
            cause=event.cause.value,
            track=event.track,
            speaker=event.speaker.id,
        )
        # A line that is down is told every second, each time from where it was told last.
        adjoins = before is not None and before.end == start and before.cause == mark.cause
        if before is not None and adjoins and end - before.start <= _LONGEST_GAP_MS:
            mark = replace(before, end=end)
        self._gaps[event.track] = mark
        yield mark

    def _switch(self, off: bool, at_ms: Milliseconds) -> tuple[Item, ...]:
        if off == (self._off is not None):
            return ()
        if off:
            start, end = self.moment(at_ms), None
            self._off = start
            self._begin_hole(at_ms)
        else:
            assert self._off is not None
            start, end = self._off, self.moment(at_ms)
            self._off = None
            self._end_hole(at_ms)
        return (Mark(record=self.record, kind=MarkKind.OFF_RECORD, start=start, end=end),)

    def _begin_hole(self, at_ms: Milliseconds) -> None:
        if self._holes and self._holes[-1][1] is None:
            return
        self._holes.append((at_ms, None))

    def _end_hole(self, at_ms: Milliseconds) -> None:
        if self._holes and self._holes[-1][1] is None:
            self._holes[-1] = (self._holes[-1][0], at_ms)
