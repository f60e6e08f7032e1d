"""How busy the graphics cards are now, through NVML where it is installed. Blocks for a few milliseconds."""

import importlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CardUse:
    """One card, by its number in NVML; memory in bytes, ``busy`` as a share of time, 0 to 1."""

    index: int
    memory_used: int
    memory: int
    busy: float


def read_cards() -> tuple[CardUse, ...]:
    """Every card; none where NVML does not answer."""
    try:
        nvml: Any = importlib.import_module("pynvml")
    except ImportError:
        return ()
    try:
        nvml.nvmlInit()
    except nvml.NVMLError:
        return ()
    try:
        return tuple(_read(nvml, index) for index in range(nvml.nvmlDeviceGetCount()))
    except nvml.NVMLError:
        return ()
    finally:
        nvml.nvmlShutdown()


def _read(nvml: Any, index: int) -> CardUse:
    handle = nvml.nvmlDeviceGetHandleByIndex(index)
    memory = nvml.nvmlDeviceGetMemoryInfo(handle)
    busy = nvml.nvmlDeviceGetUtilizationRates(handle).gpu / 100
    return CardUse(index=index, memory_used=int(memory.used), memory=int(memory.total), busy=busy)
