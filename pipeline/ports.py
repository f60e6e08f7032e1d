"""What a session needs from whoever wires it. Implemented in ``hardware`` and in the tests' fakes."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from captions.events import CaptionEvent
from captions.words import Hypothesis
from models.audio import Pcm, SpeechWindow

Publish = Callable[[CaptionEvent], None]
"""Takes each event once, in order, on the event loop; must not block."""


class Voice(Protocol):
    """The voice activity of one track, off the event loop."""

    async def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        """See ``models.ports.VoiceStream``; calls of one track are made one after the other."""
        ...


class Inference(Protocol):
    """Speech models that do not block the event loop."""

    def voice(self) -> Voice:
        """Voice activity for a new track."""
        ...

    async def recognise(self, window: SpeechWindow) -> Hypothesis:
        """See ``models.ports.Recogniser``. A pure function of ``window``: a failed call may be sent again."""
        ...
