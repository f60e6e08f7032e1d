"""From caption events to lines of plain text that are never taken back. Pure: no I/O, no clock.

Append-only: what a person amended comes as a new line, what is still open is amended before it is written. Holes that
follow each other are one line, told at its end, or once before when it lasts. Guesses are never shown.

| Bound | Overflow |
|---|---|
| ``REMEMBERED`` segments that were written | a correction of an older one does not say what stood there |
"""

from dataclasses import dataclass, replace

from captions.events import (
    Amended,
    CaptionEvent,
    Cause,
    Final,
    Gap,
    Interim,
    Named,
    OffRecord,
    Origin,
    Speaker,
    State,
    Status,
)
from captions.ids import Milliseconds, SegmentId, SpeakerId, TrackId
from captions.layout import named, plain
from captions.naming import Names
from captions.off_record import Hole, trimmed, within
from captions.phrases import Phrase, PhraseGrouping, missing
from gateway.text import wording

REMEMBERED = 500
_SPANS = 100
_TOGETHER_MS = 1500
_HOLE_OVER_MS = 2500
_LONG_HOLE_MS = 5000
_WORSE_MS = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    speaker: str
    text: str


@dataclass(slots=True, kw_only=True)
class _Hole:
    gap: Gap
    told: bool = False


class Lines:
    """Push events in the order of publication and tell the time; lines come back when they are sure."""

    def __init__(self) -> None:
        self.discreet = False
        """What is said off the record is left out: for what is kept, and for those who were not there."""
        self._grouping = PhraseGrouping(eager=True)
        self._holes: dict[TrackId, _Hole] = {}
        self._written: dict[SegmentId, _Written] = {}
        self._names = Names()
        self._speakers: dict[SpeakerId, Speaker] = {}
        self._forgotten_ms = -1
        self._spans: list[Hole] = []
        self._state: State | None = None

    @property
    def state(self) -> str | None:
        """How captions are doing, where that is worth telling somebody who comes."""
        quiet = self._state is None or self._state.status in (Status.LIVE, Status.OFF)
        return None if quiet or self._state is None else wording.state(self._state)

    @property
    def off_record(self) -> bool:
        return bool(self._spans) and self._spans[-1][1] is None

    def push(self, event: CaptionEvent) -> list[str]:
        if isinstance(event, Named):
            return self._name(event)
        if isinstance(event, Interim | Final | Amended | Gap):
            self._speakers[event.speaker.id] = event.speaker
            event = replace(event, speaker=self._names.of(event.speaker))
        if self.discreet and isinstance(event, Final | Amended):
            # A line may go on over the switch.
            on_record = trimmed(event, self._spans)
            return [] if on_record is None else self._told(on_record)
        return self._told(event)

    def _told(self, event: CaptionEvent) -> list[str]:
        match event:
            case Gap():
                return self._miss(event)
            case Amended():
                return self._amend(event)
            case State():
                return self._change(event)
            case OffRecord():
                return self._switch(event)
            case Final(origin=Origin.TYPED):
                return self._type(event)
            case Final():
                over = self._end_hole(event.track)
                self._remember(event)
                return [*over, *self._phrases(self._grouping.push(event))]
            case _:
                return self._phrases(self._grouping.push(event))

    def tick(self, now_ms: int) -> list[str]:
        """What is finished, because nothing of it came for a while before ``now_ms``, where speech is."""
        lines = self._phrases(self._grouping.tick(now_ms))
        for track, hole in list(self._holes.items()):
            if now_ms > hole.gap.end_ms + _HOLE_OVER_MS:
                lines += self._end_hole(track)
        return lines

    def close(self) -> list[str]:
        """Everything that is left."""
        lines = self._phrases(self._grouping.close())
        for track in list(self._holes):
            lines += self._end_hole(track)
        return lines

    def repeated(self, segment: SegmentId) -> str:
        """What it reads when the speaker of ``segment`` is going to say it again."""
        known = self._written.get(segment)
        return wording.says_again(known.speaker, known.text) if known else wording.says_again("", "")

    # --- what was said ----------------------------------------------------------------------------------------------

    def _phrases(self, phrases: list[Phrase]) -> list[str]:
        return [
            named(self._marked(phrase.speaker, phrase.start_ms), phrase.text)
            for phrase in phrases
            if not self._left_out(phrase.start_ms)
        ]

    def _type(self, event: Final) -> list[str]:
        self._remember(event)
        text = plain(event.text)
        if not text:
            return []
        line = named(self._marked(wording.typed(event.speaker.name), event.start_ms), text)
        return [*self._phrases(self._grouping.end(event.track)), line]

    def _marked(self, name: str, at_ms: int) -> str:
        return wording.off_record(name) if within(at_ms, self._spans) else name

    def _left_out(self, at_ms: int) -> bool:
        return self.discreet and within(at_ms, self._spans)

    def _remember(self, event: Final | Amended) -> None:
        self._written.pop(event.segment, None)
        self._written[event.segment] = _Written(speaker=plain(event.speaker.name), text=plain(event.text))
        if len(self._written) > REMEMBERED:
            del self._written[next(iter(self._written))]
            self._forgotten_ms = max(self._forgotten_ms, event.start_ms)

    # --- what people made of it -------------------------------------------------------------------------------------

    def _amend(self, event: Amended) -> list[str]:
        before = self._written.get(event.segment)
        still_open = self._grouping.amend(event)
        self._remember(event)
        if still_open:
            return []
        return [*self._phrases(self._grouping.end(event.track)), *self._correction(event, before)]

    def _correction(self, event: Amended, before: _Written | None) -> list[str]:
        name, text = self._marked(event.speaker.name, event.start_ms), plain(event.text)
        if not text:
            gone = before is not None and not before.text
            return [] if gone else [wording.withdrawn(name, before.text if before else "")]
        if before is None:
            missed = event.start_ms > self._forgotten_ms
            return [wording.changed("Ajout" if missed else "Correction", name, text)]
        if before.speaker != plain(event.speaker.name):
            return [wording.someone_else(name, before.speaker, text)]
        return [wording.changed("Confirmé" if before.text == text else "Correction", name, text)]

    def _name(self, event: Named) -> list[str]:
        speaker = self._speakers.get(event.speaker)
        before = None if speaker is None else self._names.of(speaker)
        self._names.apply(event)
        now = None if speaker is None else self._names.of(speaker)
        if speaker is None or before is None or now is None or plain(before.name) == plain(now.name):
            return []
        if now == speaker:
            told = wording.is_not(speaker.name, before.name)
        elif before.id != speaker.id:
            told = wording.is_not(speaker.name, before.name, now.name)
        else:
            told = wording.is_called(before.name, now.name)
        # What is open was begun under the former name.
        return [*self._phrases(self._grouping.close()), told]

    # --- what was not said to everybody, or not heard ---------------------------------------------------------------

    def _switch(self, event: OffRecord) -> list[str]:
        if event.on == self.off_record:
            return []
        # What is open was said before, and must not share a line with what comes.
        open_lines = self._phrases(self._grouping.close())
        if event.on:
            self._spans = [*self._spans[-_SPANS:], (event.at_ms, None)]
            return [*open_lines, wording.OFF_RECORD_BEGINS]
        self._spans[-1] = (self._spans[-1][0], event.at_ms)
        return [*open_lines, wording.OFF_RECORD_ENDS]

    def _miss(self, gap: Gap) -> list[str]:
        lines = self._phrases(self._grouping.end(gap.track))
        hole = self._holes.get(gap.track)
        if hole is None or hole.gap.cause is not gap.cause or gap.start_ms > hole.gap.end_ms + _TOGETHER_MS:
            lines += self._end_hole(gap.track)
            hole = self._holes[gap.track] = _Hole(gap=gap)
        else:
            hole.gap = _joined(hole.gap, gap)
        if hole.gap.end_ms - hole.gap.start_ms > _LONG_HOLE_MS and not hole.told:
            hole.told = True
            lines.append(wording.still_missing(gap.speaker.name, gap.cause))
        return lines

    def _end_hole(self, track: TrackId) -> list[str]:
        hole = self._holes.pop(track, None)
        return self._phrases([missing(hole.gap)]) if hole is not None else []

    def _change(self, event: State) -> list[str]:
        before, self._state = self._state, event
        if before is None and event.status is Status.OFF:
            return []
        same = before is not None and (before.status, before.cause) == (event.status, event.cause)
        if same and before is not None and abs(event.lag_ms - before.lag_ms) < _WORSE_MS:
            self._state = before
            return []
        rest = self.close() if event.status is Status.CLOSED else []
        return [*rest, wording.state(event)]


def _joined(first: Gap, then: Gap) -> Gap:
    return Gap(
        seq=then.seq,
        track=then.track,
        speaker=then.speaker,
        start_ms=first.start_ms,
        end_ms=Milliseconds(max(first.end_ms, then.end_ms)),
        cause=Cause(then.cause),
    )
