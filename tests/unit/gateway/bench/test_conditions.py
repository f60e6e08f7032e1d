"""Noise, echo, telephone and other voices do what they say, and nothing else."""

import numpy as np
import pytest

from gateway.bench.conditions import Condition, loudness, under
from models.audio import SAMPLE_RATE, Pcm

LENGTH = 3 * SAMPLE_RATE


def speech(seed: int = 0) -> Pcm:
    """Bursts of noise with pauses."""
    rng = np.random.default_rng(seed)
    envelope = (np.sin(np.arange(LENGTH) / SAMPLE_RATE * 2 * np.pi) > 0) * 0.1
    return (rng.standard_normal(LENGTH) * envelope).astype(np.float32)


@pytest.mark.parametrize("condition", list(Condition))
def test_length_and_seed(condition: Condition) -> None:
    heard = under(condition, speech(), speech(1), seed=7)
    assert heard.shape == (LENGTH,)
    assert heard.dtype == np.float32
    assert np.abs(heard).max() <= 1
    assert np.array_equal(heard, under(condition, speech(), speech(1), seed=7))
    assert np.array_equal(heard, speech()) is (condition is Condition.CLEAN)


@pytest.mark.parametrize(
    ("condition", "below_db"), [(Condition.NOISE, 10), (Condition.BABBLE, 10), (Condition.OVERLAP, 5)]
)
def test_what_is_added_is_as_loud_as_it_says(condition: Condition, below_db: int) -> None:
    added = under(condition, speech(), speech(1)) - speech()
    assert 20 * np.log10(loudness(speech()) / loudness(added)) == pytest.approx(below_db, abs=0.1)


def test_the_telephone_lets_nothing_through_outside_its_band() -> None:
    spectrum = np.abs(np.fft.rfft(under(Condition.TELEPHONE, speech(), speech(1)))) ** 2
    hertz = np.fft.rfftfreq(LENGTH, 1 / SAMPLE_RATE)
    assert spectrum[hertz > 4000].sum() < 1e-6 * spectrum.sum()
    assert spectrum[(hertz > 300) & (hertz < 3400)].sum() > 0.95 * spectrum.sum()


def test_the_telephone_keeps_the_words() -> None:
    times = np.arange(LENGTH) / SAMPLE_RATE
    tone = (0.3 * np.sin(2 * np.pi * 1000 * times)).astype(np.float32)
    heard = under(Condition.TELEPHONE, tone, tone)
    assert np.corrcoef(tone, heard)[0, 1] > 0.99
    assert loudness(heard) == pytest.approx(loudness(tone), rel=0.05)


def test_a_room_answers_after_the_sound() -> None:
    click = np.zeros(LENGTH, dtype=np.float32)
    click[SAMPLE_RATE] = 1.0
    heard = np.abs(under(Condition.REVERB, click, click))
    assert heard[: SAMPLE_RATE - 1].max() < 1e-6
    assert heard.argmax() == SAMPLE_RATE
    after = heard[SAMPLE_RATE + 1 :]
    assert after[: SAMPLE_RATE // 10].sum() > 10 * after[SAMPLE_RATE // 2 : 6 * SAMPLE_RATE // 10].sum() > 0


def test_the_loudness_of_speech_does_not_count_its_pauses() -> None:
    pauses = np.concatenate([speech(), np.zeros(LENGTH, dtype=np.float32)])
    assert loudness(pauses) == pytest.approx(loudness(speech()), rel=1e-6)
    assert loudness(np.zeros(LENGTH, dtype=np.float32)) == 0
