"""How often something may happen: a few times at once, less often for long. Pure: the caller says what time it is."""


class Allowance:
    """``burst`` at once, ``per_second`` for long."""

    def __init__(self, now: float, *, burst: float = 60.0, per_second: float = 10.0) -> None:
        self._burst = burst
        self._per_second = per_second
        self._left = burst
        self._at = now

    def take(self, now: float) -> bool:
        """Whether one more is allowed at ``now``, in seconds."""
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
