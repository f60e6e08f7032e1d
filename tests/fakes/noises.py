"""Sounds of rooms in which nobody speaks, and one that a voice detector takes for a voice."""

import numpy as np

from models.audio import SAMPLE_RATE, Pcm

NOISES = ("silence", "pink", "pink, loud", "hum", "tones", "sweep", "strings", "clicks")


def noise(name: str, seconds: int) -> Pcm:
    """(n,) at 16 kHz, a whole number of frames of 512 samples; the same for the same arguments."""
    count = seconds * SAMPLE_RATE // 512 * 512
    t = np.arange(count) / SAMPLE_RATE
    rng = np.random.default_rng(7)
    if name == "silence":
        sound = np.zeros(count)
    elif name.startswith("pink"):
        sound = _pink(rng, count) * (0.2 if "loud" in name else 0.02)
    elif name == "hum":
        sound = 0.05 * sum(np.sin(2 * np.pi * 50 * n * t) / n for n in (1, 2, 3, 5))
    elif name == "tones":
        sound = 0.2 * np.sin(
            2 * np.pi * np.repeat(rng.choice([300, 440, 1000, 2000], -(-count // 8000)), 8000)[:count] * t
        )
    elif name == "sweep":
        sound = 0.2 * np.sin(2 * np.pi * (100 + 3900 * (t % 10) / 20) * (t % 10))
    elif name == "strings":
        sound = _plucked(rng, count)
    else:
        sound = np.where(np.arange(count) % 8000 < 20, 0.8, 0.0)
    return sound.astype(np.float32)


def spoken_vowels(seconds: int) -> Pcm:
    """Buzz through formants that move, with pauses: enough for a voice detector to waver over."""
    count = seconds * SAMPLE_RATE // 512 * 512
    t = np.arange(count) / SAMPLE_RATE
    pitch = 120 + 20 * np.sin(2 * np.pi * 0.7 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    first, second = 500 + 250 * np.sin(2 * np.pi * 2.1 * t), 1500 + 600 * np.sin(2 * np.pi * 1.3 * t)
    sound = np.zeros(count)
    for harmonic in range(1, 30):
        frequency = harmonic * pitch
        gain = sum(np.exp(-(((frequency - formant) / 150) ** 2)) for formant in (first, second))
        sound += (gain + 0.02) * np.sin(harmonic * phase)
    loudness = np.clip(2 * np.sin(2 * np.pi * 1.1 * t) + 0.8, 0, 1)
    return (0.08 * sound * loudness).astype(np.float32)


def _pink(rng: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    sound = np.fft.irfft(spectrum, count)
    return sound / np.abs(sound).max()


def _plucked(rng: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Karplus and Strong: a burst of noise goes round a loop that dulls it."""
    sound = np.zeros(count)
    for at in range(0, count, SAMPLE_RATE // 3):
        period = int(SAMPLE_RATE / rng.choice([110, 147, 196, 247, 330]))
        loop, length = rng.uniform(-1, 1, period), min(count - at, 2 * SAMPLE_RATE)
        rounds = []
        for _ in range(-(-length // period)):
            rounds.append(loop)
            loop = 0.498 * (loop + np.roll(loop, 1))
        sound[at : at + length] += 0.15 * np.concatenate(rounds)[:length]
    return sound
