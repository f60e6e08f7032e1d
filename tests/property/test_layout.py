"""Whatever the text and the room for it, rows hold all of it and part only what must be parted."""

import time
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from captions.breaks import CLUMSY, costs
from captions.layout import lay, pieces, wrap


def said(text: str) -> list[str]:
    return text.split(" ")


WORD = st.one_of(
    st.sampled_from(
        said(
            "le de à la un pour et Anne Jean-Pierre Le Goff M. Mme 2 397 000 euros 14 mars h 30 article L. 2121-18 « "
            "» ? % ; : maire, budget. municipalité l' qu' je ne n°"
        )
    ),
    st.text(min_size=1, max_size=30).filter(lambda text: " " not in text),
)
TEXT = st.lists(WORD, max_size=30)
COLUMNS = st.integers(12, 80)


@given(TEXT, COLUMNS, st.one_of(st.none(), st.integers(1, 5)), st.integers(0, 20), st.booleans())
def test_no_text_is_lost_and_no_row_is_too_long(
    words: list[str], columns: int, rows: int | None, indent: int, even: bool
) -> None:
    found = lay(words, columns, rows=rows, indent=indent, even=even)
    assert all(row and len(row) <= columns for row in found)
    assert " ".join(found).replace(" ", "") == "".join(words)
    if words and indent + len(pieces(words[0], columns)[0]) <= columns:
        assert len(found[0]) + indent <= columns
    if rows is not None and not indent:
        assert len(found) <= max(rows, len(wrap(words, columns)))


def parted(words: list[str], begins: tuple[int, ...]) -> int:
    between = costs(words)
    return sum(between[begin - 1] >= CLUMSY for begin in begins)


@given(st.lists(WORD, min_size=1, max_size=9), st.integers(12, 30), st.integers(1, 4))
def test_nothing_is_parted_where_there_is_another_way(words: list[str], columns: int, rows: int) -> None:
    words = [word[:columns] for word in words]
    found = lay(words, columns, rows=rows)
    limit = max(rows, len(wrap(words, columns)))
    ways = [
        begins
        for count in range(limit)
        for begins in combinations(range(1, len(words)), count)
        if all(
            len(" ".join(words[start:end])) <= columns
            for start, end in zip((0, *begins), (*begins, len(words)), strict=True)
        )
    ]
    lengths = [len(row.split(" ")) for row in found]
    taken = tuple(sum(lengths[:index]) for index in range(1, len(lengths)))
    assert taken in ways
    assert parted(words, taken) == min(parted(words, way) for way in ways) or sum(
        costs(words)[begin - 1] for begin in taken
    ) <= min(sum(costs(words)[begin - 1] for begin in way) for way in ways) + 400 * (limit + 1)


def test_time_grows_with_the_text_and_no_faster() -> None:
    words = said("la séance du 14 mars est ouverte par Mme Anne Le Goff, maire de Nantes.")

    def seconds(times: int) -> float:
        text = words * times
        best = 9.0
        for _ in range(3):
            begin = time.process_time()
            lay(text)
            lay(text, rows=2)
            best = min(best, time.process_time() - begin)
        return best

    assert seconds(1600) < 16 * 3 * max(0.002, seconds(100))
