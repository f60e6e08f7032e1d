"""What every voice detector must do. A new one is one line in ``DETECTORS``."""

from collections.abc import Callable

import numpy as np
import pytest

from models.engines.silero import SileroDetector
from models.ports import VoiceDetector
from tests.fakes.noises import noise, spoken_vowels

DETECTORS: dict[str, Callable[[], VoiceDetector]] = {"silero": SileroDetector}
FRAME = 512


@pytest.fixture(scope="module", params=DETECTORS)
def detector(request: pytest.FixtureRequest) -> VoiceDetector:
    return DETECTORS[request.param]()


def test_one_probability_for_each_frame(detector: VoiceDetector) -> None:
    stream = detector.stream()
    for frames in (1, 2, 31, 1):
        probabilities = stream.probabilities(np.zeros(frames * FRAME, dtype=np.float32))
        assert probabilities.shape == (frames,)
        assert ((probabilities >= 0) & (probabilities <= 1)).all()
    assert stream.probabilities(np.zeros(0, dtype=np.float32)).shape == (0,)


@pytest.mark.parametrize("count", [1, 511, 513, 1000])
def test_what_is_not_whole_frames_is_refused(detector: VoiceDetector, count: int) -> None:
    with pytest.raises(ValueError, match=str(count)):
        detector.stream().probabilities(np.zeros(count, dtype=np.float32))


def test_the_cut_of_the_sound_makes_no_difference(detector: VoiceDetector) -> None:
    pcm = spoken_vowels(3)
    stream = detector.stream()
    pieces = [stream.probabilities(pcm[at : at + FRAME]) for at in range(0, len(pcm), FRAME)]
    assert np.allclose(np.concatenate(pieces), detector.stream().probabilities(pcm), atol=1e-4)


def test_sound_is_left_alone(detector: VoiceDetector) -> None:
    pcm = spoken_vowels(1)
    before = pcm.copy()
    pcm.flags.writeable = False
    detector.stream().probabilities(pcm)
    assert np.array_equal(pcm, before)


def test_streams_are_apart(detector: VoiceDetector) -> None:
    pcm = spoken_vowels(2)
    alone = detector.stream().probabilities(pcm)
    one, other = detector.stream(), detector.stream()
    other.probabilities(noise("pink, loud", 2))
    assert np.allclose(one.probabilities(pcm), alone, atol=1e-4)


def test_silence_is_no_voice(detector: VoiceDetector) -> None:
    assert detector.stream().probabilities(noise("silence", 5)).max() < 0.3
