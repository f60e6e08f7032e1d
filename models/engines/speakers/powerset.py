"""From the classes of the segmentation network to runs of local voices. Pure.

The network names who speaks by seven classes: nobody, one of three voices, two of them at once. Its voices are
local: the first voice of one window may be the second of the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CELL = 320
"""Samples of a cell, 20 ms: the grid that everything after the network is on."""

_FRAME_STEP = 270
_FRAME_CENTRE = 495
_VOICES = ((1, 4, 5), (2, 4, 6), (3, 5, 6))
"""Classes in which each local voice speaks."""
_ACTIVE = 0.5
_BRIDGE = 8
"""Cells, 160 ms: pauses that do not end a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A local voice from cell ``start`` up to but not including ``end``, of a window."""

    voice: int
    start: int
    end: int


def activities(log_probabilities: npt.NDArray[np.float32], cells: int) -> npt.NDArray[np.bool_]:
    """(frames, 7) to (3, cells): where each local voice speaks."""
    classes = np.exp(log_probabilities)
    voices = np.stack([classes[:, list(members)].sum(axis=1) for members in _VOICES])
    centres = np.arange(cells) * CELL + CELL // 2
    nearest = np.clip((centres - _FRAME_CENTRE + _FRAME_STEP // 2) // _FRAME_STEP, 0, len(classes) - 1)
    active: npt.NDArray[np.bool_] = voices[:, nearest] > _ACTIVE
    return active


def runs(active: npt.NDArray[np.bool_], first: int) -> list[Run]:
    """The stretches of each voice from cell ``first`` on, short pauses bridged."""
    return [
        Run(voice=voice, start=max(start, first), end=end)
        for voice, row in enumerate(active)
        for start, end in _bridged(row)
        if end > first
    ]


def _bridged(row: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(row, prepend=False, append=False))
    start = end = -1
    for begin, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end >= 0 and begin - end <= _BRIDGE:
            end = stop
            continue
        if end >= 0:
            yield start, end
        start, end = begin, stop
    if end >= 0:
        yield start, end
