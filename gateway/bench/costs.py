"""What the steps of an engine cost by length of sound, batch and beam: processor time and time on the clock.

Each figure is the least of some tries: whatever else runs on the machine only ever adds. Milliseconds are for the
whole batch; ``per_item_ms`` and ``per_token_ms`` are of processor time on a processor and of clock time on a GPU.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

T = TypeVar("T")

TOKENS = 24
"""New tokens a decode: what is said in about five seconds."""
_TRIES = 3
_LONG_S = 3.0
"""What takes so long is tried once."""


class Steps(Protocol[T]):
    """The engine, step by step; ``models.engines.bare.BareWhisper``. ``T`` is what it encodes sound to."""

    def encode(self, seconds: int, batch: int) -> T: ...

    def decode(self, encoded: T, batch: int, *, tokens: int, beam: int) -> int: ...

    def align(self, encoded: T, seconds: int, batch: int, *, tokens: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One step, once. ``beam`` is 0 where nothing is searched."""

    step: str
    seconds: int
    batch: int
    beam: int
    tokens: int
    cpu_ms: float
    wall_ms: float

    def as_json(self, *, gpu: bool) -> dict[str, object]:
        spent = self.wall_ms if gpu else self.cpu_ms
        row: dict[str, object] = {"step": self.step, "seconds": self.seconds, "batch": self.batch}
        if self.beam:
            row["beam"] = self.beam
        row |= {"cpu_ms": round(self.cpu_ms, 1), "wall_ms": round(self.wall_ms, 1)}
        row["per_item_ms"] = round(spent / self.batch, 2)
        if self.tokens:
            row["per_token_ms"] = round(spent / self.tokens, 2)
        return row


def costs(
    engine: Steps[T], *, seconds: Sequence[int], batches: Sequence[int], beams: Sequence[int]
) -> Iterator[Cost]:
    """Every step for every length and batch; the first call, which compiles and allocates, is not counted."""
    engine.decode(engine.encode(seconds[0], 1), 1, tokens=TOKENS, beam=1)
    for length in seconds:
        for batch in batches:
            encoded, cpu, wall = _least(partial(engine.encode, length, batch))
            yield _cost("encode", length, batch, cpu, wall)
            for beam in beams:
                decode = partial(engine.decode, encoded, batch, tokens=TOKENS, beam=beam)
                count, cpu, wall = _least(decode)
                yield _cost("decode", length, batch, cpu, wall, beam=beam, tokens=count)
            _, cpu, wall = _least(partial(engine.align, encoded, length, batch, tokens=TOKENS))
            yield _cost("align", length, batch, cpu, wall)


def _cost(
    step: str, seconds: int, batch: int, cpu_ms: float, wall_ms: float, *, beam: int = 0, tokens: int = 0
) -> Cost:
    return Cost(
        step=step, seconds=seconds, batch=batch, beam=beam, tokens=tokens, cpu_ms=cpu_ms, wall_ms=wall_ms
    )


R = TypeVar("R")


def _least(call: Callable[[], R]) -> tuple[R, float, float]:
    cpu_ms = wall_ms = float("inf")
    for _ in range(_TRIES):
        wall, cpu = time.perf_counter(), time.process_time()
        result = call()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        cpu_ms, wall_ms = min(cpu_ms, cpu * 1000), min(wall_ms, wall * 1000)
        if wall > _LONG_S:
            break
    return result, cpu_ms, wall_ms
