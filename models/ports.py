"""The ports of speech models. Engines implement them, one file each, and are the only importers of a vendor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from captions.words import EngineStamp, Hypothesis
from models.audio import Pcm, Samples, SpeechWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a recogniser declares about itself before it is used."""

    stamp: EngineStamp
    max_window: Samples
    """Longest window it accepts."""
    languages: tuple[str, ...]


class VoiceStream(Protocol):
    """Voice activity of one track; keeps state between calls."""

    def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        """Speech probability, 0 to 1, of each consecutive frame of 512 samples (32 ms) of ``pcm``.

        ``len(pcm)`` must be a multiple of 512, else ``ValueError``. ``pcm`` is not modified.
        """
        ...


class VoiceDetector(Protocol):
    """Makes one stream per track. Streams of one detector may be used from one thread at a time."""

    def stream(self) -> VoiceStream: ...


class Recogniser(Protocol):
    """Turns windows of speech into words. Blocking; safe to call from several threads at once."""

    @property
    def capabilities(self) -> Capabilities: ...

    def recognise(self, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
        """The words of each of ``windows``, in order, the forced prefix first.

        A window's answer does not depend on those that it is asked together with. Raises ``VoixlaError`` with
        ``retryable`` set when the same windows may succeed later.
        """
        ...
