"""The grid of docs/accessibility.md: whole, honest about what was not looked at, and standing on tests that exist."""

import re
from collections import Counter

from tests.architecture import tree

PAGE = tree.ROOT / "docs" / "accessibility.md"
CRITERIA_OF_TOPIC = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
"""RGAA 4.1.2: 106 criteria in 13 topics."""
WCAG_22 = 55
"""Criteria of levels A and AA, without 4.1.1, which is gone."""
STATES = ("conforme", "non applicable", "non conforme", "non vérifié")
SHORT = re.compile(r"\[([A-Z0-9]+)\]")


def rows(heading: str) -> list[list[str]]:
    """Of the tables under ``heading``, without their heads."""
    text = PAGE.read_text("utf-8").split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("| ")]
    return [
        [cell.strip() for cell in row]
        for row in cells
        if row[0].strip()[0].isdigit() or heading == "Tests nommés"
    ]


def test_every_criterion_of_rgaa_is_there_once_and_in_order() -> None:
    wanted = [f"{topic}.{n}" for topic, many in enumerate(CRITERIA_OF_TOPIC, 1) for n in range(1, many + 1)]
    assert len(wanted) == 106
    assert [row[0] for row in rows("RGAA 4.1.2")] == wanted


def test_every_criterion_of_wcag_is_there_once() -> None:
    names = [row[0] for row in rows("WCAG 2.2")]
    assert len(names) == len(set(names)) == WCAG_22


def test_nothing_is_met_that_was_not_checked() -> None:
    unchecked = [
        row[0]
        for heading in ("RGAA 4.1.2", "WCAG 2.2", "EN 301 549")
        for row in rows(heading)
        if row[-2] == "conforme" and not SHORT.search(row[-1])
    ]
    assert not unchecked


def test_states_are_the_four_and_counted_right() -> None:
    text = PAGE.read_text("utf-8")
    for heading in ("RGAA 4.1.2", "WCAG 2.2", "EN 301 549"):
        count = Counter(row[-2] for row in rows(heading))
        assert set(count) <= set(STATES), heading
        told = next(line for line in text.splitlines() if line.startswith(f"| {heading}") and "critères" in line or
                    line.startswith(f"| {heading}, clauses"))  # fmt: skip
        assert [int(cell) for cell in told.split("|")[2:-1]] == [count[state] for state in STATES], heading


def test_every_named_test_exists() -> None:
    named = {row[0]: row[1].strip("`") for row in rows("Tests nommés") if row[0] not in ("Lettres", "---")}
    used = set(SHORT.findall(PAGE.read_text("utf-8")))
    assert used == set(named)
    missing = []
    for test in named.values():
        path, _, function = test.partition("::")
        file = tree.ROOT / path
        if not file.is_file() or f"def {function}(" not in file.read_text("utf-8"):
            missing.append(test)
    assert not missing
