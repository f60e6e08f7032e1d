import numpy as np
import pytest

from models.audio import Samples
from pipeline.segmenter import FRAME, Segmenter, SpeechEnd, SpeechStart, VoiceThresholds

SILENCE = 13
"""Frames of 32 ms until 400 ms of silence are over."""


def marks_of(probabilities: list[float]) -> list[tuple[str, int, int]]:
    """(kind, frame of the mark, frame in whose end it was noticed)."""
    segmenter = Segmenter(VoiceThresholds())
    found: list[tuple[str, int, int]] = []
    for mark in segmenter.feed(Samples(0), np.array(probabilities, dtype=np.float32)):
        at = mark.start if isinstance(mark, SpeechStart) else mark.end
        found.append((type(mark).__name__, at // FRAME, mark.noticed // FRAME))
    return found


START, END = SpeechStart.__name__, SpeechEnd.__name__


@pytest.mark.parametrize(
    ("probabilities", "marks"),
    [
        ([0.0] * 50, []),
        ([0.49] * 50, []),
        ([0.0, 0.5], [(START, 1, 2)]),
        ([0.9] + [0.4] * 50, [(START, 0, 1)]),
        ([0.9] + [0.34] * (SILENCE - 1), [(START, 0, 1)]),
        ([0.9] + [0.34] * SILENCE, [(START, 0, 1), (END, 1, 1 + SILENCE)]),
        ([0.9] + [0.0] * (SILENCE - 1) + [0.35] + [0.0] * (SILENCE - 1), [(START, 0, 1)]),
        ([0.9] + [0.0] * SILENCE + [0.4] * 20, [(START, 0, 1), (END, 1, 1 + SILENCE)]),
        (
            [0.9] + [0.0] * SILENCE + [0.9],
            [(START, 0, 1), (END, 1, 1 + SILENCE), (START, 1 + SILENCE, 2 + SILENCE)],
        ),
    ],
    ids=[
        "silence",
        "nearly",
        "opens in its frame",
        "between the thresholds it stays open",
        "400 ms are not over",
        "400 ms are over",
        "a weak frame holds it open",
        "between the thresholds it stays closed",
        "opens again",
    ],
)
def test_hysteresis(probabilities: list[float], marks: list[tuple[str, int, int]]) -> None:
    assert marks_of(probabilities) == marks


def test_marks_do_not_depend_on_how_the_frames_are_handed_over() -> None:
    probabilities = np.random.default_rng(3).random(2000).astype(np.float32) ** 2
    whole = Segmenter(VoiceThresholds(silence_ms=100)).feed(Samples(0), probabilities)
    single = Segmenter(VoiceThresholds(silence_ms=100))
    pieces = [mark for n in range(2000) for mark in single.feed(Samples(n * FRAME), probabilities[n : n + 1])]
    assert len(whole) > 20
    assert pieces == whole
    kinds = [type(mark) for mark in whole]
    assert kinds == [SpeechStart, SpeechEnd] * (len(kinds) // 2) + [SpeechStart] * (len(kinds) % 2)


def test_a_cut_ends_open_speech_where_it_falls_and_nothing_else() -> None:
    segmenter = Segmenter(VoiceThresholds())
    assert segmenter.cut(Samples(10)) == []
    segmenter.feed(Samples(0), np.array([0.9, 0.0], dtype=np.float32))
    assert segmenter.speaking
    assert segmenter.cut(Samples(1024)) == [SpeechEnd(end=Samples(1024), noticed=Samples(1024))]
    assert not segmenter.speaking
    assert segmenter.cut(Samples(1024)) == []


def test_after_a_cut_silence_before_it_does_not_count() -> None:
    segmenter = Segmenter(VoiceThresholds())
    segmenter.feed(Samples(0), np.array([0.9], dtype=np.float32))
    segmenter.cut(Samples(512))
    later = 100 * FRAME
    marks = segmenter.feed(Samples(later), np.array([0.9, 0.0], dtype=np.float32))
    assert marks == [SpeechStart(start=Samples(later), noticed=Samples(later + FRAME))]
