from dataclasses import replace

import pytest

from hardware.machine import Gpu, Machine
from hardware.select import Choice, choose

GB = 1_000_000_000
ALL = frozenset({"tiny", "base", "small", "medium", "large-v3-turbo", "large-v3"})
LAPTOP = Machine(processor="x", cores=2, isa="AVX2", memory=16 * GB, memory_available=8 * GB)
SERVER = replace(LAPTOP, cores=16, isa="AVX512")
CARD = Gpu(name="NVIDIA L4", memory=24 * GB, memory_free=20 * GB)
WITH_CARD = replace(SERVER, gpus=(CARD,), cublas=True)


def running(choice: Choice) -> tuple[str, str, str, int, int]:
    return choice.model, choice.device, choice.compute_type, choice.workers, choice.threads


@pytest.mark.parametrize(
    ("machine", "available", "expected"),
    [
        (LAPTOP, ALL, ("base", "cpu", "int8", 2, 1)),
        (LAPTOP, {"base"}, ("base", "cpu", "int8", 2, 1)),
        (LAPTOP, {"small"}, ("small", "cpu", "int8", 2, 1)),
        (SERVER, ALL, ("small", "cpu", "int8", 8, 2)),
        (SERVER, {"base", "tiny"}, ("base", "cpu", "int8", 8, 2)),
        (replace(SERVER, cores=8), ALL, ("small", "cpu", "int8", 4, 2)),
        (replace(SERVER, cores=7), ALL, ("base", "cpu", "int8", 7, 1)),
        (replace(SERVER, isa="AVX"), ALL, ("base", "cpu", "int8", 8, 2)),
        (replace(SERVER, memory_available=GB // 2), ALL, ("base", "cpu", "int8", 8, 2)),
        (replace(LAPTOP, memory_available=GB // 10), ALL, ("tiny", "cpu", "int8", 2, 1)),
        (replace(LAPTOP, memory_available=0), ALL, ("base", "cpu", "int8", 2, 1)),
        (WITH_CARD, ALL, ("large-v3-turbo", "cuda", "float16", 2, 1)),
        (WITH_CARD, {"base"}, ("base", "cuda", "float16", 2, 1)),
        (replace(WITH_CARD, cublas=False), ALL, ("small", "cpu", "int8", 8, 2)),
        (
            replace(WITH_CARD, gpus=(replace(CARD, memory_free=4 * GB),)),
            ALL,
            ("large-v3-turbo", "cuda", "int8_float16", 1, 1),
        ),
        (replace(WITH_CARD, gpus=(replace(CARD, memory_free=GB),)), ALL, ("small", "cpu", "int8", 8, 2)),
        (
            replace(WITH_CARD, gpus=(Gpu(name="CUDA", memory=0, memory_free=0),)),
            ALL,
            ("large-v3-turbo", "cuda", "float16", 2, 1),
        ),
        (LAPTOP, frozenset(), ("base", "cpu", "int8", 2, 1)),
    ],
)
def test_auto(machine: Machine, available: frozenset[str], expected: tuple[str, str, str, int, int]) -> None:
    assert running(choose(machine, available, "auto")) == expected


@pytest.mark.parametrize("wanted", ["small", "./mon/modele", "macro"])
def test_what_is_asked_for_is_taken(wanted: str) -> None:
    choice = choose(LAPTOP, frozenset(), wanted)
    assert running(choice) == (wanted, "cpu", "int8", 2, 1)
    assert f"« {wanted} » demandé" in choice.reason_fr


def test_reasons_name_the_card() -> None:
    assert "NVIDIA L4" in choose(WITH_CARD, ALL, "auto").reason_fr
    assert choose(WITH_CARD, ALL, "auto").better_fr == ""


def test_weights_that_are_not_there_yet_are_named() -> None:
    choice = choose(WITH_CARD, {"base"}, "auto")
    assert "« large-v3-turbo » n'est pas encore là" in choice.reason_fr
    assert "./run weights fetch large-v3-turbo" in choice.better_fr


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (replace(WITH_CARD, cublas=False), "cuBLAS"),
        (replace(WITH_CARD, gpus=(replace(CARD, memory_free=GB),)), "moins de 2,0 Go"),
        (LAPTOP, "au moins 8 cœurs"),
        (SERVER, "carte graphique NVIDIA"),
    ],
)
def test_what_is_missing_for_better(machine: Machine, words: str) -> None:
    assert words in choose(machine, ALL, "auto").better_fr


def test_a_large_model_on_a_processor_is_warned_of() -> None:
    assert "trop lent" in choose(SERVER, ALL, "large-v3").better_fr
