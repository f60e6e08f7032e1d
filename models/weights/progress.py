"""What a long preparation of weights tells while it works; words and bars belong to whoever shows them."""

from enum import StrEnum
from typing import Protocol


class Step(StrEnum):
    """What is going on, with the unit of its progress."""

    WAIT = "wait"
    """Another process prepares the same weights (no progress)."""
    REPAIR = "repair"
    """The cache was damaged and is made again (no progress)."""
    SOURCE_FAILED = "source_failed"
    """A source could not serve; the next one is tried (no progress)."""
    DOWNLOAD = "download"
    """Bytes; a total of 0 is unknown."""
    JOIN = "join"
    """Bytes of the data packages."""
    CONVERT = "convert"
    """Bytes of the original weights."""
    VERIFY = "verify"
    """Bytes of the cache."""


class Progress(Protocol):
    """Called often, from the thread that prepares; ``what`` is a file or a reason, ``done`` never falls."""

    def __call__(self, step: Step, what: str, done: int, total: int) -> None: ...


def silent(step: Step, what: str, done: int, total: int) -> None:
    """For those who do not look."""
