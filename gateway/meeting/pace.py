"""Whether people speak too fast, or two at once, for those who read: a hint that names nobody. Pure: no I/O, no clock.

It goes by the times of the words that were recognised, so it is as late as the captions are.
"""

from dataclasses import dataclass, field
from typing import Literal

from captions.events import CaptionEvent, Final, Interim, Origin
from captions.ids import SegmentId, SpeakerId

FAST_WORDS_A_MINUTE = 190
CALM_WORDS_A_MINUTE = 170
MEASURED_MS = 10_000
OVERLAP_MS = 2_000
OVERLAP_WITHIN_MS = 8_000
STEADY_MS = 5_000
"""A hint stays at least so long."""
_SILENT_MS = 6_000
"""Whoever said nothing for so long does not speak any more: captions are later than that only under load."""
_PAUSE_MS = 600
"""A shorter one between two words is part of speaking."""

Hint = Literal["fast", "overlap"]
_Span = tuple[int, int]


@dataclass(slots=True)
class _Speech:
    """The last seconds of somebody: the words of each segment as they are now."""

    words: dict[SegmentId, tuple[_Span, ...]] = field(default_factory=dict)

    @property
    def until(self) -> int:
        return max((span[1] for spans in self.words.values() for span in spans), default=0)

    def forget_before(self, at_ms: int) -> None:
        self.words = {
            segment: spans for segment, spans in self.words.items() if any(end > at_ms for _, end in spans)
        }

    def rate(self) -> float:
        """Words a minute in the last seconds in which they spoke."""
        since = self.until - MEASURED_MS
        count = sum(end > since for spans in self.words.values() for _, end in spans)
        return count * 60_000 / MEASURED_MS

    def stretches(self, since: int) -> list[_Span]:
        """From when to when they spoke."""
        joined: list[_Span] = []
        for start, end in sorted(span for spans in self.words.values() for span in spans):
            if joined and start - joined[-1][1] <= _PAUSE_MS:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return [(max(start, since), end) for start, end in joined if end > since]


class Pace:
    """Told every event; asked for the ``hint`` about every second."""

    def __init__(self) -> None:
        self._speeches: dict[SpeakerId, _Speech] = {}
        self._hint: Hint | None = None
        self._since_ms: int | None = None

    def tell(self, event: CaptionEvent) -> None:
        if isinstance(event, Interim | Final) and event.origin is Origin.SPEECH:
            speech = self._speeches.setdefault(event.speaker.id, _Speech())
            for other in self._speeches.values():
                if other is not speech:
                    # At a shared microphone it is known only afterwards whose a word is.
                    other.words.pop(event.segment, None)
            speech.words[event.segment] = tuple((word.start_ms, word.end_ms) for word in event.words)

    def hint(self, now_ms: int) -> Hint | None:
        """Changes at most once in ``STEADY_MS``."""
        self._forget(now_ms)
        wanted = self._wanted(now_ms)
        settled = self._since_ms is None or now_ms - self._since_ms >= STEADY_MS
        if wanted != self._hint and settled:
            self._hint, self._since_ms = wanted, now_ms
        return self._hint

    def _wanted(self, now_ms: int) -> Hint | None:
        if self._overlap(now_ms) > OVERLAP_MS:
            return "overlap"
        fastest = max((speech.rate() for speech in self._speeches.values()), default=0.0)
        least = CALM_WORDS_A_MINUTE if self._hint == "fast" else FAST_WORDS_A_MINUTE
        return "fast" if fastest > least else None

    def _overlap(self, now_ms: int) -> int:
        """For how long two or more have spoken at once lately."""
        since = max((speech.until for speech in self._speeches.values()), default=0) - OVERLAP_WITHIN_MS
        edges = sorted(
            edge
            for speech in self._speeches.values()
            for start, end in speech.stretches(since)
            for edge in ((start, 1), (end, -1))
        )
        total = talking = 0
        before = 0
        for at, step in edges:
            total += at - before if talking > 1 else 0
            talking, before = talking + step, at
        return total

    def _forget(self, now_ms: int) -> None:
        for speaker, speech in list(self._speeches.items()):
            speech.forget_before(now_ms - MEASURED_MS - _SILENT_MS)
            if speech.until < now_ms - _SILENT_MS:
                del self._speeches[speaker]
