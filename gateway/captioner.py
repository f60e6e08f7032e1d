"""What benchmarks and rooms need from captions; ``pipeline.session.CaptionSession`` is all of it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from captions.events import Amended, CaptionEvent, Cause, Final, Interim, OffRecord, Speaker, Status
from captions.glossary import Glossary
from captions.ids import LineId, SegmentId, SessionId, TrackId
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


class LiveCaptioner(Captioner, Protocol):
    """A session that people write in too, and whose glossary changes while it runs."""

    @property
    def glossary(self) -> Glossary:
        """Names that the recogniser is told of; setting it acts on the next windows."""
        ...

    @glossary.setter
    def glossary(self, glossary: Glossary) -> None: ...

    def next_segment(self, line: LineId | None = None) -> tuple[LineId, SegmentId]:
        """Ids for words that people write: of a new line unless ``line`` is given."""
        ...

    def emit(self, event: Interim | Final | Amended | OffRecord) -> None:
        """Publish what people wrote or changed; its ``seq`` is given by the session."""
        ...


CaptionerFactory = Callable[
    [SessionId, Callable[[CaptionEvent], None]],
    AbstractAsyncContextManager[Captioner, Any],
]
"""Makes a session; its events go to the second argument, in the event loop, ``seq`` rising."""
SessionFactory = Callable[
    [SessionId, Callable[[CaptionEvent], None]],
    AbstractAsyncContextManager[LiveCaptioner, Any],
]
"""Makes the session of a room; as ``CaptionerFactory``."""
