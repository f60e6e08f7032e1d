"""The sound of everybody who speaks, summed into one stream of 20 ms frames. Pure: no I/O, no clock.

Theory of operation. Each source has a short queue. It begins to sound ``_LEAD`` after its first sound came, so that
a late packet leaves no hole, and is as long behind at most as ``_BOUND``: the oldest is dropped then. A queue that has
run empty begins afresh. Whoever takes frames sets the pace; sources that stand still are silence. What several say
at once may be too loud together: the gain falls at once and comes back within a second.
"""

from collections import deque

import numpy as np

from captions.ids import SpeakerId
from models.audio import Pcm, to_samples

FRAME = to_samples(20)
_LEAD = to_samples(100)
_BOUND = to_samples(300)
_LOUDEST = 0.9
_RECOVERY = 0.02
"""How much the gain rises with each frame."""


class Mix:
    """``hear`` what sources say, ``take`` a frame every 20 ms."""

    def __init__(self) -> None:
        self._sources: dict[SpeakerId, _Queue] = {}
        self._gain = 1.0

    def hear(self, source: SpeakerId, pcm: Pcm) -> None:
        """``pcm`` (n,) follows what the same source said before."""
        self._sources.setdefault(source, _Queue()).put(pcm)

    def forget(self, source: SpeakerId) -> None:
        """Nothing more comes from ``source``; may be called for anybody."""
        self._sources.pop(source, None)

    def take(self) -> Pcm:
        """The next (FRAME,) samples, within ±1."""
        total = np.zeros(FRAME, dtype=np.float32)
        for queue in self._sources.values():
            queue.add_to(total)
        peak = float(np.max(np.abs(total)))
        wanted = min(1.0, _LOUDEST / peak) if peak > 0.0 else 1.0
        former, self._gain = self._gain, min(wanted, self._gain + _RECOVERY)
        if former != 1.0 or self._gain != 1.0:
            total *= np.linspace(former, self._gain, FRAME, dtype=np.float32)
        return np.clip(total, -1.0, 1.0)


class _Queue:
    """Sound of one source that is still to be taken."""

    def __init__(self) -> None:
        self._parts: deque[Pcm] = deque()
        self._length = 0

    def put(self, pcm: Pcm) -> None:
        if not self._parts:
            self._append(np.zeros(_LEAD, dtype=np.float32))
        self._append(pcm)
        if self._length > _BOUND:
            self._drop(self._length - _BOUND)

    def add_to(self, total: Pcm) -> None:
        at = 0
        while self._parts and at < len(total):
            part = self._parts.popleft()
            used = min(len(part), len(total) - at)
            total[at : at + used] += part[:used]
            if used < len(part):
                self._parts.appendleft(part[used:])
            at += used
        self._length -= at

    def _append(self, pcm: Pcm) -> None:
        self._parts.append(pcm)
        self._length += len(pcm)

    def _drop(self, count: int) -> None:
        self._length -= count
        while count:
            part = self._parts.popleft()
            if len(part) > count:
                self._parts.appendleft(part[count:])
            count -= min(count, len(part))
