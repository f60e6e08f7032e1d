import numpy as np

from models.engines.speakers.powerset import CELL, Run, activities, runs


def spoken(classes: list[int]) -> np.ndarray:
    """(frames, 7): each frame is surely of its class."""
    return np.log(np.eye(7, dtype=np.float32)[classes] * 0.9 + 0.01)


def test_each_class_is_its_voices() -> None:
    frames = 60
    expected = {0: (), 1: (0,), 2: (1,), 3: (2,), 4: (0, 1), 5: (0, 2), 6: (1, 2)}
    for number, voices in expected.items():
        active = activities(spoken([number] * frames), 50)
        assert active.shape == (3, 50)
        assert [voice for voice in range(3) if active[voice].all()] == list(voices)
        assert not any(active[voice].any() for voice in range(3) if voice not in voices)


def test_frames_fall_on_the_cells_where_they_are() -> None:
    """A voice from 1 s to 2 s of 5 s, on frames of 270 samples whose first is centred on sample 495."""
    centres = 495 + 270 * np.arange(293)
    active = activities(spoken([1 if 16_000 <= at < 32_000 else 0 for at in centres]), 250)
    (edges,) = np.nonzero(np.diff(active[0]))
    assert np.abs(edges + 1 - np.array([16_000, 32_000]) / CELL).max() <= 1


def test_short_pauses_are_bridged_and_long_ones_are_not() -> None:
    active = np.zeros((3, 100), dtype=bool)
    active[0, 10:20] = active[0, 28:40] = active[0, 60:70] = True
    active[2, 95:100] = True
    assert runs(active, 0) == [
        Run(voice=0, start=10, end=40),
        Run(voice=0, start=60, end=70),
        Run(voice=2, start=95, end=100),
    ]


def test_only_what_is_recent_counts() -> None:
    active = np.zeros((3, 100), dtype=bool)
    active[1, 10:60] = active[0, 5:40] = True
    assert runs(active, 50) == [Run(voice=1, start=50, end=60)]
    assert runs(active, 60) == []
