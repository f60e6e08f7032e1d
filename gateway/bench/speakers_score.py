"""How right it is who spoke: diarisation error rate, and whether words have the right speaker. Pure.

Time is cut into cells of 10 ms. In a cell where R people speak and H labels are given, max(R, H) less the labels that
are right are wrong: people who are missed, labels too many, labels of somebody else. The rate is their sum over that of
R: overlapped speech counts for each who speaks. Labels are given to people, each to one at most, as it fits best over
the whole recording. With a collar, sound within that distance of the beginning or end of somebody's turn is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gateway.bench.speakers_truth import Turn

_PER_S = 100
Cells = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Seconds, summed over people."""

    speech: float
    missed: float
    false: float
    confused: float

    @property
    def rate(self) -> float:
        return (self.missed + self.false + self.confused) / self.speech if self.speech else 0.0

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(
            speech=self.speech + other.speech,
            missed=self.missed + other.missed,
            false=self.false + other.false,
            confused=self.confused + other.confused,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """``labels`` are matched with people: by label, who it is; labels too many are nobody."""

    errors: Errors
    labels: Mapping[str, str]
    single_s: float
    """Seconds in which one person speaks and some label is given."""
    single_right: float
    """Share of them whose label is right."""


def compare(truth: Sequence[Turn], told: Sequence[Turn], *, collar_s: float = 0.0) -> Compared:
    """``collar_s``: on each side of where a turn begins or ends."""
    count = 1 + max((_cell(turn.end) for turn in (*truth, *told)), default=0)
    people, labels = _rows(truth, count), _rows(told, count)
    counted = ~_collars(truth, count, collar_s)
    matched = _matched(people, labels, counted)
    spoken = np.sum([*people.values(), np.zeros(count)], axis=0)
    given = np.sum([*labels.values(), np.zeros(count)], axis=0)
    right = np.sum(
        [labels[label] & people[who] for label, who in matched.items()] + [np.zeros(count)], axis=0
    )
    single = counted & (spoken == 1) & (given > 0)
    return Compared(
        errors=Errors(
            speech=float(spoken[counted].sum()) / _PER_S,
            missed=float(np.maximum(0, spoken - given)[counted].sum()) / _PER_S,
            false=float(np.maximum(0, given - spoken)[counted].sum()) / _PER_S,
            confused=float((np.minimum(spoken, given) - right)[counted].sum()) / _PER_S,
        ),
        labels=matched,
        single_s=float(single.sum()) / _PER_S,
        single_right=float((right[single] > 0).mean()) if single.any() else 0.0,
    )


def best_pairs(gains: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """Row with column, each once at most, so that the sum of ``gains`` (rows, columns) is largest; none without gain.

    Takes 2^n steps for n columns, so ask it with the fewer of the two as columns.
    """
    rows, columns = gains.shape
    best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for row in range(rows):
        new = dict(best)
        for taken, (gain, pairs) in best.items():
            for column in range(columns):
                if taken >> column & 1 or gains[row, column] <= 0:
                    continue
                more = (gain + float(gains[row, column]), (*pairs, (row, column)))
                if more[0] > new.get(taken | 1 << column, (-1.0,))[0]:
                    new[taken | 1 << column] = more
        best = new
    return list(max(best.values(), key=lambda found: found[0])[1])


def _matched(people: Mapping[str, Cells], labels: Mapping[str, Cells], counted: Cells) -> dict[str, str]:
    names, told = list(people), list(labels)
    gains = np.array(
        [[float((people[who] & labels[label] & counted).sum()) for who in names] for label in told]
    ).reshape(len(told), len(names))
    if len(names) <= len(told):
        return {told[label]: names[who] for label, who in best_pairs(gains)}
    return {told[label]: names[who] for who, label in best_pairs(gains.T)}


def _rows(turns: Iterable[Turn], count: int) -> dict[str, Cells]:
    rows: dict[str, Cells] = {}
    for turn in turns:
        rows.setdefault(turn.who, np.zeros(count, dtype=bool))[_cell(turn.start) : _cell(turn.end)] = True
    return rows


def _collars(turns: Iterable[Turn], count: int, collar_s: float) -> Cells:
    cells = np.zeros(count, dtype=bool)
    if collar_s:
        for edge in (edge for turn in turns for edge in (turn.start, turn.end)):
            cells[max(0, _cell(edge - collar_s)) : _cell(edge + collar_s)] = True
    return cells


def _cell(seconds: float) -> int:
    return round(seconds * _PER_S)
