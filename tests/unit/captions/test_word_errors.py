"""The error count is a true edit distance, and its alignment explains it."""

from hypothesis import given
from hypothesis import strategies as st

from captions.word_errors import WordErrors, word_errors

Words = st.lists(st.sampled_from("abcd"), max_size=12)


def plain_distance(reference: list[str], hypothesis: list[str]) -> int:
    row = list(range(len(hypothesis) + 1))
    for count, word in enumerate(reference, 1):
        above, row = row, [count]
        for index, other in enumerate(hypothesis):
            row.append(min(above[index + 1] + 1, row[-1] + 1, above[index] + (word != other)))
    return row[-1]


def counted(found: WordErrors) -> tuple[int, int, int]:
    return found.substitutions, found.deletions, found.insertions


@given(reference=Words, hypothesis=Words)
def test_counts_the_fewest_edits_and_pairs_every_word(reference: list[str], hypothesis: list[str]) -> None:
    found = word_errors(reference, hypothesis)
    assert found.errors == plain_distance(reference, hypothesis)
    assert [r for r, _ in found.pairs if r is not None] == list(range(len(reference)))
    assert [h for _, h in found.pairs if h is not None] == list(range(len(hypothesis)))
    equal = sum(r is not None and h is not None and reference[r] == hypothesis[h] for r, h in found.pairs)
    assert equal + found.substitutions + found.deletions == found.reference_words


def test_each_kind_of_error_is_told_apart() -> None:
    reference = ["le", "conseil", "adopte", "la", "délibération"]
    assert counted(word_errors(reference, ["le", "conseil", "adopte", "la", "libération"])) == (1, 0, 0)
    assert counted(word_errors(reference, ["le", "conseil", "adopte", "délibération"])) == (0, 1, 0)
    assert counted(word_errors(reference, ["le", "grand", "conseil", "adopte", "la", "délibération"])) == (
        0,
        0,
        1,
    )


def test_empty_sides() -> None:
    assert word_errors([], []).rate == 0
    assert word_errors(["a", "b"], []).rate == 1
    assert word_errors([], ["a", "b"]).rate == 2


def test_an_hour_of_words_is_aligned() -> None:
    reference = [f"mot{index * 7919 % 613}" for index in range(5000)]
    hypothesis = [word for index, word in enumerate(reference) if index % 10]
    found = word_errors(reference, hypothesis)
    assert counted(found) == (0, 500, 0)
