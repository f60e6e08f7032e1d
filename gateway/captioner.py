"""What a room needs from captions; ``pipeline.session.CaptionSession`` is it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from captions.events import CaptionEvent, Cause, Speaker, Status
from captions.ids import SessionId, TrackId
from models.audio import AudioFrame, AudioGap, Samples


class CaptionTrack(Protocol):
    """An open track, for whoever has its sound."""

    @property
    def ended(self) -> bool:
        """Nothing more comes of it: it was closed, or it failed and marked what it had as a gap."""
        ...

    def push(self, item: AudioFrame | AudioGap) -> None:
        """Never waits and never fails; what cannot be kept becomes a ``Gap``."""
        ...

    async def close(self) -> None:
        """Returns when the last word is final or marked as a gap."""
        ...


class Captioner(Protocol):
    """One session. Entering starts it, leaving finishes every open track."""

    def now(self) -> Samples: ...

    def open_track(self, track: TrackId, speaker: Speaker) -> CaptionTrack: ...

    def state(self, status: Status, cause: Cause | None = None) -> None: ...


SessionFactory = Callable[
    [SessionId, Callable[[CaptionEvent], None]],
    AbstractAsyncContextManager[Captioner, Any],
]
"""Makes the session of a room; its events go to the second argument, in the event loop, ``seq`` rising."""
