import numpy as np
import pytest

from models.audio import Pcm, Samples
from models.engines.silero import FRAME, SileroDetector
from pipeline.segmenter import Segmenter, VoiceThresholds
from tests.fakes.noises import NOISES, noise, spoken_vowels

SECONDS = 20


@pytest.fixture(scope="module")
def detector() -> SileroDetector:
    return SileroDetector()


@pytest.mark.parametrize("sizes", [[1], [2], [3, 1, 7], [100]], ids=str)
def test_any_cut_gives_the_probabilities_of_one_call(detector: SileroDetector, sizes: list[int]) -> None:
    pcm = spoken_vowels(6)
    whole = detector.stream().probabilities(pcm)
    stream, at, parts = detector.stream(), 0, []
    while at < len(pcm):
        size = FRAME * sizes[len(parts) % len(sizes)]
        parts.append(stream.probabilities(pcm[at : at + size]))
        at += size
    assert np.allclose(np.concatenate(parts), whole, atol=1e-4)
    assert whole.shape == (len(pcm) // FRAME,)
    assert whole.dtype == np.float32
    assert np.ptp(whole) > 0.1, "sound to which the detector is deaf proves nothing"


@pytest.mark.parametrize("name", NOISES)
def test_what_is_not_speech_opens_no_window(detector: SileroDetector, name: str) -> None:
    assert not starts(detector, noise(name, SECONDS)), name


def starts(detector: SileroDetector, pcm: Pcm) -> list[object]:
    probabilities = detector.stream().probabilities(pcm)
    return list(Segmenter(VoiceThresholds()).feed(Samples(0), probabilities))
