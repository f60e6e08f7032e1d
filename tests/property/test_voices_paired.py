"""Pairs share as much as any others would."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.archive.voices_paired import paired


@st.composite
def tables(draw: st.DrawFn) -> list[list[float]]:
    rows, columns = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    share = st.sampled_from([0.0, 0.0, 1.0, 2.0, 2.5, 7.0, 7.25, 100.0])
    return [draw(st.lists(share, min_size=columns, max_size=columns)) for _ in range(rows)]


@given(tables())
def test_nothing_is_shared_more(table: list[list[float]]) -> None:
    found = paired(table)
    assert len({row for row, _ in found}) == len({column for _, column in found}) == len(found)
    assert all(table[row][column] > 0 for row, column in found)
    assert sum(table[row][column] for row, column in found) == pytest.approx(best(table))


def best(table: list[list[float]]) -> float:
    size = max([len(table), *map(len, table)], default=0)
    square = [row + [0.0] * (size - len(row)) for row in table]
    square += [[0.0] * size for _ in range(size - len(table))]
    return max(
        sum(map(lambda row, column: row[column], square, order)) for order in permutations(range(size))
    )
