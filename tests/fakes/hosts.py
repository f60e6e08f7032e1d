"""Hosts on a store in a temporary folder, with a clock that tests move and passwords that cost nothing to check."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher

from gateway.access.hosting import Hosting
from gateway.access.store import open_store

QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "une phrase de passe"


class Clock:
    """Unix time, as the test says."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@contextmanager
def hosting_in(folder: Path, clock: Clock | None = None) -> Iterator[Hosting]:
    with open_store(folder) as store:
        yield Hosting(store, clock or Clock(), QUICK_HASHER)
