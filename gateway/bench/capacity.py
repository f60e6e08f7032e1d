"""How many people may talk at once: the largest number whose captions keep a promise, found by trying.

| Who | Keeps |
|---|---|
| Voixlà | words shown within 2 s and final within 4 s (95 of 100), no speech lost, nobody refused |
| baseline | words final within 15 s (95 of 100) |
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from gateway.bench.streams import StreamsReport

_FIRST_MS = 2000
_FINAL_MS = 4000
_BASELINE_FINAL_MS = 15_000
_MISHEARD_MS = 500
"""Of one person. A number of many words misheard as one short word leaves such a hole, whatever the load."""

Attempt = Callable[[int], Awaitable[bool]]
"""Whether so many talkers are carried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """``best`` is the report of the largest number that was carried; None when not even one was."""

    talkers: int
    best: StreamsReport | None
    runs: tuple[StreamsReport, ...]
    """All that were tried, in order."""
    keeps: "Keeps"

    def as_json(self) -> dict[str, object]:
        return {
            "talkers": self.talkers,
            "best": None if self.best is None else self.best.as_json(),
            "runs": [{"kept": self.keeps(run), **run.as_json()} for run in self.runs],
        }


Keeps = Callable[[StreamsReport], bool]


def within_promises(report: StreamsReport) -> bool:
    """P1, P2 and P4 for everybody."""
    quality = report.quality
    return (
        report.admitted == report.sessions
        and not report.lost_s
        and (not report.referenced or report.worst_uncaptioned_ms <= _MISHEARD_MS)
        and _p95(quality.first_ms) <= _FIRST_MS
        and _p95(quality.final_ms) <= _FINAL_MS
    )


def within_baseline_bound(report: StreamsReport) -> bool:
    """What is asked of the peers: not to fall behind without end."""
    return report.admitted == report.sessions and _p95(report.quality.final_ms) <= _BASELINE_FINAL_MS


async def find_capacity(
    run: Callable[[int], Awaitable[StreamsReport]], keeps: Keeps, *, first: int, most: int
) -> Capacity:
    """Runs one number of talkers after the other, ``first`` at first and never more than ``most``."""
    runs: dict[int, StreamsReport] = {}

    async def attempt(talkers: int) -> bool:
        runs[talkers] = await run(talkers)
        return keeps(runs[talkers])

    talkers = await largest(attempt, first=first, most=most)
    return Capacity(talkers=talkers, best=runs.get(talkers), runs=tuple(runs.values()), keeps=keeps)


async def largest(attempt: Attempt, *, first: int, most: int) -> int:
    """The largest number that succeeds if all smaller ones do: doubling, then halving; 0 when 1 fails."""
    good, bad = 0, most + 1
    trial = min(first, most)
    while bad - good > 1:
        if await attempt(trial):
            good = trial
        else:
            bad = trial
        if bad > most:
            trial = min(2 * good, most)
        else:
            trial = (good + bad) // 2
    return good


def _p95(ascending: tuple[int, ...]) -> int:
    # Nothing right at all is not a small delay.
    return ascending[min(len(ascending) - 1, int(0.95 * len(ascending)))] if ascending else 1 << 60
