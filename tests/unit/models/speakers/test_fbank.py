"""Reference values: kaldi-native-fbank 1.23 (Kaldi's own code), 80 bands, no dither, on the sound made below."""

import numpy as np

from models.audio import Pcm
from models.engines.speakers.fbank import Fbank

BANDS = (0, 7, 20, 41, 60, 79)
KALDI = {
    0: [-12.1392, -6.2331, -8.4521, -8.6699, -6.9576, -5.1637],
    9: [-9.7522, -2.3448, -8.3132, -8.5121, -7.0305, -5.1952],
    22: [-6.9892, -0.7128, -8.3974, -8.3857, -7.1002, -5.2239],
}
"""By frame, the values of ``BANDS``."""


def sound() -> Pcm:
    """A quarter of a second: three sine waves that fade in, and a deterministic rustle."""
    t = np.arange(4000) / 16_000
    voices = sum(np.sin(2 * np.pi * hertz * t) / n for n, hertz in ((1, 180), (2, 950), (3, 3100)))
    rustle = ((np.arange(4000) * 7919) % 2003) / 2003 - 0.5
    return (0.2 * voices * t / t[-1] + 0.01 * rustle + 0.05).astype(np.float32)


def test_values_are_those_of_kaldi() -> None:
    features = Fbank()(sound())
    assert features.shape == (23, 80)
    assert features.dtype == np.float32
    for frame, expected in KALDI.items():
        np.testing.assert_allclose(features[frame, list(BANDS)], expected, atol=2e-3)


def test_the_mean_of_each_band_goes() -> None:
    features = Fbank().centred(sound())
    np.testing.assert_allclose(features.mean(axis=0), 0, atol=1e-4)


def test_loudness_makes_no_difference() -> None:
    hiss = np.random.default_rng(5).normal(0, 0.1, 16_000).astype(np.float32)
    np.testing.assert_allclose(Fbank().centred(4 * hiss), Fbank().centred(hiss), atol=1e-3)


def test_what_is_shorter_than_a_frame_is_no_frame() -> None:
    assert Fbank()(np.zeros(399, dtype=np.float32)).shape == (0, 80)
    assert Fbank().centred(np.zeros(0, dtype=np.float32)).shape == (0, 80)
    assert Fbank()(np.zeros(400, dtype=np.float32)).shape == (1, 80)


def test_silence_has_a_floor() -> None:
    assert np.isfinite(Fbank()(np.zeros(16_000, dtype=np.float32))).all()
