"""An observer that remembers."""

from captions.events import Cause


class Observed:
    """Implements ``pipeline.ports.Observer``."""

    def __init__(self) -> None:
        self.shown: list[int] = []
        self.final: list[int] = []
        self.gaps: list[tuple[Cause, int]] = []
        self.skipped = 0

    def word_shown(self, delay_ms: int) -> None:
        self.shown.append(delay_ms)

    def word_final(self, delay_ms: int) -> None:
        self.final.append(delay_ms)

    def gap(self, cause: Cause, length_ms: int) -> None:
        self.gaps.append((cause, length_ms))

    def shed(self, updates: int) -> None:
        self.skipped += updates
