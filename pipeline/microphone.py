"""The asyncio of a microphone that several people share: its sound to the diariser, what is decided to its announcer.

Telling voices apart is the first thing to go when the machine cannot keep up: captions are worth more. Then sound is
passed over, nobody is found in it, and words come without waiting.

| Bound | Overflow |
|---|---|
| ``_LATE`` of sound that waits (live) | it is passed over, as if nobody spoke |
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable

import numpy as np

from captions.errors import VoixlaError
from models.audio import AudioFrame, AudioGap, Pcm, Samples, to_samples
from models.speakers import Heard, Relabelled, VoiceTurn
from pipeline.ports import TrackVoices
from pipeline.repairs import Repair
from pipeline.shared import SharedAnnouncer

logger = logging.getLogger(__name__)

_LATE = to_samples(3000)
_AT_ONCE = to_samples(2000)
_REVIEW = to_samples(20_000)
"""Of speech, until somebody looks again at who it was."""


class SharedMicrophone:
    """``put`` sound from its first frame on, ``end`` it, and ``run`` it beside the captions of the track."""

    def __init__(
        self,
        announcer: SharedAnnouncer,
        voices: TrackVoices,
        *,
        may: Callable[[], bool],
        told: Callable[[], None],
        repaired: Callable[[Repair], None],
        dropped: Callable[[bool], None],
        live: bool,
    ) -> None:
        """``may``: whether the machine has time for it. ``told``: there are events to drain. ``dropped`` is told when
        voices are not told apart any more, and when they are again.
        """
        self.announcer = announcer
        self._voices = voices
        self._may = may
        self._told = told
        self._repaired = repaired
        self._dropped = dropped
        self._live = live
        self._queue: deque[tuple[Pcm, bool]] = deque()
        self._held = 0
        self._origin: Samples | None = None
        self._end = Samples(0)
        self._dropping = False
        self._unseen = 0
        self._ended = False
        self._changed = asyncio.Event()
        self._room = asyncio.Event()

    def put(self, part: AudioFrame | AudioGap, *, speech: bool) -> None:
        """What comes next; never waits."""
        if self._ended:
            return
        if self._origin is None:
            self._origin = self._end = part.start
        missing = isinstance(part, AudioGap)
        # The last frame before a hole is filled up with silence, which reaches into the hole.
        begin, self._end = self._end, Samples(max(self._end, part.end))
        if isinstance(part, AudioGap):
            pcm = np.zeros(self._end - begin, dtype=np.float32)
        else:
            pcm = part.pcm[max(0, begin - part.start) :]
        late = self._live and self._held > _LATE
        allowed = not self._live or (self._may() and not late)
        if speech and not missing:
            self._drop(not allowed)
        self._queue.append((pcm, speech and not missing and allowed))
        self._held += len(pcm)
        self._changed.set()

    async def room(self) -> None:
        """Sound that can wait does not run far ahead."""
        while not self._live and self._held > 2 * _LATE:
            self._room.clear()
            await self._room.wait()

    def end(self) -> None:
        """No more sound; what was put is still decided."""
        self._ended = True
        self._changed.set()
        self._drop(False)

    async def run(self) -> None:
        """Until ``end``, and all that was put is decided."""
        try:
            while await self._look():
                pass
            self._hear(await self._voices.finish())
            if not self._live:
                # A recording is read afterwards: what its last minute tells of the first one is not too late.
                await self._look_again()
        except VoixlaError as error:
            logger.error("code=%s", error.code)
            self._drop(True)
        finally:
            # Whatever happened, no word waits for a decision that will not come, and nothing of a voice is kept.
            self._ended = True
            self._queue.clear()
            self._held = 0
            self._room.set()
            self.announcer.wait_no_more()
            self._told()
            await self._voices.forget()

    async def _look(self) -> bool:
        while not self._queue:
            if self._ended:
                return False
            self._changed.clear()
            await self._changed.wait()
        pcm, speech = self._next()
        self._hear(await self._voices.push(pcm, speech=speech))
        self._held -= len(pcm)
        self._room.set()
        self._unseen += len(pcm) if speech else 0
        if self._unseen >= _REVIEW and (not self._live or self._held < _LATE // 2):
            self._unseen = 0
            await self._look_again()
        return True

    async def _look_again(self) -> None:
        """At who spoke, with all that was heard since."""
        for change in await self._voices.review():
            self._relabel(change)
        self._told()

    def _next(self) -> tuple[Pcm, bool]:
        """The oldest sound, as much as is of one kind."""
        parts, length = [], 0
        speech = self._queue[0][1]
        while self._queue and self._queue[0][1] == speech and length < _AT_ONCE:
            pcm, _ = self._queue.popleft()
            parts.append(pcm)
            length += len(pcm)
        return np.concatenate(parts), speech

    def _hear(self, heard: Heard) -> None:
        origin = self._origin or 0
        turns = tuple(
            VoiceTurn(
                label=turn.label,
                start=Samples(turn.start + origin),
                end=Samples(turn.end + origin),
                confidence=turn.confidence,
            )
            for turn in heard.turns
        )
        self.announcer.hear(Heard(until=Samples(heard.until + origin), turns=turns))
        self._told()

    def _relabel(self, change: Relabelled) -> None:
        origin = self._origin or 0
        moved = Relabelled(
            was=change.was,
            now=change.now,
            start=Samples(change.start + origin),
            end=Samples(change.end + origin),
        )
        for repair in self.announcer.relabel(moved):
            self._repaired(repair)

    def _drop(self, dropping: bool) -> None:
        if dropping != self._dropping:
            self._dropping = dropping
            self._dropped(dropping)
