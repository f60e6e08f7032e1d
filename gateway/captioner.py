"""What benchmarks and rooms need from captions; ``pipeline.session.CaptionSession`` is all of it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from captions.events import Amended, CaptionEvent, Cause, Final, Interim, Named, OffRecord, Speaker, Status
from captions.glossary import Glossary
from captions.ids import LineId, SegmentId, SessionId, SpeakerId, TrackId
from models.audio import AudioFrame, AudioGap, Samples
from models.speakers import VoiceLabel
from pipeline.repairs import Repair


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


class LiveTrack(CaptionTrack, Protocol):
    """A track that several people may share."""

    def share(self, shared: bool, *, most: int | None = None) -> None:
        """Several people speak from now on, ``most`` if that is known; or one again. Raises ``voices.none``."""
        ...


class LiveCaptioner(Captioner, Protocol):
    """A session that people write in too, whose glossary changes while it runs, and that tells voices apart."""

    repaired: Callable[[Repair], None]
    """Told of lines that a later look gives to another voice."""
    several: Callable[[SpeakerId], None]
    """Told, once at most, of a microphone that is not shared and at which several people seem to speak."""

    @property
    def glossary(self) -> Glossary:
        """Names that the recogniser is told of; setting it acts on the next windows."""
        ...

    @glossary.setter
    def glossary(self, glossary: Glossary) -> None: ...

    def open_track(self, track: TrackId, speaker: Speaker) -> LiveTrack: ...

    def next_segment(self, line: LineId | None = None) -> tuple[LineId, SegmentId]:
        """Ids for words that people write: of a new line unless ``line`` is given."""
        ...

    def emit(self, event: Interim | Final | Amended | Named | OffRecord) -> None:
        """Publish what people wrote or changed; its ``seq`` is given by the session."""
        ...

    async def merge_voices(self, microphone: SpeakerId, was: VoiceLabel, into: VoiceLabel) -> None:
        """Two voices of a shared microphone are one person: the former does not come again."""
        ...

    async def forget_voices(self, microphone: SpeakerId) -> None:
        """What the voices of that microphone sound like is dropped."""
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
