"""Programs that listen to one meeting without a page (WHEP): they all get the same mix, encoded once.

Sound is mixed and encoded only while somebody listens. Does not ask who may listen, nor know what HTTP is.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from captions.ids import SpeakerId
from gateway.live.refusals import refusal
from gateway.media.embedded.viewer import Viewer
from gateway.media.mix import FRAME, Mix
from gateway.media.opus import OPUS_RATE
from gateway.media.opus_encoder import OpusEncoder
from gateway.media.overhearing import Overheard
from gateway.media.tap import TapSink
from gateway.tasks import Tasks
from models.audio import SAMPLE_RATE, Pcm

LIMIT = 12
_FRAME_SECONDS = FRAME / SAMPLE_RATE
_FRAME_TICKS = FRAME * OPUS_RATE // SAMPLE_RATE
_WORST_DELAY = 0.2
"""When the event loop stood still for longer, the frames of that time are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    viewer: Viewer
    gone: Callable[[], None]


class Audience:
    """``overheard`` is where sound comes in, ``join`` where it goes out."""

    def __init__(self, *, tasks: Tasks, limit: int = LIMIT) -> None:
        self._tasks = tasks
        self._limit = limit
        self._viewers: dict[str, _Place] = {}
        self._mix = Mix()
        self._ticks = 0
        self._playing = False
        self._closed = False

    def __len__(self) -> int:
        return len(self._viewers)

    def overheard(self, source: SpeakerId, sink: TapSink) -> TapSink:
        """A sink that passes everything on to ``sink`` and lets this audience hear it too."""
        return Overheard(sink, lambda start, pcm: self._hear(source, pcm), lambda: self._mix.forget(source))

    async def join(self, offer: str, gone: Callable[[], None] = lambda: None) -> tuple[str, str]:
        """(key, answer) for one who listens; ``gone`` is called once when they do no more, for whatever reason.

        Raises ``VoixlaError``; then nobody has joined, and ``gone`` is not called.
        """
        if self._closed:
            raise refusal("room.closed")
        if len(self._viewers) >= self._limit:
            raise refusal("room.listeners_full")
        key = secrets.token_urlsafe(16)
        viewer = Viewer(ended=lambda ended: self.dismiss(key))
        self._viewers[key] = place = _Place(viewer=viewer, gone=gone)
        try:
            answer = await viewer.negotiate(offer)
        except BaseException:  # whatever it is, cancelled too: their place is free again
            self._viewers.pop(key, None)
            raise
        if self._viewers.get(key) is not place:
            await viewer.close()
            raise refusal("room.closed")
        if not self._playing:
            self._playing = True
            self._tasks.start("audience-play", self._play())
        return key, answer

    async def leave(self, key: str) -> bool:
        """False when nobody has that key."""
        viewer = self._take_off(key)
        if viewer is None:
            return False
        await viewer.close()
        return True

    def dismiss(self, key: str) -> None:
        """They hear nothing from now on; their connection is closed in a moment."""
        viewer = self._take_off(key)
        if viewer is not None:
            self._tasks.start("viewer-close", viewer.close())

    async def close(self) -> None:
        """Nobody hears anything any more. May be called again."""
        self._closed = True
        for key in list(self._viewers):
            await self.leave(key)

    def _hear(self, source: SpeakerId, pcm: Pcm) -> None:
        if self._playing:
            self._mix.hear(source, pcm)

    def _take_off(self, key: str) -> Viewer | None:
        place = self._viewers.pop(key, None)
        if place is None:
            return None
        place.gone()
        return place.viewer

    async def _play(self) -> None:
        loop = asyncio.get_running_loop()
        encoder, due = OpusEncoder(), loop.time()
        try:
            while self._viewers:
                for payload in encoder.encode(self._mix.take()):
                    for place in self._viewers.values():
                        place.viewer.send(self._ticks, payload)
                    self._ticks += _FRAME_TICKS
                due = max(due + _FRAME_SECONDS, loop.time() - _WORST_DELAY)
                await asyncio.sleep(due - loop.time())
        finally:
            self._playing = False
            self._mix = Mix()
