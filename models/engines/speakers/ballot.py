"""What several looks at the same sound say together: who speaks in each cell of the last seconds. Pure.

Each look votes for labels, with the weight of a Hamming window, as the network is surest in the middle of its window.
A look that could not tell whose speech it hears abstains there.
"""

import numpy as np
import numpy.typing as npt

from models.audio import Samples
from models.engines.speakers.powerset import CELL, Run
from models.speakers import VoiceLabel, VoiceTurn

_MAJORITY = 0.5


class Ballot:
    """Votes on ``cells`` cells, the last ones of the sound; ``advance`` moves them on."""

    def __init__(self, cells: int) -> None:
        self._weights = np.hamming(cells).astype(np.float32)
        self._votes: dict[int, npt.NDArray[np.float32]] = {}
        """By label: its votes, and those of them by looks that could not tell who else spoke there."""
        self._looked = np.zeros(cells, dtype=np.float32)

    def advance(self, cells: int) -> None:
        """So many new cells at the end, as many old ones forgotten."""
        self._looked = _shifted(self._looked, cells)
        votes = {label: _shifted(row, cells) for label, row in self._votes.items()}
        self._votes = {label: row for label, row in votes.items() if row.any()}

    def vote(self, found: list[tuple[Run, int | None]], first: int) -> None:
        """One look at the cells from ``first`` on: its runs, and whose they are."""
        unclear = np.zeros(len(self._looked), dtype=bool)
        for run, label in found:
            unclear[run.start : run.end] |= label is None
        counts = ~unclear
        counts[:first] = False
        self._looked += self._weights * counts
        for run, label in found:
            if label is not None:
                rows = self._votes.setdefault(label, np.zeros((2, len(self._looked)), dtype=np.float32))
                weights = self._weights[run.start : run.end]
                rows[0, run.start : run.end] += weights
                rows[1, run.start : run.end] += weights * unclear[run.start : run.end]

    def share(self, label: int, start: int, end: int) -> float:
        """How much of the cells the label has so far, 0 to 1."""
        if label not in self._votes or end <= start:
            return 0.0
        return float((self._shares(label, start, end) >= _MAJORITY).mean())

    def labels(self) -> tuple[int, ...]:
        return tuple(self._votes)

    def rename(self, was: int, now: int) -> None:
        """What was voted for ``was`` counts for ``now``."""
        row = self._votes.pop(was, None)
        if row is not None:
            self._votes[now] = np.maximum(row, self._votes.get(now, np.zeros_like(row)))

    def _shares(self, label: int, start: int, end: int) -> npt.NDArray[np.float32]:
        """The share of the label in the looks at each cell that could tell, or that found it."""
        votes, unclear = self._votes[label][:, start:end]
        shares: npt.NDArray[np.float32] = votes / np.maximum(
            self._looked[start:end] + unclear, np.float32(1e-6)
        )
        return shares

    def turns(self, start: int, speech: npt.NDArray[np.bool_], at: int) -> list[VoiceTurn]:
        """Who won each of the cells from ``start``, as many as ``speech``, whose first is cell ``at`` of the sound."""
        end = start + len(speech)
        turns = []
        for label in sorted(self._votes):
            share = self._shares(label, start, end)
            edges = np.flatnonzero(np.diff((share >= _MAJORITY) & speech, prepend=False, append=False))
            for begin, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                turns.append(
                    VoiceTurn(
                        label=VoiceLabel(label),
                        start=Samples((at + begin) * CELL),
                        end=Samples((at + stop) * CELL),
                        confidence=min(1.0, float(share[begin:stop].mean())),
                    )
                )
        return sorted(turns, key=lambda turn: (turn.start, turn.label))


def _shifted(row: npt.NDArray[np.float32], cells: int) -> npt.NDArray[np.float32]:
    moved = np.zeros_like(row)
    moved[..., :-cells] = row[..., cells:]
    return moved
