"""What a stretch of time cost this process, and what others took of the machine meanwhile.

Times of the processor are of all threads of the process. The share of others says whether a figure can be
trusted: on a shared machine, cores that others take are missing where delays are measured.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Averages over the stretch; ``others_cores`` is None where the system does not tell."""

    wall_s: float
    cpu_s: float
    others_cores: float | None
    memory_mb: float
    """Resident at the end."""
    memory_grown_mb: float

    @property
    def cores(self) -> float:
        return self.cpu_s / max(1e-9, self.wall_s)


class UsageMeter:
    """Started when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu, self._busy = time.monotonic(), time.process_time(), _busy_s()
        self._memory = resident_mb()

    def read(self) -> Usage:
        """Since the start."""
        wall, cpu = time.monotonic() - self._wall, time.process_time() - self._cpu
        busy, memory = _busy_s(), resident_mb()
        others = None
        if busy is not None and self._busy is not None:
            others = max(0.0, (busy - self._busy - cpu) / max(1e-9, wall))
        return Usage(
            wall_s=wall,
            cpu_s=cpu,
            others_cores=others,
            memory_mb=memory,
            memory_grown_mb=memory - self._memory,
        )


def resident_mb() -> float:
    """Memory of this process now; 0 where the system does not tell."""
    try:
        return (
            int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
            * os.sysconf("SC_PAGE_SIZE")
            / _MIB
        )
    except (OSError, ValueError, IndexError):
        return 0.0


def _busy_s() -> float | None:
    """Processor time that the whole machine has spent on anything, in seconds."""
    try:
        head = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
        user, nice, system, _, _, irq, soft, *_ = map(int, head[1:])
        return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return None
