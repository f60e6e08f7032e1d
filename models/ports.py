"""The ports of speech models. Engines implement them, one file each, and are the only importers of a vendor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from captions.words import EngineStamp, Hypothesis
from models.audio import Pcm, Samples, SpeechWindow
from models.speakers import Heard, Relabelled, VoiceLabel


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


class SpeakerStream(Protocol):
    """Who speaks on one track, as it is pushed; sample 0 is the first one. Blocking, tens of milliseconds a call.

    What voices sound like is held in memory, of bounded size, and nowhere else.
    """

    def push(self, pcm: Pcm, *, speech: bool = True) -> Heard:
        """The sound that comes next, (n,) of any length, and what is decided by it. ``pcm`` is not modified.

        ``speech`` False says that nobody speaks there, as the voice detector hears or because sound is missing:
        nobody will be found there, and it costs next to nothing. How sound is cut into calls makes no difference.
        """
        ...

    def finish(self) -> Heard:
        """No more sound: all that is still to be decided. ``push`` must not be called again."""
        ...

    def review(self) -> tuple[Relabelled, ...]:
        """A later look at what was decided, with all that was heard since; to be applied in order.

        A label that is given up for another from its beginning to the end of the sound does not come again.
        """
        ...

    def merge(self, was: VoiceLabel, into: VoiceLabel) -> None:
        """Somebody says that the two are one person: from now on ``was`` does not come again."""
        ...

    def forget(self) -> None:
        """Drop sound and voices from memory. Labels that were given do not come again; the time goes on."""
        ...


class Diariser(Protocol):
    """Tells the voices of one microphone apart. Streams of one diariser may be used from one thread at a time."""

    @property
    def latency(self) -> Samples | None:
        """How far behind the newest sound decisions are, at most; None: nothing is decided before the end."""
        ...

    def stream(self, *, most: int | None = None) -> SpeakerStream:
        """For a new track. ``most``: no more voices than these are told apart, if it is known."""
        ...
