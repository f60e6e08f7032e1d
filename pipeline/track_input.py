"""The handle of an open track, for the edge that has its sound."""

import asyncio
from collections.abc import Callable

from captions.ids import Milliseconds
from models.audio import AudioFrame, AudioGap
from pipeline.microphone import SharedMicrophone
from pipeline.track_tasks import TrackTasks


class TrackInput:
    """Sound goes in here; what is made of it goes to the session."""

    def __init__(
        self,
        tasks: TrackTasks,
        ended: "asyncio.Task[None]",
        shared: Callable[[int | None], SharedMicrophone],
    ) -> None:
        self._tasks = tasks
        self._ended = ended
        self._shared = shared
        self._microphone: SharedMicrophone | None = None

    @property
    def is_shared(self) -> bool:
        return self._microphone is not None

    def share(self, shared: bool, *, most: int | None = None) -> None:
        """Several people speak from now on, ``most`` if that is known; or one again. Raises ``VoixlaError`` where
        voices cannot be told apart.
        """
        if shared != self.is_shared:
            self._microphone = self._shared(most) if shared else None
            self._tasks.share(self._microphone)

    def push(self, item: AudioFrame | AudioGap) -> None:
        """Add live sound. Never waits; on overflow the oldest sound becomes a ``Gap``."""
        self._tasks.intake.put(item)

    async def feed(self, item: AudioFrame | AudioGap) -> None:
        """Add sound that can wait; returns when there is room for it."""
        await self._tasks.intake.feed(item)

    def end(self) -> None:
        """No more sound; what was heard is still captioned."""
        self._tasks.intake.end()

    async def close(self) -> None:
        """End the track and wait until its last word is final or marked as a gap."""
        self.end()
        await asyncio.wait([self._ended])

    @property
    def ended(self) -> bool:
        """Nothing more comes of this track: it was closed, or it failed and what it had was marked as a gap."""
        return self._ended.done()

    @property
    def speaking(self) -> bool:
        """Whether the voice detector hears speech now."""
        return self._tasks.speaking

    @property
    def backlog_ms(self) -> Milliseconds:
        return self._tasks.backlog_ms
