"""Cores, memory and instructions of the host, read from ``/proc``, ``/sys`` and the control groups.

``root`` stands for ``/`` so that tests can lay out a machine in a folder. Anything unreadable is left out:
a probe must never keep a server from starting.
"""

import math
import os
import platform
from dataclasses import dataclass
from pathlib import Path

_ISA_FLAGS = (("avx512f", "AVX512"), ("avx2", "AVX2"), ("avx", "AVX"), ("asimd", "NEON"), ("neon", "NEON"))
_UNLIMITED = 1 << 60
"""Control groups of version 1 write a huge number for "no limit"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """See ``hardware.machine.Machine``."""

    processor: str
    cores: int
    isa: str
    memory: int
    memory_available: int


def read_host(root: Path = Path("/"), allowed: frozenset[int] | None = None) -> Host:
    """``allowed`` are the logical processors that this process may run on; asked of the system unless given."""
    cpus = allowed if allowed is not None else _affinity()
    info = _text(root / "proc/cpuinfo")
    total, available = _memory(root)
    return Host(
        processor=_field(info, "model name") or platform.machine(),
        cores=_cores(root, cpus),
        isa=_isa(info),
        memory=total,
        memory_available=available,
    )


def _affinity() -> frozenset[int]:
    if hasattr(os, "sched_getaffinity"):
        return frozenset(os.sched_getaffinity(0))
    return frozenset(range(os.cpu_count() or 1))


def _cores(root: Path, cpus: frozenset[int]) -> int:
    """Siblings of one physical core count once; a quota of processor time rounds up."""
    siblings = set()
    for cpu in cpus:
        topology = root / f"sys/devices/system/cpu/cpu{cpu}/topology"
        siblings.add(_text(topology / "thread_siblings_list").strip() or str(cpu))
    return max(1, min(len(siblings), _quota(root)))


def _quota(root: Path) -> int:
    group = root / "sys/fs/cgroup"
    words = _text(group / "cpu.max").split()
    if len(words) != 2:
        words = [_text(group / f"cpu/cpu.cfs_{name}_us").strip() for name in ("quota", "period")]
    try:
        quota, period = int(words[0]), int(words[1])
    except ValueError:
        return _UNLIMITED
    return math.ceil(quota / period) if quota > 0 and period > 0 else _UNLIMITED


def _memory(root: Path) -> tuple[int, int]:
    info = _text(root / "proc/meminfo")
    total, available = (_kilobytes(_field(info, name)) for name in ("MemTotal", "MemAvailable"))
    limit, used = _group_memory(root / "sys/fs/cgroup")
    if limit < _UNLIMITED:
        total = min(total, limit) if total else limit
        left = max(0, limit - used)
        available = min(available, left) if available else left
    return total, available


def _group_memory(group: Path) -> tuple[int, int]:
    for limit_file, used_file in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            return int(_text(group / limit_file)), int(_text(group / used_file))
        except ValueError:
            continue
    return _UNLIMITED, 0


def _isa(cpuinfo: str) -> str:
    flags = (_field(cpuinfo, "flags") or _field(cpuinfo, "Features")).split()
    for flag, name in _ISA_FLAGS:
        if flag in flags:
            return name
    return "NEON" if platform.machine() == "arm64" else platform.machine()


def _kilobytes(text: str) -> int:
    number = text.split()[0] if text.split() else ""
    return int(number) * 1024 if number.isdigit() else 0


def _field(text: str, name: str) -> str:
    """The value of the first line ``name : value``."""
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if colon and key.strip() == name:
            return value.strip()
    return ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
