"""A progress bar on a terminal. Knows the terminal and how far the job is; knows nothing else of it."""

import time
from collections.abc import Callable
from typing import TextIO

from captions.formats.clock import short

_EVERY_S = 0.2
_CELLS = 24


class Progress:
    """Draws on ``stream``, or nothing at all where ``stream`` is None."""

    def __init__(
        self, stream: TextIO | None, *, total_ms: int | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._total_ms = total_ms
        self._clock = clock
        self._began = clock()
        self._drawn = float("-inf")
        self._visible = False

    def at(self, position_ms: int) -> None:
        now = self._clock()
        if self._stream is None or now - self._drawn < _EVERY_S:
            return
        self._drawn = now
        self._visible = True
        self._stream.write("\r\x1b[K" + bar(position_ms, self._total_ms, now - self._began))
        self._stream.flush()

    def clear(self) -> None:
        """Make room for other text on the terminal."""
        if self._stream is not None and self._visible:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._visible = False
            self._drawn = float("-inf")


def bar(position_ms: int, total_ms: int | None, elapsed_s: float) -> str:
    """One row of fewer than 80 characters."""
    speed = position_ms / 1000 / elapsed_s if elapsed_s > 1 else 0.0
    pace = f"  {speed:.1f}×".replace(".", ",") if speed else ""
    if not total_ms:
        return f"{short(position_ms)}{pace}"
    share = min(1.0, position_ms / total_ms)
    cells = int(share * _CELLS)
    left = f"  reste {short(int((total_ms - position_ms) / speed))}" if speed and share < 1 else ""
    filled = "█" * cells + "░" * (_CELLS - cells)
    return f"{filled} {int(share * 100):3d} %  {short(position_ms)} / {short(total_ms)}{pace}{left}"
