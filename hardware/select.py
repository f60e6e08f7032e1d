"""Chooses the model and how to run it, from what the machine is and what weights can be had. Pure.

| Machine | ``auto`` prefers | Computes in | Workers × threads |
|---|---|---|---|
| graphics card, 6 GB free or more | large-v3-turbo | float16 | 2 × 1 |
| graphics card with less | large-v3-turbo | int8_float16 | 1 × 1 |
| 8 fast cores or more | small | int8 | half the cores × 2 |
| other processors | base | int8 | the cores × 1 |

One thread a worker beats several on few cores (they wait for each other at every layer); workers share the
weights. When the preferred weights cannot be had, the next ones down are taken, and the reason says so.
"""

from collections.abc import Set
from dataclasses import dataclass

from hardware.machine import Gpu, Machine

GIGABYTE = 1_000_000_000
AMPLE_GPU = 6 * GIGABYTE
LEAST_GPU = 2 * GIGABYTE
MANY_CORES = 8
_MAX_CPU_WORKERS = 8

_GPU_ORDER = ("large-v3-turbo", "large-v3", "medium", "small", "base", "tiny")
_BIG_CPU_ORDER = ("small", "base", "tiny")
_SMALL_CPU_ORDER = ("base", "tiny", "small")
_GPU_MODELS = ("large-v3-turbo", "large-v3", "medium")
_FALLBACK = "base"
"""What a first run without network finds in the data packages."""

_MEMORY_NEEDED = {"tiny": 0.3, "base": 0.4, "small": 0.8}
"""Gigabytes on a processor, as the catalogue of weights estimates them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to run and why; the reasons are sentences for people."""

    model: str
    device: str
    """``cuda`` or ``cpu``."""
    compute_type: str
    workers: int
    threads: int
    """Of each worker."""
    reason_fr: str
    better_fr: str
    """What would give better captions here; empty when nothing is known to."""


def choose(machine: Machine, available: Set[str], wanted: str) -> Choice:
    """``wanted`` is ``auto``, a name or a path; ``available`` are the names that can be had.

    Anything but ``auto`` is taken as it is: whether it exists is found out when it is fetched.
    """
    gpu = usable_gpu(machine)
    if gpu is not None:
        device, compute_type, workers, threads = _on_gpu(gpu)
        order: tuple[str, ...] = _GPU_ORDER
    else:
        device, compute_type = "cpu", "int8"
        workers, threads = _on_cpu(machine)
        order = _cpu_order(machine)
    automatic = wanted == "auto"
    model = next((name for name in order if name in available), _FALLBACK) if automatic else wanted
    return Choice(
        model=model,
        device=device,
        compute_type=compute_type,
        workers=workers,
        threads=threads,
        reason_fr=_reason(machine, gpu, model, order[0], automatic=automatic),
        better_fr=_better(machine, gpu, model, order[0]),
    )


def usable_gpu(machine: Machine) -> Gpu | None:
    """The first card that has its library and enough memory; an unknown amount counts as enough."""
    if not machine.gpus or not machine.cublas:
        return None
    gpu = machine.gpus[0]
    return gpu if not gpu.memory or gpu.memory_free >= LEAST_GPU else None


def _on_gpu(gpu: Gpu) -> tuple[str, str, int, int]:
    if gpu.memory and gpu.memory_free < AMPLE_GPU:
        return "cuda", "int8_float16", 1, 1
    return "cuda", "float16", 2, 1


def _on_cpu(machine: Machine) -> tuple[int, int]:
    if machine.cores >= MANY_CORES:
        return min(_MAX_CPU_WORKERS, machine.cores // 2), 2
    return machine.cores, 1


def _cpu_order(machine: Machine) -> tuple[str, ...]:
    order = _BIG_CPU_ORDER if machine.fast_cores >= MANY_CORES else _SMALL_CPU_ORDER
    if not machine.memory_available:
        return order
    return tuple(n for n in order if _MEMORY_NEEDED[n] * GIGABYTE <= machine.memory_available) or ("tiny",)


def _reason(machine: Machine, gpu: Gpu | None, model: str, best: str, *, automatic: bool) -> str:
    if gpu is not None:
        where = f"la carte graphique {gpu.name} fait le travail"
        if gpu.memory and gpu.memory_free < AMPLE_GPU:
            where += f" (mémoire réduite : {gigabytes(gpu.memory_free)} libres, calcul en 8 bits)"
    else:
        count = "un seul cœur" if machine.cores == 1 else f"{machine.cores} cœurs"
        where = f"le processeur fait le travail ({count}, {machine.isa}), en calcul 8 bits"
    if not automatic:
        return f"Modèle « {model} » demandé ; {where}."
    if model == best:
        return f"Modèle « {model} » choisi pour cette machine : {where}."
    return f"Modèle « {model} », le meilleur qui soit déjà à disposition : {where}. « {best} » n'est pas encore là."


def _better(machine: Machine, gpu: Gpu | None, model: str, best: str) -> str:
    if gpu is None and machine.gpus:
        return _gpu_unused(machine)
    if gpu is None and model in _GPU_MODELS:
        return f"Attention : sans carte graphique, « {model} » est trop lent pour le direct. Préférez « {best} »."
    if model != best and model in _GPU_ORDER and _GPU_ORDER.index(best) < _GPU_ORDER.index(model):
        return (
            f"Cette machine peut faire mieux : lancez ./run weights fetch {best} (une fois, avec un réseau)."
        )
    if gpu is None and machine.fast_cores < MANY_CORES:
        return (
            "Pour de meilleurs sous-titres : une machine d'au moins 8 cœurs récents (modèle « small »), "
            "ou mieux une carte graphique NVIDIA (modèle « large-v3-turbo »)."
        )
    if gpu is None:
        return "Pour de meilleurs sous-titres : une carte graphique NVIDIA (modèle « large-v3-turbo »)."
    return ""


def _gpu_unused(machine: Machine) -> str:
    name = machine.gpus[0].name
    if not machine.cublas:
        return (
            f"La carte graphique {name} n'est pas utilisée : il lui manque la bibliothèque cuBLAS de CUDA 12. "
            "Installez-la avec VOIXLA_EXTRAS=gpu ./run doctor."
        )
    return (
        f"La carte graphique {name} n'est pas utilisée : il lui reste moins de {gigabytes(LEAST_GPU)} de mémoire. "
        "Arrêtez ce qui l'occupe, puis relancez."
    )


def gigabytes(size: int) -> str:
    """``6,4 Go``."""
    return f"{size / GIGABYTE:.1f} Go".replace(".", ",")
