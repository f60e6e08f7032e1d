import numpy as np
import pytest

from captions.ids import SpeakerId
from gateway.media.mix import FRAME, Mix
from models.audio import SAMPLE_RATE, Pcm

ANNE, BRUNO = SpeakerId("anne"), SpeakerId("bruno")
PACKET = FRAME


def tone(hertz: float, seconds: float, level: float = 0.2) -> Pcm:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(
        np.float32
    )


def play(mix: Mix, sounds: dict[SpeakerId, Pcm], frames: int) -> Pcm:
    """All that is taken while each source says 20 ms in every 20 ms."""
    taken = []
    for n in range(frames):
        for source, sound in sounds.items():
            said = sound[n * PACKET : (n + 1) * PACKET]
            if len(said):
                mix.hear(source, said)
        taken.append(mix.take())
    return np.concatenate(taken)


def strength(pcm: Pcm, hertz: float) -> float:
    """The amplitude of ``hertz`` in ``pcm``."""
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm)))) / len(pcm) * 4
    return float(spectrum[round(hertz * len(pcm) / SAMPLE_RATE)])


def test_nobody_is_silence() -> None:
    frame = Mix().take()
    assert (frame.shape, frame.dtype) == ((FRAME,), np.float32)
    assert not frame.any()


def test_everybody_is_heard_at_once() -> None:
    out = play(Mix(), {ANNE: tone(400, 1.0), BRUNO: tone(1000, 1.0)}, 50)
    late = out[len(out) // 2 :]
    assert strength(late, 400) == pytest.approx(0.2, rel=0.05)
    assert strength(late, 1000) == pytest.approx(0.2, rel=0.05)
    assert strength(late, 700) < 0.002


def test_sound_comes_unchanged_a_tenth_of_a_second_late() -> None:
    said = tone(300, 1.0)
    out = play(Mix(), {ANNE: said}, 50)
    late = SAMPLE_RATE // 10
    assert not out[:late].any()
    np.testing.assert_allclose(out[late:], said[: len(out) - late], atol=1e-6)


def test_packets_that_come_in_bursts_leave_no_hole() -> None:
    mix, said, taken = Mix(), tone(300, 1.0), []
    for n in range(50):
        if n % 4 == 3:  # four packets at once every 80 ms
            mix.hear(ANNE, said[(n - 3) * PACKET : (n + 1) * PACKET])
        taken.append(mix.take())
    out = np.concatenate(taken)
    first = int(np.argmax(out != 0))
    np.testing.assert_allclose(out[first:], said[1 : len(out) - first + 1], atol=1e-6)


def test_what_comes_far_too_late_is_shortened() -> None:
    mix = Mix()
    mix.hear(ANNE, tone(300, 5.0))
    heard = np.concatenate([mix.take() for _ in range(50)])
    assert np.flatnonzero(heard)[-1] < 0.3 * SAMPLE_RATE


def test_too_many_at_once_are_not_too_loud() -> None:
    sounds = {SpeakerId(f"p{n}"): tone(300, 2.0, level=0.5) for n in range(6)}
    mix = Mix()
    loud = play(mix, sounds, 100)
    assert np.max(np.abs(loud)) <= 1.0
    assert strength(loud[len(loud) // 2 :], 900) < 0.02, "clipping would add harmonics"
    for source in list(sounds)[1:]:
        mix.forget(source)
    alone = play(mix, {SpeakerId("p0"): tone(300, 2.0, level=0.5)}, 100)
    assert strength(alone[len(alone) // 2 :], 300) == pytest.approx(0.5, rel=0.05), "the gain has come back"


def test_who_is_forgotten_is_silent_at_once() -> None:
    mix = Mix()
    play(mix, {ANNE: tone(400, 1.0)}, 20)
    mix.forget(ANNE)
    mix.forget(BRUNO)
    assert not mix.take().any()
