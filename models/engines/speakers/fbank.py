"""Log-mel features as Kaldi computes them, in numpy: what the embedding of a voice is drawn from. Pure.

25 ms frames every 10 ms, no dither, mean removed, pre-emphasis 0.97, "Povey" window, power spectrum, 80 triangular
bands from 20 Hz to 8 kHz, natural logarithm; then the mean of each band over time is subtracted.
"""

import numpy as np
import numpy.typing as npt

from models.audio import SAMPLE_RATE, Pcm

Features = npt.NDArray[np.float32]

FRAME = 400
HOP = 160
_FFT = 512
_BANDS = 80
_LOWEST_HZ = 20.0
_PRE_EMPHASIS = np.float32(0.97)
_FLOOR = np.float32(np.finfo(np.float32).eps)


class Fbank:
    """The tables of the transform, made once."""

    def __init__(self) -> None:
        ramp = np.arange(FRAME) / (FRAME - 1)
        self._window = ((0.5 - 0.5 * np.cos(2 * np.pi * ramp)) ** 0.85).astype(np.float32)
        self._bands = _mel_bands()

    def __call__(self, pcm: Pcm) -> Features:
        """(samples,) to (1 + (samples - 400) // 160, 80); fewer than 400 samples are no frame."""
        if len(pcm) < FRAME:
            return np.zeros((0, _BANDS), dtype=np.float32)
        frames = np.lib.stride_tricks.sliding_window_view(pcm, FRAME)[::HOP]
        frames = frames - frames.mean(axis=1, keepdims=True)
        # The sample before the first one is taken to be the same as it.
        before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
        spectrum = np.fft.rfft((frames - _PRE_EMPHASIS * before) * self._window, _FFT)
        power = (spectrum.real**2 + spectrum.imag**2)[:, : _FFT // 2]
        mel: Features = np.log(np.maximum(power @ self._bands, _FLOOR)).astype(np.float32)
        return mel

    def centred(self, pcm: Pcm) -> Features:
        """The same with the mean of each band subtracted: the microphone's colour goes, the voice stays."""
        mel = self(pcm)
        return mel - mel.mean(axis=0) if len(mel) else mel


def _mel_bands() -> npt.NDArray[np.float32]:
    """(256, 80): the weight of each frequency in each band."""
    edges = np.linspace(_mel(np.array(_LOWEST_HZ)), _mel(np.array(SAMPLE_RATE / 2)), _BANDS + 2)
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    mel = _mel(np.arange(_FFT // 2) * SAMPLE_RATE / _FFT)[:, None]
    rising, falling = (mel - left) / (centre - left), (right - mel) / (right - centre)
    bands: npt.NDArray[np.float32] = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    return bands


def _mel(hertz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return 1127 * np.log1p(hertz / 700)
