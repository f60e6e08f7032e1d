"""Several people are suggested on account of several voices only, whatever else clips have in them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.several import Impression, groups, several

SEEDS = st.integers(0, 2**32)
DIMENSIONS = 192


def unit(vector: Impression) -> Impression:
    return vector / np.float32(np.linalg.norm(vector))


def around(centre: Impression, count: int, spread: float, random: np.random.Generator) -> list[Impression]:
    odd = random.standard_normal((count, len(centre))).astype(np.float32)
    return [unit(centre + np.float32(spread) * unit(each)) for each in odd]


def people(random: np.random.Generator, count: int) -> list[Impression]:
    """Nothing alike."""
    turned, _ = np.linalg.qr(random.standard_normal((DIMENSIONS, count)))
    return list(turned.T.astype(np.float32))


@given(seed=SEEDS, count=st.integers(0, 16), spread=st.floats(0, 1.1))
def test_one_cluster_never_hints(seed: int, count: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    (centre,) = people(random, 1)
    assert not several(around(centre, count, spread, random))


@given(seed=SEEDS, least=st.integers(3, 8), spread=st.floats(0, 0.6))
def test_two_clear_clusters_in_turns_always_hint(seed: int, least: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    one, other = (around(centre, least, spread, random) for centre in people(random, 2))
    assert several([clip for pair in zip(one, other, strict=True) for clip in pair])


@given(seed=SEEDS, sizes=st.lists(st.integers(1, 5), min_size=1, max_size=4), spread=st.floats(0, 1.2))
def test_who_is_who_does_not_depend_on_the_order(seed: int, sizes: list[int], spread: float) -> None:
    random = np.random.default_rng(seed)
    clips = [
        clip
        for centre, size in zip(people(random, len(sizes)), sizes, strict=True)
        for clip in around(centre, size, spread, random)
    ]
    order = random.permutation(len(clips))
    likeness = np.stack(clips) @ np.stack(clips).T
    turned = groups(likeness[np.ix_(order, order)], 0.55)
    again = sorted(sorted(int(order[index]) for index in group) for group in turned)
    assert again == sorted(map(sorted, groups(likeness, 0.55)))
    assert several(clips[::-1]) == several(clips), "nor does anything on which way time goes"


@given(seed=SEEDS, first=st.integers(0, 8), second=st.integers(0, 8), spread=st.floats(0, 0.6))
def test_one_change_is_no_second_person(seed: int, first: int, second: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    before, after = people(random, 2)
    assert not several([*around(before, first, spread, random), *around(after, second, spread, random)])
