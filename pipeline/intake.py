"""The way in for one track's sound: a bounded buffer between an edge that must not wait and the captioner.

Overflow rule: the oldest sound is dropped and becomes one ``AudioGap``; the newest is always kept.
"""

import asyncio
from collections import deque

from captions.ids import TrackId
from models.audio import AudioFrame, AudioGap, Loss, Samples, to_samples

_BOUND = to_samples(10_000)


class Intake:
    """Single consumer. ``put`` for live edges, ``feed`` for sources that can wait."""

    def __init__(self, track: TrackId, bound: Samples = _BOUND) -> None:
        self._track = track
        self._bound = bound
        self._items: deque[AudioFrame | AudioGap] = deque()
        self._held = 0
        self._ended = False
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    def put(self, item: AudioFrame | AudioGap) -> None:
        """Add sound without waiting. After ``end`` it is ignored."""
        if self._ended:
            return
        self._items.append(item)
        self._held += len(item.pcm) if isinstance(item, AudioFrame) else 0
        while self._held > self._bound and self._drop_oldest():
            pass
        if self._held >= self._bound:
            self._room.clear()
        self._changed.set()

    async def feed(self, item: AudioFrame | AudioGap) -> None:
        """Add sound; waits while the buffer is full, so that nothing is dropped."""
        size = len(item.pcm) if isinstance(item, AudioFrame) else 0
        while self._held and self._held + size > self._bound and not self._ended:
            self._room.clear()
            await self._room.wait()
        self.put(item)

    def end(self) -> None:
        """No more sound will come."""
        self._ended = True
        self._changed.set()
        self._room.set()

    def discard(self) -> list[AudioFrame | AudioGap]:
        """End, and drop what nobody will take any more; returns it."""
        self.end()
        return [self._pop() for _ in range(len(self._items))]

    async def take(self) -> AudioFrame | AudioGap | None:
        """The oldest item, waiting for one; None once ended and empty."""
        while not self._items:
            if self._ended:
                return None
            self._changed.clear()
            await self._changed.wait()
        item = self._pop()
        self._room.set()
        return item

    def _drop_oldest(self) -> bool:
        """Put a gap in the place of the oldest sound; False when nothing but the newest is left."""
        count = 1 if isinstance(self._items[0], AudioFrame) else 2
        if len(self._items) <= count:
            return False
        dropped = [self._pop() for _ in range(count)]
        self._items.appendleft(
            AudioGap(track=self._track, start=dropped[0].start, end=dropped[-1].end, loss=Loss.OVERFLOW)
        )
        return True

    def _pop(self) -> AudioFrame | AudioGap:
        item = self._items.popleft()
        self._held -= len(item.pcm) if isinstance(item, AudioFrame) else 0
        return item
