"""The sound of everybody summed where it was said on the session's clock: what is kept must be found by its time.

Unlike ``gateway/media/mix.py``, which plays at once and bends time for that, this one waits: what comes until the time
is taken is in its place to the sample. Pure: no I/O, no clock.
"""

import numpy as np

from models.audio import SAMPLE_RATE, Pcm, Samples

_WINDOW = 12 * SAMPLE_RATE
_LOUD = 0.8
_ROOM = 1.0 - _LOUD


class PlacedMix:
    """From sample ``start`` on."""

    def __init__(self, start: Samples) -> None:
        self._at = start
        self._sum = np.zeros(_WINDOW, dtype=np.float32)

    @property
    def at(self) -> Samples:
        """The first sample that was not taken yet."""
        return self._at

    def hear(self, start: Samples, pcm: Pcm) -> None:
        """``pcm`` (n,) was said at ``start``; what was taken already, or is far ahead, is left out."""
        begin = start - self._at
        if begin < 0:
            pcm, begin = pcm[-begin:], 0
        pcm = pcm[: max(0, _WINDOW - begin)]
        if len(pcm):
            self._sum[begin : begin + len(pcm)] += pcm

    def take(self, count: int) -> Pcm:
        """The next (``count``,) samples, within ±1."""
        taken = np.zeros(count, dtype=np.float32)
        known = min(count, _WINDOW)
        taken[:known] = self._sum[:known]
        self._sum[: _WINDOW - known] = self._sum[known:]
        self._sum[_WINDOW - known :] = 0.0
        self._at = Samples(self._at + count)
        return _within(taken)


def _within(pcm: Pcm) -> Pcm:
    """What several say at once may be too loud together: the loudest is bent, not cut."""
    peak = float(np.max(np.abs(pcm))) if len(pcm) else 0.0
    if peak <= _LOUD:
        return pcm
    over = np.abs(pcm) > _LOUD
    pcm[over] = np.sign(pcm[over]) * (_LOUD + _ROOM * np.tanh((np.abs(pcm[over]) - _LOUD) / _ROOM))
    return pcm
