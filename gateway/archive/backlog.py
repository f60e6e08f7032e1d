"""What waits to be written into the archive. Pure: no I/O, no clock.

| Bound | Overflow |
|---|---|
| ``MOST`` entries and marks | the oldest entry is given up, and its time becomes part of ``lost`` |
"""

from collections import deque
from collections.abc import Iterable

from captions.archive.records import Entry, Mark, MarkKind, Moment, RecordId
from gateway.archive.scribe import Item, Naming

MOST = 5_000
"""Three hours of talk."""
BATCH = 500


class Backlog:
    """Of one record in one session, which began at ``started``."""

    def __init__(self, record: RecordId, started: Moment, most: int = MOST) -> None:
        self._record = record
        self._started = started
        self._most = most
        self._waiting: deque[Item] = deque()
        self._lost: tuple[Moment, Moment] | None = None

    def __len__(self) -> int:
        return len(self._waiting) + (self._lost is not None)

    def put(self, items: Iterable[Item]) -> None:
        self._waiting.extend(items)
        while len(self._waiting) > self._most:
            self.give_up(self._waiting.popleft())

    def take(self) -> tuple[Item, ...]:
        """The oldest, which are the caller's from now on. A hole that was made meanwhile comes first."""
        batch: list[Item] = [] if self._lost is None else [self._mark(self._lost)]
        self._lost = None
        while self._waiting and len(batch) < BATCH:
            batch.append(self._waiting.popleft())
        return tuple(batch)

    def give_up(self, item: Item) -> None:
        """It cannot be kept; marks and names are lost silently, since what they are about is not there either."""
        if not isinstance(item, Entry):
            return
        start, end = Moment(self._started + item.start_ms), Moment(self._started + item.end_ms)
        if self._lost is not None:
            start, end = min(start, self._lost[0]), max(end, self._lost[1])
        self._lost = (start, end)

    def _mark(self, lost: tuple[Moment, Moment]) -> Mark:
        start, end = lost
        return Mark(record=self._record, kind=MarkKind.INTERRUPTION, start=start, end=end, cause="archive")


def parted(batch: Iterable[Item]) -> tuple[list[Entry], list[Mark], list[Naming]]:
    entries: list[Entry] = []
    marks: list[Mark] = []
    namings: list[Naming] = []
    for item in batch:
        match item:
            case Entry():
                entries.append(item)
            case Mark():
                marks.append(item)
            case Naming():
                namings.append(item)
    return entries, marks, namings
