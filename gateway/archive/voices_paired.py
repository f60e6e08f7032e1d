"""Pairs rows with columns so that what they share is most in all. Pure.

The Hungarian method: rows are taken one after the other, and each may move those before it along the cheapest path to a
column that is free. For a few dozens of each.
"""

from collections.abc import Sequence
from math import inf


def paired(shares: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs of a row and a column that share something, each once at most; what no pair helps is in none."""
    columns = max(map(len, shares), default=0)
    size = max(len(shares), columns)
    # A square, so that everybody has a place; what costs nothing is no pair.
    costs = [[-share for share in row] + [0.0] * (size - len(row)) for row in shares]
    costs += [[0.0] * size for _ in range(size - len(shares))]
    return [
        (row, column)
        for row, column in sorted(_cheapest(costs))
        if row < len(shares) and column < len(shares[row]) and shares[row][column] > 0
    ]


def _cheapest(costs: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Rows and columns count from 1 within: column 0 is where the row begins that has no place yet."""
    size = len(costs)
    of_row, of_column = [0.0] * (size + 1), [0.0] * (size + 1)
    holder = [0] * (size + 1)
    for row in range(1, size + 1):
        holder[0], column = row, 0
        least, way, seen = [inf] * (size + 1), [0] * (size + 1), [False] * (size + 1)
        while holder[column]:
            seen[column] = True
            here, step, following = holder[column], inf, 0
            for other in range(1, size + 1):
                if not seen[other]:
                    cost = costs[here - 1][other - 1] - of_row[here] - of_column[other]
                    if cost < least[other]:
                        least[other], way[other] = cost, column
                    if least[other] < step:
                        step, following = least[other], other
            for other in range(size + 1):
                if seen[other]:
                    of_row[holder[other]] += step
                    of_column[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            holder[column], column = holder[way[column]], way[column]
    return [(holder[column] - 1, column - 1) for column in range(1, size + 1)]
