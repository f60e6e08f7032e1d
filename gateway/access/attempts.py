"""How long somebody must wait after passwords that were wrong. Pure: times, in seconds, are given."""

from dataclasses import dataclass

FIRST_WAIT_S, LONGEST_WAIT_S = 10.0, 900.0
_FORGOTTEN_S = 3600.0
_MOST = 10_000


@dataclass(slots=True, kw_only=True)
class _Failures:
    count: int
    last: float


class Attempts:
    """Failures in a row, by key: ``free`` of them cost nothing, each further one doubles the wait.

    An attempt counts as failed from its beginning, so that a hundred at the same moment gain nothing.
    """

    def __init__(self, *, free: int) -> None:
        self._free = free
        self._failures: dict[str, _Failures] = {}

    def wait(self, key: str, now: float) -> float:
        """Seconds until ``key`` may try; 0 when it may now."""
        failures = self._failures.get(key)
        if failures is None or failures.count < self._free:
            return 0.0
        doublings = min(failures.count - self._free, 32)
        return max(0.0, failures.last + min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0**doublings) - now)

    def begin(self, key: str, now: float) -> None:
        """``key`` tries."""
        failures = self._failures.pop(key, None)
        if failures is None or now - failures.last >= _FORGOTTEN_S:
            failures = _Failures(count=0, last=now)
        failures.count += 1
        failures.last = now
        self._failures[key] = failures  # put last: the first are those that can be forgotten
        while len(self._failures) > _MOST:
            del self._failures[next(iter(self._failures))]

    def succeeded(self, key: str) -> None:
        self._failures.pop(key, None)
