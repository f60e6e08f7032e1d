import sys
from types import SimpleNamespace
from typing import Any

import pytest

from hardware.cards import CardUse, read_cards


class Broken(Exception):
    pass


def nvml(*, started: bool = True) -> Any:
    def init() -> None:
        if not started:
            raise Broken

    return SimpleNamespace(
        NVMLError=Broken,
        nvmlInit=init,
        nvmlShutdown=lambda: None,
        nvmlDeviceGetCount=lambda: 2,
        nvmlDeviceGetHandleByIndex=lambda index: index,
        nvmlDeviceGetMemoryInfo=lambda handle: SimpleNamespace(used=handle + 1, total=10),
        nvmlDeviceGetUtilizationRates=lambda handle: SimpleNamespace(gpu=50 * handle),
    )


def test_every_card_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", nvml())
    assert read_cards() == (
        CardUse(index=0, memory_used=1, memory=10, busy=0.0),
        CardUse(index=1, memory_used=2, memory=10, busy=0.5),
    )


def test_without_a_driver_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", nvml(started=False))
    assert read_cards() == ()
    monkeypatch.setitem(sys.modules, "pynvml", None)
    assert read_cards() == ()
