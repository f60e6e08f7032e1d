"""What a session needs from whoever wires it. Implemented in ``hardware`` and in the tests' fakes."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from captions.events import CaptionEvent, Cause
from captions.words import Hypothesis
from models.audio import Pcm, SpeechWindow
from models.speakers import Heard, Relabelled, VoiceLabel
from pipeline.several import Impression

Publish = Callable[[CaptionEvent], None]
"""Takes each event once, in order, on the event loop; must not block."""


class Voice(Protocol):
    """The voice activity of one track, off the event loop."""

    async def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        """See ``models.ports.VoiceStream``; calls of one track are made one after the other."""
        ...


class Inference(Protocol):
    """Speech models that do not block the event loop."""

    @property
    def working(self) -> bool:
        """False while a device that failed is being restored; calls may wait for that or fail."""
        ...

    def voice(self) -> Voice:
        """Voice activity for a new track."""
        ...

    async def recognise(self, ask: Callable[[], SpeechWindow], *, final: bool = False) -> Hypothesis:
        """See ``models.ports.Recogniser``. ``ask`` is called once, on the event loop, when it is this call's turn.

        ``final`` calls come first. A pure function of the window: a failed call may be sent again.
        """
        ...


class TrackVoices(Protocol):
    """Who speaks on one track that several people share, off the event loop; see ``models.ports.SpeakerStream``.

    Calls are made one after the other. Raises ``VoixlaError``.
    """

    async def push(self, pcm: Pcm, *, speech: bool) -> Heard: ...

    async def finish(self) -> Heard: ...

    async def review(self) -> tuple[Relabelled, ...]: ...

    async def merge(self, was: VoiceLabel, into: VoiceLabel) -> None: ...

    async def forget(self) -> None: ...


class Diarisation(Protocol):
    """Tells voices apart without blocking the event loop."""

    def track(self, *, most: int | None = None) -> TrackVoices:
        """For a new shared track. ``most``: so many people at most, if that is known."""
        ...


class Impressions(Protocol):
    """Hears what a clip of one voice sounds like, when nothing else has to be heard; does not block the event loop."""

    async def impression(self, clip: Pcm) -> Impression | None:
        """None when that cannot be had, or not now. Raises ``VoixlaError``."""
        ...


class Observer(Protocol):
    """Counts what live sessions do, without knowing who says what. Called on the event loop; must not block."""

    def word_shown(self, delay_ms: int) -> None:
        """A word was shown for the first time, so long after it was said."""
        ...

    def word_final(self, delay_ms: int) -> None:
        """A word became final, so long after it was said."""
        ...

    def gap(self, cause: Cause, length_ms: int) -> None:
        """So much sound has no caption and gets none."""
        ...

    def shed(self, updates: int) -> None:
        """So many decodes were skipped because later ones make them superfluous."""
        ...


class Unobserved:
    """An ``Observer`` that looks away."""

    def word_shown(self, delay_ms: int) -> None: ...

    def word_final(self, delay_ms: int) -> None: ...

    def gap(self, cause: Cause, length_ms: int) -> None: ...

    def shed(self, updates: int) -> None: ...
