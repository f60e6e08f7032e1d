"""Where speech begins and ends on a track. Pure: no I/O, no clock, only arithmetic on frames.

Hysteresis over the probabilities of a voice detector. Time is counted in samples; decisions fall on frame
borders, so they depend on the sound alone and not on how it was cut into deliveries.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.audio import Samples, to_samples

FRAME = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceThresholds:
    """When a track counts as speaking."""

    on: float = 0.5
    off: float = 0.35
    silence_ms: int = 400
    """Silence that ends speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStart:
    """Speech began at ``start``; it was noticed at ``noticed``."""

    start: Samples
    noticed: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnd:
    """The last speech ended at ``end``; it was noticed at ``noticed``."""

    end: Samples
    noticed: Samples


class Segmenter:
    """Turns probabilities of one track into starts and ends that alternate, each with rising times."""

    def __init__(self, thresholds: VoiceThresholds) -> None:
        self._thresholds = thresholds
        self._silence = to_samples(thresholds.silence_ms)
        self._speaking = False
        self._last_voice = Samples(0)

    @property
    def speaking(self) -> bool:
        return self._speaking

    def feed(self, start: Samples, probabilities: npt.NDArray[np.float32]) -> list[SpeechStart | SpeechEnd]:
        """``probabilities`` (n,) of the n frames from sample ``start`` on."""
        marks: list[SpeechStart | SpeechEnd] = []
        for index, probability in enumerate(probabilities):
            begin = Samples(start + index * FRAME)
            end = Samples(begin + FRAME)
            if not self._speaking:
                if probability >= self._thresholds.on:
                    self._speaking = True
                    self._last_voice = end
                    marks.append(SpeechStart(start=begin, noticed=end))
            elif probability >= self._thresholds.off:
                self._last_voice = end
            elif end - self._last_voice >= self._silence:
                self._speaking = False
                marks.append(SpeechEnd(end=self._last_voice, noticed=end))
        return marks

    def cut(self, at: Samples) -> list[SpeechStart | SpeechEnd]:
        """The sound stops at ``at`` for a reason of its own: speech that is open ends there."""
        if not self._speaking:
            return []
        self._speaking = False
        return [SpeechEnd(end=at, noticed=at)]
