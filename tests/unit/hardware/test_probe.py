import ctypes
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from hardware import probe as module
from hardware.machine import Gpu
from hardware.probe import load_cublas, probe


def cuda(monkeypatch: pytest.MonkeyPatch, count: int | Exception) -> None:
    fake = ModuleType("ctranslate2")

    def get_cuda_device_count() -> int:
        if isinstance(count, Exception):
            raise count
        return count

    fake.get_cuda_device_count = get_cuda_device_count  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ctranslate2", fake)


def nvml(
    monkeypatch: pytest.MonkeyPatch, *cards: tuple[str | bytes, int, int], broken: str = ""
) -> list[str]:
    calls: list[str] = []

    class NVMLError(Exception):
        pass

    def step(name: str, value: object) -> object:
        calls.append(name)
        if name == broken:
            raise NVMLError
        return value

    fake = ModuleType("pynvml")
    vars(fake).update(
        NVMLError=NVMLError,
        nvmlInit=lambda: step("init", None),
        nvmlShutdown=lambda: step("shutdown", None),
        nvmlDeviceGetCount=lambda: step("count", len(cards)),
        nvmlDeviceGetHandleByIndex=lambda index: step("handle", index),
        nvmlDeviceGetName=lambda index: step("name", cards[index][0]),
        nvmlDeviceGetMemoryInfo=lambda index: SimpleNamespace(total=cards[index][1], free=cards[index][2]),
    )
    monkeypatch.setitem(sys.modules, "pynvml", fake)
    return calls


def test_cards_are_named_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    cuda(monkeypatch, 2)
    calls = nvml(monkeypatch, (b"NVIDIA L4", 24, 20), ("NVIDIA T4", 16, 1))
    monkeypatch.setattr(module, "load_cublas", lambda: True)
    machine = probe()
    assert machine.gpus == (
        Gpu(name="NVIDIA L4", memory=24, memory_free=20),
        Gpu(name="NVIDIA T4", memory=16, memory_free=1),
    )
    assert machine.cublas
    assert calls[-1] == "shutdown"


@pytest.mark.parametrize("broken", ["init", "count", "handle", "name"])
def test_a_silent_nvml_leaves_the_count(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    cuda(monkeypatch, 1)
    nvml(monkeypatch, ("NVIDIA L4", 24, 20), broken=broken)
    monkeypatch.setattr(module, "load_cublas", lambda: False)
    assert probe().gpus == (Gpu(name="CUDA", memory=0, memory_free=0),)


def test_without_nvml(monkeypatch: pytest.MonkeyPatch) -> None:
    cuda(monkeypatch, 1)
    monkeypatch.setitem(sys.modules, "pynvml", None)
    monkeypatch.setattr(module, "load_cublas", lambda: True)
    assert len(probe().gpus) == 1


@pytest.mark.parametrize(
    "failure", [RuntimeError("CUDA driver version is insufficient"), ValueError("no CUDA")]
)
def test_a_driver_that_fails_means_no_card(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    cuda(monkeypatch, failure)
    machine = probe()
    assert machine.gpus == ()
    assert not machine.cublas


def test_cublas_is_loaded_from_its_package_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "nvidia/cublas/lib"
    folder.mkdir(parents=True)
    opened: list[str] = []

    def open_library(name: str, mode: int) -> None:
        if not name.startswith(str(tmp_path)):
            raise OSError(name)
        assert mode == ctypes.RTLD_GLOBAL
        opened.append(Path(name).name)

    monkeypatch.setattr(ctypes, "CDLL", open_library)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert load_cublas()
    assert opened == ["libcublasLt.so.12", "libcublas.so.12"]


def test_cublas_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, mode: int) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    assert not load_cublas()
