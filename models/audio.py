"""Audio types and the one place where samples become milliseconds.

Everything after the edges is 16 kHz mono float32 in −1…1. A sample index counts from the opening of the
session, so two tracks of one session share one time axis, and arithmetic on time is exact.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

import numpy as np
import numpy.typing as npt

from captions.ids import Milliseconds, TrackId
from captions.words import Word

Samples = NewType("Samples", int)
Pcm = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000
_PER_MS = SAMPLE_RATE // 1000


def to_ms(samples: int) -> Milliseconds:
    """Samples at 16 kHz to whole milliseconds, rounded down."""
    return Milliseconds(samples // _PER_MS)


def to_samples(ms: int) -> Samples:
    """Milliseconds to samples at 16 kHz, exactly."""
    return Samples(ms * _PER_MS)


class Loss(StrEnum):
    """Why sound is missing from a track."""

    NETWORK = "network"
    OVERFLOW = "overflow"
    DECODER = "decoder"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFrame:
    """Contiguous sound of one track: ``pcm`` (n,), read-only, first sample at ``start``."""

    track: TrackId
    start: Samples
    pcm: Pcm

    @property
    def end(self) -> Samples:
        return Samples(self.start + len(self.pcm))


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioGap:
    """Sound of a track that was lost, from ``start`` up to but not including ``end``."""

    track: TrackId
    start: Samples
    end: Samples
    loss: Loss


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechWindow:
    """What one inference call needs and all it may use; the call is a pure function of it.

    ``pcm`` (n,) starts at sample ``start`` and is never longer than the engine's declared maximum.
    ``prefix`` are words already committed within this window, forced upon the decoder.
    """

    track: TrackId
    start: Samples
    pcm: Pcm
    prefix: tuple[Word, ...] = ()
    prompt: str = ""
    final: bool = False

    @property
    def end(self) -> Samples:
        return Samples(self.start + len(self.pcm))
