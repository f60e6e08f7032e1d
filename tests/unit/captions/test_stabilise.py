from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.ids import Milliseconds
from captions.stabilise import Split, Stability, agreement, letters, split
from captions.words import Word

RULE = partial(Stability, show_at_once=0.8, show_later=0.2, show_span_ms=600)
FAST = RULE(agree=False, settled_ms=1000, age_ms=2000)
AGREED = RULE(agree=True, settled_ms=300, age_ms=3000)
NOW = 10_000


def words(*parts: tuple[str, int] | tuple[str, int, float]) -> list[Word]:
    """(text, end in ms, probability)."""
    return [
        Word(
            text=part[0],
            start_ms=Milliseconds(part[1] - 200),
            end_ms=Milliseconds(part[1]),
            probability=part[2] if len(part) == 3 else 0.9,
        )
        for part in parts
    ]


@pytest.mark.parametrize(
    ("new", "previous", "rule", "expected"),
    [
        ([], [], FAST, (0, 0)),
        ([("un", 9000)], [], FAST, (1, 1)),
        ([("un", 9001)], [], FAST, (0, 1)),
        ([("un", 8000), ("deux", 9500)], [], FAST, (1, 2)),
        ([("un", 8000, 0.01), ("deux", 9500, 0.29)], [], FAST, (1, 1)),
        ([("un", 9500, 0.29), ("deux", 9600)], [], FAST, (0, 0)),
        ([("un", 9500, 0.31), ("deux", 9600, 0.1), ("trois", 9700)], [], FAST, (0, 1)),
        ([("un", 9400, 0.21), ("deux", 10_000, 0.79)], [], FAST, (0, 1)),
        ([("un", 9300, 0.2), ("deux", 10_100, 0.8)], [], FAST, (0, 2)),
        ([("de", 8000), ("400", 8900)], [], FAST, (1, 2)),
        ([("de", 7000), ("400", 8000)], [], FAST, (2, 2)),
        ([("85", 8100), ("000", 8500), ("euros", 9000)], [], FAST, (3, 3)),
        ([("85", 8100), ("000", 8500), ("euros", 9001)], [], FAST, (0, 3)),
        ([("à", 8000), ("soixante-dix", 8500), ("pour", 8800)], [], FAST, (1, 3)),
        (
            [("à", 8000), ("soixante-dix", 8500), ("pour", 8800), ("cent", 8900), ("des", 9000)],
            [],
            FAST,
            (5, 5),
        ),
        ([("un", 9700)], [], AGREED, (0, 1)),
        ([("un", 9700)], [("Un,", 9600)], AGREED, (1, 1)),
        ([("un", 9701)], [("un", 9600)], AGREED, (0, 1)),
        ([("un", 9000), ("deux", 9200)], [("un", 9000), ("dix", 9200)], AGREED, (1, 2)),
        ([("un", 7000), ("deux", 9200)], [], AGREED, (1, 2)),
        ([("un", 7001), ("deux", 9200)], [("on", 7001)], AGREED, (0, 2)),
    ],
    ids=[
        "nothing",
        "settled",
        "not settled",
        "settled and shown",
        "final whatever its probability, not shown below it",
        "nothing is shown after a doubtful word",
        "shown up to the doubtful word",
        "the newest word must be surer",
        "the bar is level at both ends",
        "a number may still grow",
        "an old number does not",
        "nor one with a word behind it",
        "that is settled itself",
        "a number in words may still grow",
        "nor that with a word behind it",
        "heard once",
        "heard twice",
        "heard twice but too new",
        "agreement ends at the first difference",
        "old enough without agreement",
        "not old enough",
    ],
)
def test_the_rule(
    new: list[tuple[str, int]], previous: list[tuple[str, int]], rule: Stability, expected: tuple[int, int]
) -> None:
    assert split(words(*new), words(*previous), NOW, rule) == Split(final=expected[0], shown=expected[1])


def test_words_are_compared_by_letters_and_digits() -> None:
    assert letters("« L'Été, » 24 %") == "lété24"
    assert agreement(words(("Oui,", 1), ("24", 2), ("fin", 3)), words(("oui", 5), ("24.", 6))) == 2
    assert agreement(words(("oui", 1)), []) == 0


random_words = st.lists(
    st.builds(
        lambda text, end, p: words((text, end, p))[0],
        st.sampled_from(("un", "Un,", "deux", "…")),
        st.integers(0, NOW + 500),
        st.floats(0, 1),
    ),
    max_size=12,
)
rules = st.builds(
    Stability,
    agree=st.booleans(),
    settled_ms=st.integers(0, 2000),
    age_ms=st.integers(0, 5000),
    show_at_once=st.floats(0.5, 1),
    show_later=st.floats(0, 0.5),
    show_span_ms=st.integers(1, 2000),
)


@given(random_words, random_words, rules)
def test_finals_are_old_enough_and_what_is_shown_follows_them(
    new: list[Word], previous: list[Word], rule: Stability
) -> None:
    result = split(new, previous, NOW, rule)
    assert 0 <= result.final <= result.shown <= len(new)
    assert all(spoken.end_ms <= NOW - min(rule.settled_ms, rule.age_ms) for spoken in new[: result.final])
    assert all(spoken.probability >= rule.show_later for spoken in new[result.final : result.shown])


@given(random_words, random_words, rules)
def test_a_final_needs_settled_time_agreement_or_age(
    new: list[Word], previous: list[Word], rule: Stability
) -> None:
    result = split(new, previous, NOW, rule)
    young = [spoken for spoken in new[: result.final] if spoken.end_ms > NOW - rule.age_ms]
    if young and rule.agree:
        assert result.final <= agreement(new, previous)
