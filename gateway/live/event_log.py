"""The log of a session's caption events, also in the form in which they travel. Pure: no I/O, no clock.

Finals, gaps and states stay; of the interims of a segment only the newest does, and none once the segment is final.

| Bound | Overflow |
|---|---|
| ``HISTORY`` lasting events | the oldest is forgotten; who comes later starts after it |
| ``OPEN_SEGMENTS`` interims | the oldest is forgotten; its words come again as a final |
"""

from bisect import bisect_right
from dataclasses import dataclass

from captions import wire
from captions.events import CaptionEvent, Final, Interim
from captions.ids import SegmentId
from gateway.live import protocol

HISTORY = 50_000
OPEN_SEGMENTS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event, and as it travels."""

    seq: int
    message: str
    event: CaptionEvent


class EventLog:
    """Append in the order of ``seq``; read from any ``seq`` on."""

    def __init__(self, history: int = HISTORY) -> None:
        self._history = history
        self._lasting: list[Entry] = []
        self._open: dict[SegmentId, Entry] = {}
        self._last = 0

    @property
    def last(self) -> int:
        """The highest ``seq`` so far; 0 when there is none."""
        return self._last

    def append(self, event: CaptionEvent) -> None:
        """Raises ``ValueError`` when ``seq`` does not rise."""
        if event.seq <= self._last:
            raise ValueError("seq must rise")
        self._last = event.seq
        entry = Entry(seq=event.seq, message=protocol.event(wire.to_json(event)), event=event)
        if isinstance(event, Interim):
            self._open.pop(event.segment, None)
            self._open[event.segment] = entry
            if len(self._open) > OPEN_SEGMENTS:
                del self._open[next(iter(self._open))]
            return
        if isinstance(event, Final):
            self._open.pop(event.segment, None)
        self._lasting.append(entry)
        if len(self._lasting) > self._history:
            del self._lasting[: len(self._lasting) - self._history]

    def since(self, seq: int, limit: int = 100) -> list[Entry]:
        """The next ``limit`` events after ``seq``, in order."""
        begin = bisect_right(self._lasting, seq, key=_seq)
        interims = [entry for entry in self._open.values() if entry.seq > seq]
        return sorted(self._lasting[begin : begin + limit] + interims, key=_seq)[:limit]

    def lasting(self) -> tuple[CaptionEvent, ...]:
        """Everything but interims, in order."""
        return tuple(entry.event for entry in self._lasting)

    def count_since(self, seq: int) -> int:
        """How many lasting events lie after ``seq``."""
        return len(self._lasting) - bisect_right(self._lasting, seq, key=_seq)


def _seq(entry: Entry) -> int:
    return entry.seq
