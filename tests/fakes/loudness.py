"""A voice detector that takes whatever is loud for speech, and an inference port without threads."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from captions.words import Hypothesis
from models.audio import Pcm, SpeechWindow
from models.ports import Recogniser, VoiceDetector, VoiceStream

_FRAME = 512
_LOUD = 0.01


class LoudnessDetector:
    """Implements ``models.ports.VoiceDetector``: 1 for frames above −40 dB, else 0."""

    def stream(self) -> "LoudnessStream":
        return LoudnessStream()


class LoudnessStream:
    def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        if len(pcm) % _FRAME:
            raise ValueError("not a multiple of 512 samples")
        loudness = np.sqrt(np.mean(np.square(pcm.reshape(-1, _FRAME)), axis=1))
        probabilities: npt.NDArray[np.float32] = np.where(loudness > _LOUD, 1, 0).astype(np.float32)
        return probabilities


class InlineInference:
    """Implements ``pipeline.ports.Inference`` in the event loop: the fakes answer at once."""

    working = True

    def __init__(self, recogniser: Recogniser, detector: VoiceDetector) -> None:
        self._recogniser = recogniser
        self._detector = detector

    def voice(self) -> "InlineVoice":
        return InlineVoice(self._detector.stream())

    async def recognise(self, ask: Callable[[], SpeechWindow], *, final: bool = False) -> Hypothesis:
        return self._recogniser.recognise([ask()])[0]


class InlineVoice:
    def __init__(self, stream: VoiceStream) -> None:
        self._stream = stream

    async def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        return self._stream.probabilities(pcm)
