"""What a loaded recogniser does on this machine, found by a short measurement and not by a table.

Every worker is kept busy at once, as under load, with copies of one window; batches grow for as long as a window
gets clearly cheaper in them and a call stays short. Takes about a second on a small processor, busy or not.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from models.audio import SpeechWindow
from models.ports import Recogniser

_LARGEST_BATCH = 32
_WORTH_IT = 0.7
"""A larger batch must bring the time of a window below this share of the smaller one's: all in it wait for its end."""
_LONGEST_CALL_S = 1.0
"""Whoever comes after a call has begun waits for its end."""
_HEADROOM = 0.75
"""Share of the measured throughput to plan with: sound has to be received and sent as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a device answers when it is busy."""

    workers: int
    batch: int
    """Windows a call."""
    window_s: float
    """Seconds of one worker for one window."""

    def talkers(self, interval_s: float) -> int:
        """How many people may talk all the time, each decoded every ``interval_s`` seconds."""
        return int(_HEADROOM * interval_s * self.workers / self.window_s)


def measure(
    recogniser: Recogniser,
    window: SpeechWindow,
    *,
    workers: int,
    clock: Callable[[], float] = time.perf_counter,
) -> Pace:
    """The best batch for windows like ``window`` and its cost. Blocks."""
    recogniser.recognise([window])
    best = Pace(workers=workers, batch=1, window_s=_cost(recogniser, window, 1, workers, clock))
    while (batch := 2 * best.batch) <= _LARGEST_BATCH and batch * best.window_s <= _LONGEST_CALL_S:
        cost = _cost(recogniser, window, batch, workers, clock)
        if cost >= _WORTH_IT * best.window_s:
            break
        best = Pace(workers=workers, batch=batch, window_s=cost)
    return best


def _cost(
    recogniser: Recogniser, window: SpeechWindow, batch: int, workers: int, clock: Callable[[], float]
) -> float:
    with ThreadPoolExecutor(workers, thread_name_prefix="tuning") as pool:
        began = clock()
        for call in [pool.submit(recogniser.recognise, [window] * batch) for _ in range(workers)]:
            call.result()
        return (clock() - began) / batch
