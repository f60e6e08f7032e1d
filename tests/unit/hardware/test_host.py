from pathlib import Path

import pytest

from hardware.host import read_host

AMD = "processor\t: 0\nmodel name\t: AMD EPYC 9B14\nflags\t\t: fpu avx avx2 avx512f sse\n\nprocessor\t: 1\n"
PLAIN = "processor\t: 0\nmodel name\t: Old\nflags\t\t: fpu sse sse2 avx\n"
ARM = "processor\t: 0\nFeatures\t: fp asimd aes\n"
MEMORY = "MemTotal:       16000000 kB\nMemFree: 100 kB\nMemAvailable:    8000000 kB\n"


def lay_out(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def siblings(*groups: str) -> dict[str, str]:
    return {
        f"sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list": group + "\n"
        for cpu, group in enumerate(groups)
    }


def test_threads_of_one_core_count_once(tmp_path: Path) -> None:
    lay_out(tmp_path, {"proc/cpuinfo": AMD, "proc/meminfo": MEMORY, **siblings("0,2", "1,3", "0,2", "1,3")})
    host = read_host(tmp_path, frozenset(range(4)))
    assert (host.cores, host.isa, host.processor) == (2, "AVX512", "AMD EPYC 9B14")
    assert (host.memory, host.memory_available) == (16_384_000_000, 8_192_000_000)


def test_affinity_limits_cores(tmp_path: Path) -> None:
    lay_out(tmp_path, siblings("0", "1", "2", "3"))
    assert read_host(tmp_path, frozenset({1, 3})).cores == 2


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        ({"sys/fs/cgroup/cpu.max": "150000 100000\n"}, 2),
        ({"sys/fs/cgroup/cpu.max": "50000 100000\n"}, 1),
        ({"sys/fs/cgroup/cpu.max": "max 100000\n"}, 8),
        (
            {
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "300000\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            3,
        ),
        (
            {"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"},
            8,
        ),
        ({}, 8),
    ],
)
def test_quota_of_a_container_limits_cores(tmp_path: Path, files: dict[str, str], cores: int) -> None:
    lay_out(tmp_path, {**files, **siblings(*map(str, range(8)))})
    assert read_host(tmp_path, frozenset(range(8))).cores == cores


@pytest.mark.parametrize(
    ("files", "total", "available"),
    [
        ({"memory.max": "4096000000\n", "memory.current": "1096000000\n"}, 4_096_000_000, 3_000_000_000),
        ({"memory.max": "max\n", "memory.current": "5\n"}, 16_384_000_000, 8_192_000_000),
        (
            {"memory/memory.limit_in_bytes": "1000000000\n", "memory/memory.usage_in_bytes": "2000000000\n"},
            1_000_000_000,
            0,
        ),
        (
            {"memory/memory.limit_in_bytes": f"{1 << 62}\n", "memory/memory.usage_in_bytes": "1\n"},
            16_384_000_000,
            8_192_000_000,
        ),
    ],
)
def test_memory_of_a_container(tmp_path: Path, files: dict[str, str], total: int, available: int) -> None:
    lay_out(tmp_path, {"proc/meminfo": MEMORY, **{f"sys/fs/cgroup/{n}": text for n, text in files.items()}})
    host = read_host(tmp_path, frozenset({0}))
    assert (host.memory, host.memory_available) == (total, available)


@pytest.mark.parametrize(("cpuinfo", "isa"), [(AMD, "AVX512"), (PLAIN, "AVX"), (ARM, "NEON")])
def test_widest_instructions(tmp_path: Path, cpuinfo: str, isa: str) -> None:
    assert read_host(lay_out(tmp_path, {"proc/cpuinfo": cpuinfo}), frozenset({0})).isa == isa


def test_a_host_that_tells_nothing_still_has_a_core(tmp_path: Path) -> None:
    host = read_host(tmp_path, frozenset({0}))
    assert (host.cores, host.memory) == (1, 0)
    assert host.processor


def test_this_very_host() -> None:
    host = read_host()
    assert host.cores >= 1
    assert host.memory >= host.memory_available > 0
