"""What rooms and lines do to speech: noise, many voices, echo, the telephone, somebody else talking. Pure.

All take and give sound at 16 kHz and change nothing of its length; the same seed gives the same sound.

| Condition | What is done |
|---|---|
| ``clean`` | nothing |
| ``noise`` | pink noise, 10 dB below the speech |
| ``babble`` | six other voices at once, 10 dB below |
| ``reverb`` | a room of 0.6 s reverberation time, the direct sound as loud as the echo |
| ``telephone`` | 300 to 3400 Hz, 8 kHz, µ-law of 8 bits, back to 16 kHz |
| ``overlap`` | one other voice all the time, 5 dB below |
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from models.audio import SAMPLE_RATE, Pcm

_SNR_DB = 10.0
_OTHER_DB = 5.0
_REVERBERATION_S = 0.6
_BAND_HZ = (300, 3400)
_MU = 255
_FRAME = 320


class Condition(StrEnum):
    CLEAN = "clean"
    NOISE = "noise"
    BABBLE = "babble"
    REVERB = "reverb"
    TELEPHONE = "telephone"
    OVERLAP = "overlap"


def under(condition: Condition, speech: Pcm, other: Pcm, seed: int = 0) -> Pcm:
    """``speech`` as it sounds under ``condition``; ``other`` is speech of other people, of any length."""
    rng = np.random.default_rng(seed)
    made: dict[Condition, Callable[[], Pcm]] = {
        Condition.CLEAN: lambda: speech,
        Condition.NOISE: lambda: _mixed(speech, _pink(len(speech), rng), _SNR_DB),
        Condition.BABBLE: lambda: _mixed(speech, _babble(len(speech), other, rng), _SNR_DB),
        Condition.REVERB: lambda: _reverberated(speech, rng),
        Condition.TELEPHONE: lambda: _telephoned(speech),
        Condition.OVERLAP: lambda: _mixed(speech, np.resize(other, len(speech)), _OTHER_DB),
    }
    return made[condition]()


def loudness(pcm: Pcm) -> float:
    """Root mean square of the 20 ms that hold speech: those above a tenth of the loudest."""
    frames = pcm[: len(pcm) // _FRAME * _FRAME].reshape(-1, _FRAME)
    levels = np.sqrt(np.square(frames, dtype=np.float64).mean(axis=1))
    loud = levels[levels > levels.max(initial=0.0) / 10]
    return float(np.sqrt(np.square(loud).mean())) if len(loud) else 0.0


def _mixed(speech: Pcm, noise: Pcm, snr_db: float) -> Pcm:
    wanted = loudness(speech) * 10 ** (-snr_db / 20)
    return _bounded(speech + noise * np.float32(wanted / max(1e-9, loudness(noise))))


def _pink(count: int, rng: np.random.Generator) -> Pcm:
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    # Below 20 Hz nobody hears it, but it would take all the power.
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, 20)), count).astype(np.float32)


def _babble(count: int, other: Pcm, rng: np.random.Generator) -> Pcm:
    voices = [np.roll(np.resize(other, count), int(rng.integers(count))) for _ in range(6)]
    total: Pcm = np.sum(voices, axis=0, dtype=np.float32)
    return total


def _reverberated(speech: Pcm, rng: np.random.Generator) -> Pcm:
    count = int(_REVERBERATION_S * SAMPLE_RATE)
    echo = rng.standard_normal(count) * 10 ** (-3 * np.arange(count) / count)
    echo[: SAMPLE_RATE // 200] = 0  # nothing comes back within 5 ms
    response = echo / np.sqrt(np.square(echo).sum())
    response[0] = 1.0
    return _bounded(_convolved(speech, response) * np.float32(0.7))


def _convolved(speech: Pcm, response: npt.NDArray[np.float64]) -> Pcm:
    size = len(speech) + len(response)
    product = np.fft.rfft(speech, size) * np.fft.rfft(response, size)
    return np.fft.irfft(product, size)[: len(speech)].astype(np.float32)


def _telephoned(speech: Pcm) -> Pcm:
    spectrum = np.fft.rfft(speech)
    hertz = np.fft.rfftfreq(len(speech), 1 / SAMPLE_RATE)
    spectrum[(hertz < _BAND_HZ[0]) | (hertz > _BAND_HZ[1])] = 0
    # Nothing is left above 4 kHz, so every second sample says it all.
    half = np.clip(np.fft.irfft(spectrum, len(speech))[::2], -1, 1)
    coded = np.round(np.sign(half) * np.log1p(_MU * np.abs(half)) / np.log1p(_MU) * 127) / 127
    decoded = np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(_MU)) / _MU
    low = np.fft.rfft(decoded)
    wide = np.zeros(len(speech) // 2 + 1, dtype=np.complex128)
    wide[: min(len(low), len(wide))] = low[: len(wide)]
    return (2 * np.fft.irfft(wide, len(speech))).astype(np.float32)


def _bounded(pcm: Pcm) -> Pcm:
    peak = float(np.abs(pcm).max(initial=0.0))
    return pcm if peak <= 1 else (pcm / np.float32(peak)).astype(np.float32)
