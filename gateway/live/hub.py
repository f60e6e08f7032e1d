"""The log of a session's caption events and its readers: who has seen what. Pure: no I/O, no clock.

Theory of operation. The log *is* every reader's queue: a reader is a cursor, the ``seq`` it has been given last.
Finals, gaps and states stay in the log; of the interims of a segment only the newest does, and none once the
segment is final. So a reader who is late skips what was overtaken, a reader who resumes gets exactly what is
missing, and nobody's slowness costs memory.

| Bound | Overflow |
|---|---|
| ``HISTORY`` lasting events in the log | the oldest is forgotten; who comes later starts after it |
| ``LATEST_LAG`` events for a reader that had caught up | the reader is told to come back (``behind``) |
| ``OUTBOX`` other messages for a reader | the same; people and clock replace their former selves |
"""

import asyncio
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass

from captions import wire
from captions.events import CaptionEvent, Final, Interim
from captions.ids import SegmentId
from gateway.live import protocol

HISTORY = 50_000
OPEN_SEGMENTS = 256
LATEST_LAG = 500
OUTBOX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event as it travels."""

    seq: int
    message: str


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
        entry = Entry(seq=event.seq, message=protocol.event(wire.to_json(event)))
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

    def count_since(self, seq: int) -> int:
        """How many lasting events lie after ``seq``."""
        return len(self._lasting) - bisect_right(self._lasting, seq, key=_seq)


class Reader:
    """One connected reader. ``take`` gives what is to be sent next; ``wait`` returns when there is something."""

    def __init__(self, log: EventLog, after: int) -> None:
        """``after``: the last ``seq`` it has seen; 0 for a newcomer, who gets the history."""
        self._log = log
        self._cursor = after
        self._caught_up = False
        self._outbox: deque[str] = deque()
        self._latest: dict[str, str] = {}
        self._wake = asyncio.Event()
        self._overflow = False

    @property
    def cursor(self) -> int:
        return self._cursor

    @property
    def behind(self) -> bool:
        """It cannot keep up: it is to be disconnected, and resumes by ``seq``."""
        return self._overflow or (self._caught_up and self._log.count_since(self._cursor) > LATEST_LAG)

    def post(self, message: str) -> None:
        """A message to this reader alone, in order."""
        if len(self._outbox) >= OUTBOX:
            self._overflow = True
        else:
            self._outbox.append(message)
        self._wake.set()

    def post_latest(self, kind: str, message: str) -> None:
        """A message that makes an unsent one of its ``kind`` superfluous."""
        self._latest[kind] = message
        self._wake.set()

    def wake(self) -> None:
        """The log has grown."""
        self._wake.set()

    async def wait(self) -> None:
        await self._wake.wait()
        self._wake.clear()

    def take(self) -> str | None:
        """The next message, or None for now. Messages to this reader alone go before events."""
        if self._outbox:
            return self._outbox.popleft()
        if self._latest:
            return self._latest.pop(next(iter(self._latest)))
        for entry in self._log.since(self._cursor, limit=1):
            self._cursor = entry.seq
            return entry.message
        self._caught_up = True
        return None


class Hub:
    """Publishes to every connected reader."""

    def __init__(self, log: EventLog | None = None) -> None:
        self.log = log or EventLog()
        self._readers: set[Reader] = set()

    def publish(self, event: CaptionEvent) -> None:
        """Never waits for a reader."""
        self.log.append(event)
        for reader in self._readers:
            reader.wake()

    def announce(self, kind: str, message: str) -> None:
        """To everybody; replaces an unsent message of the same ``kind``."""
        for reader in self._readers:
            reader.post_latest(kind, message)

    def join(self, after: int) -> Reader:
        reader = Reader(self.log, after)
        self._readers.add(reader)
        return reader

    def leave(self, reader: Reader) -> None:
        self._readers.discard(reader)


def _seq(entry: Entry) -> int:
    return entry.seq
