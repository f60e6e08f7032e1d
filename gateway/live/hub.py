"""Brings caption events to every reader of a session: who has seen what, and who cannot keep up.

Theory of operation. The log *is* every reader's queue: a reader is a cursor, the ``seq`` it has been given last. So
a reader who is late skips what was overtaken, a reader who resumes gets exactly what is missing, and nobody's
slowness costs memory or holds up the others. No socket is known here.

| Bound | Overflow |
|---|---|
| ``LATEST_LAG`` events for a reader that had caught up | the reader is told to come back (``behind``) |
| ``OUTBOX`` other messages for a reader | the same; people and clock replace their former selves |
"""

import asyncio
from collections import deque

from captions.events import CaptionEvent
from gateway.live.event_log import EventLog

LATEST_LAG = 500
OUTBOX = 64


class Reader:
    """One connected reader. ``take`` gives what is to be sent next; ``wait`` returns when there is something."""

    def __init__(self, log: EventLog) -> None:
        """Until it ``follow``s it gets what is posted to it, and no event."""
        self._log = log
        self._cursor: int | None = None
        self._caught_up = False
        self._outbox: deque[str] = deque()
        self._latest: dict[str, str] = {}
        self._wake = asyncio.Event()
        self._overflow = False

    @property
    def cursor(self) -> int:
        """The last ``seq`` that it was given, or had."""
        return self._cursor or 0

    def follow(self, after: int) -> None:
        """Events from now on. ``after``: the last ``seq`` it has seen; 0 for a newcomer, who gets the history."""
        self._cursor = after
        self._wake.set()

    @property
    def behind(self) -> bool:
        """It cannot keep up: it is to be disconnected, and resumes by ``seq``."""
        return self._overflow or (self._caught_up and self._log.count_since(self.cursor) > LATEST_LAG)

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
        if self._cursor is None:
            return None
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

    def outside(self) -> Reader:
        """A reader who gets only what is posted to it, until it joins."""
        return Reader(self.log)

    def join(self, after: int, reader: Reader | None = None) -> Reader:
        """``reader``, or a new one, gets everything from now on; ``after`` as for ``Reader.follow``."""
        reader = reader or self.outside()
        reader.follow(after)
        self._readers.add(reader)
        return reader

    def leave(self, reader: Reader) -> None:
        self._readers.discard(reader)
