"""Looks at this machine: the host, and the graphics cards through CTranslate2 and NVML. Decides nothing."""

import ctypes
import importlib
import sys
from pathlib import Path
from typing import Any

from hardware.host import read_host
from hardware.machine import Gpu, Machine

_CUBLAS = ("libcublasLt.so.12", "libcublas.so.12")
"""In the order in which one needs the other."""


def probe() -> Machine:
    """The machine as it is now. Takes a few milliseconds, more where a CUDA driver has to wake up."""
    host = read_host()
    gpus = _gpus()
    return Machine(
        processor=host.processor,
        cores=host.cores,
        isa=host.isa,
        memory=host.memory,
        memory_available=host.memory_available,
        gpus=gpus,
        cublas=bool(gpus) and load_cublas(),
    )


def load_cublas() -> bool:
    """Make the CUDA 12 cuBLAS known to this process; whether it worked.

    CTranslate2 opens it by name at its first CUDA call and does not look into ``site-packages``; a library
    that is already loaded under that name is found. Calling it again does no harm.
    """
    for folder in ("", *_package_folders()):
        try:
            for name in _CUBLAS:
                ctypes.CDLL(str(Path(folder) / name) if folder else name, mode=ctypes.RTLD_GLOBAL)
        except OSError:
            continue
        return True
    return False


def _package_folders() -> list[str]:
    places = (Path(entry) / "nvidia/cublas/lib" for entry in sys.path if entry)
    return [str(place) for place in places if place.is_dir()]


def _gpus() -> tuple[Gpu, ...]:
    count = _cuda_device_count()
    known = _nvml_cards() if count else []
    # NVML numbers by slot and CUDA by speed: with several unlike cards only the count is certain.
    return tuple(
        known[i] if i < len(known) else Gpu(name="CUDA", memory=0, memory_free=0) for i in range(count)
    )


def _cuda_device_count() -> int:
    try:
        ctranslate2: Any = importlib.import_module("ctranslate2")
        return int(ctranslate2.get_cuda_device_count())
    except (ImportError, OSError, RuntimeError, AttributeError, ValueError):
        # Wheels without CUDA, a driver that is too old, a card that fell off the bus.
        return 0


def _nvml_cards() -> list[Gpu]:
    try:
        nvml: Any = importlib.import_module("pynvml")
    except ImportError:
        return []
    try:
        nvml.nvmlInit()
    except nvml.NVMLError:
        return []
    try:
        return [_nvml_card(nvml, index) for index in range(nvml.nvmlDeviceGetCount())]
    except nvml.NVMLError:
        return []
    finally:
        nvml.nvmlShutdown()


def _nvml_card(nvml: Any, index: int) -> Gpu:
    handle = nvml.nvmlDeviceGetHandleByIndex(index)
    name = nvml.nvmlDeviceGetName(handle)
    memory = nvml.nvmlDeviceGetMemoryInfo(handle)
    return Gpu(
        name=name.decode() if isinstance(name, bytes) else str(name),
        memory=int(memory.total),
        memory_free=int(memory.free),
    )
