"""Turns decisions about one track into caption events. Pure; keeps what is shown, so nothing is said twice."""

from typing import Protocol

from captions.events import CaptionEvent, Cause, Final, Gap, Interim, Speaker
from captions.ids import LineId, Milliseconds, TrackId
from captions.typeset import typeset
from captions.words import Word
from models.audio import Samples, to_ms
from pipeline.lines import Lines, Numbering

_CONTEXT = 8
"""Words before a segment that tell whether it begins in the middle of a number."""


class Teller(Protocol):
    """Told what was recognised; gives events."""

    def speech_begins(self, start_ms: Milliseconds) -> None: ...

    def commit(self, words: list[Word], *, ended: bool = False) -> None: ...

    def show(self, words: list[Word], at: Milliseconds) -> None: ...

    def gap(self, start: Samples, end: Samples, cause: Cause) -> None: ...

    def drain(self) -> list[CaptionEvent]: ...


class Announcer:
    """Events carry ``seq`` 0: the session numbers them."""

    def __init__(self, track: TrackId, speaker: Speaker, numbering: Numbering) -> None:
        self.speaker = speaker
        self._track = track
        self._lines = Lines(numbering)
        self._events: list[CaptionEvent] = []
        self._shown: tuple[str, ...] = ()
        self._revision = 0
        self._line: LineId | None = None
        self._said: tuple[str, ...] = ()
        """The end of the line that was committed to last, as it was said."""

    def speech_begins(self, start_ms: Milliseconds) -> None:
        """Speech opens; the next words may begin a new line."""
        self._lines.speech_begins(start_ms)

    def commit(self, words: list[Word], *, ended: bool = False) -> None:
        """``words`` are final; what was shown before them is replaced by them, as it is written.

        ``ended``: speech closes with them, so a number at their end is whole.
        """
        said: tuple[str, ...] = ()
        for line, segment, part in self._lines.commit([word for word in words if word.text]):
            said = said or (self._said if line == self._line else ())
            written = typeset(part, before=said, goes_on=not ended)
            said = self._said = (*said, *(word.text for word in part))[-_CONTEXT:]
            self._line = line
            self._revision += 1
            self._events.append(
                Final(
                    seq=0,
                    track=self._track,
                    speaker=self.speaker,
                    segment=segment,
                    line=line,
                    revision=self._revision,
                    start_ms=part[0].start_ms,
                    end_ms=part[-1].end_ms,
                    words=written,
                )
            )
            self._revision = 0
            self._shown = ()

    def show(self, words: list[Word], at: Milliseconds) -> None:
        """``words``, from ``at`` on, replace what was shown after the last final."""
        words = [word for word in words if word.text]
        texts = tuple(word.text for word in words)
        if texts == self._shown:
            return
        line, segment = self._lines.current()
        self._revision += 1
        self._shown = texts
        self._events.append(
            Interim(
                seq=0,
                track=self._track,
                speaker=self.speaker,
                segment=segment,
                line=line,
                revision=self._revision,
                start_ms=words[0].start_ms if words else at,
                end_ms=words[-1].end_ms if words else at,
                words=tuple(words),
            )
        )

    def gap(self, start: Samples, end: Samples, cause: Cause) -> None:
        """Sound from ``start`` to ``end`` has no caption and gets none."""
        if end > start:
            self._events.append(
                Gap(
                    seq=0,
                    track=self._track,
                    speaker=self.speaker,
                    start_ms=to_ms(start),
                    end_ms=to_ms(end),
                    cause=cause,
                )
            )

    def drain(self) -> list[CaptionEvent]:
        """Events since the last call, in order."""
        events, self._events = self._events, []
        return events
