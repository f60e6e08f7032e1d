from collections.abc import Callable, Sequence

import numpy as np
import pytest

from captions.words import EngineStamp, Hypothesis
from hardware.tuning import Pace, measure
from models.audio import Samples, SpeechWindow
from models.ports import Capabilities
from tests.fakes.speech import TRACK, heard

WINDOW = SpeechWindow(track=TRACK, start=Samples(0), pcm=np.zeros(64_000, dtype=np.float32))


class Costed:
    """A recogniser whose calls take ``cost(batch)`` seconds of a clock of its own, one at a time."""

    def __init__(self, cost: Callable[[int], float]) -> None:
        self._cost = cost
        self.now = 0.0

    @property
    def capabilities(self) -> Capabilities:
        stamp = EngineStamp(engine="costed", model="costed", compute_type="none")
        return Capabilities(stamp=stamp, max_window=Samples(480_000), languages=("fr",))

    def recognise(self, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
        self.now += self._cost(len(windows))
        return [heard() for _ in windows]


@pytest.mark.parametrize(
    ("cost", "batch", "window_s"),
    [
        (lambda batch: 0.2 * batch, 1, 0.2),
        (lambda batch: 0.19 * batch + 0.01, 1, 0.2),
        (lambda batch: 0.006 * batch + 0.014, 2, 0.013),
        (lambda batch: 0.001 * batch + 0.1, 32, 0.004125),
        (lambda batch: 0.12 * batch + 0.3, 2, 0.27),
    ],
    ids=[
        "no gain",
        "hardly any gain",
        "some gain",
        "a graphics card",
        "longer calls than anybody should wait",
    ],
)
def test_batches_grow_while_a_window_gets_clearly_cheaper(
    cost: Callable[[int], float], batch: int, window_s: float
) -> None:
    recogniser = Costed(cost)
    pace = measure(recogniser, WINDOW, workers=1, clock=lambda: recogniser.now)
    assert pace.batch == batch
    assert pace.window_s == pytest.approx(window_s)


def test_talkers_follow_from_pace_and_interval() -> None:
    assert Pace(workers=2, batch=1, window_s=0.2).talkers(1.0) == 7
    assert Pace(workers=2, batch=1, window_s=3.0).talkers(1.0) == 0
