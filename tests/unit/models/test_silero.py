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


def test_streams_know_nothing_of_each_other(detector: SileroDetector) -> None:
    pcm = spoken_vowels(3)
    alone = detector.stream().probabilities(pcm)
    one, other = detector.stream(), detector.stream()
    mixed = []
    for at in range(0, len(pcm), FRAME):
        other.probabilities(np.ones(FRAME, dtype=np.float32) * 0.1)
        mixed.append(one.probabilities(pcm[at : at + FRAME]))
    assert np.allclose(np.concatenate(mixed), alone, atol=1e-4)


def test_sound_must_be_whole_frames(detector: SileroDetector) -> None:
    with pytest.raises(ValueError, match="513"):
        detector.stream().probabilities(np.zeros(513, dtype=np.float32))
    assert detector.stream().probabilities(np.zeros(0, dtype=np.float32)).shape == (0,)


def test_sound_may_be_read_only_and_is_left_alone(detector: SileroDetector) -> None:
    pcm = spoken_vowels(1)
    before = pcm.copy()
    pcm.flags.writeable = False
    detector.stream().probabilities(pcm)
    assert np.array_equal(pcm, before)


@pytest.mark.parametrize("name", NOISES)
def test_what_is_not_speech_opens_no_window(detector: SileroDetector, name: str) -> None:
    assert not starts(detector, noise(name, SECONDS)), name


def starts(detector: SileroDetector, pcm: Pcm) -> list[object]:
    probabilities = detector.stream().probabilities(pcm)
    return list(Segmenter(VoiceThresholds()).feed(Samples(0), probabilities))
