from dataclasses import replace

import pytest

from gateway.bench.contexts import (
    ContextTally,
    ContextTrial,
    context_for,
    least_context,
    lost,
    rows,
    speed_up,
)

LEAST = (30, 15, 10, 6)


def trial(
    *,
    departed: tuple[int, ...],
    run_ons: tuple[int, ...] = (0, 0, 0, 0),
    wrong: tuple[int, ...] | None = None,
    unsettled: int = 0,
    evidence: tuple[int, ...] = (0, 1000, 1000, 1000),
) -> ContextTrial:
    return ContextTrial(
        tallies=tuple(
            ContextTally(
                least_s=least,
                departed=departed[index],
                run_ons=run_ons[index],
                wrong=None if wrong is None else wrong[index],
                mean_context_s=least,
                encode_ms=least * 30,
                evidence=evidence[index],
            )
            for index, least in enumerate(LEAST)
        ),
        sounds=60,
        words=1000,
        reference_words=0 if wrong is None else 1000,
        unsettled=unsettled,
    )


@pytest.mark.parametrize(
    ("departed", "unsettled", "least"),
    [
        ((0, 10, 10, 10), 0, 6),
        ((0, 10, 11, 90), 0, 15),
        ((0, 11, 12, 90), 0, 30),
        # What 0.1 s of silence changes is no loss of the context.
        ((0, 40, 50, 51), 40, 10),
        # By chance a longer context may miss a few words.
        ((0, 11, 3, 90), 0, 10),
    ],
)
def test_the_text_may_depart_by_one_word_in_a_hundred(
    departed: tuple[int, ...], unsettled: int, least: int
) -> None:
    assert least_context(trial(departed=departed, unsettled=unsettled)) == least


@pytest.mark.parametrize(
    ("wrong", "least"),
    [
        ((150, 150, 150, 150), 6),
        ((150, 148, 160, 161), 10),
        ((150, 161, 161, 161), 30),
        ((150, 161, 150, 200), 10),
    ],
)
def test_no_more_of_what_was_said_may_be_missed(wrong: tuple[int, ...], least: int) -> None:
    assert least_context(trial(departed=(0, 80, 80, 80), unsettled=80, wrong=wrong)) == least


def test_right_words_do_not_excuse_another_text() -> None:
    assert least_context(trial(departed=(0, 80, 80, 80), wrong=(150, 150, 150, 150))) == 30


@pytest.mark.parametrize(
    ("run_ons", "least"), [((0, 0, 0, 1), 10), ((2, 2, 1, 3), 10), ((0, 1, 1, 1), 30), ((1, 1, 1, 1), 6)]
)
def test_no_context_may_run_on_more_than_the_padded_one(run_ons: tuple[int, ...], least: int) -> None:
    assert least_context(trial(departed=(0, 0, 0, 0), run_ons=run_ons)) == least


@pytest.mark.parametrize(("evidence", "least"), [((0, 900, 100, 99), 10), ((0, 99, 0, 0), 30)])
def test_what_few_words_were_heard_with_is_not_believed(evidence: tuple[int, ...], least: int) -> None:
    assert least_context(trial(departed=(0, 0, 0, 0), evidence=evidence)) == least


def test_the_tolerance_may_be_another() -> None:
    assert least_context(trial(departed=(0, 10, 10, 10)), tolerance=0.0) == 30


@pytest.mark.parametrize(
    ("least", "seconds", "context"), [(10, 3, 10), (10, 8, 12), (6, 29, 30), (30, 2, 30)]
)
def test_a_window_has_some_context_beyond_its_end(least: int, seconds: int, context: int) -> None:
    assert context_for(least, seconds) == context


def test_the_table_tells_what_each_context_lost_and_costs() -> None:
    measured = trial(departed=(0, 30, 20, 70), unsettled=20)
    assert [row["lost"] for row in rows(measured)] == [0.0, 0.01, 0.0, 0.05]
    assert "wrong" not in rows(measured)[1]
    assert rows(trial(departed=(0, 0, 0, 0), wrong=(5, 15, 5, 4)))[1]["wrong"] == 15
    assert lost(measured, replace(measured.tallies[3], departed=15)) < 0
    assert speed_up(measured, 10) == pytest.approx(3.0)
