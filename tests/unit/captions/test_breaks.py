"""What belongs together in French, and what may be parted."""

import pytest

from captions.breaks import CLUMSY, FORBIDDEN, cost, costs, ends_sentence


@pytest.mark.parametrize(
    "text",
    [
        "« Oui", "Oui »", "Oui ?", "Oui !", "Oui ;", "Oui :", "70 %", "12 €", "l' ordre", "M. Dupont", "Mme Le",
        "Le Goff|2", "Jean Moulin", "Anne Le", "2 397", "12 h", "h 30", "L. 2121-18", "article L.", "n° 12", "14 mars",
        "mars 2026", "premier juillet", "12 millions", "Dr Martin,", "– Oui",
    ],
)  # fmt: skip
def test_names_numbers_and_marks_stay_whole(text: str) -> None:
    before, after = text.partition("|")[0].split(" ")
    assert cost(before, after) >= (CLUMSY if "|" in text else FORBIDDEN)


@pytest.mark.parametrize(
    "word", ["le", "une", "des", "cette", "à", "de", "pour", "dans", "ses", "Aux", "jusque"]
)
def test_a_word_that_announces_another_does_not_hang(word: str) -> None:
    assert cost(word, "ville") == CLUMSY


@pytest.mark.parametrize(
    ("before", "after"), [("pour,", "contre"), ("oui.", "Le"), ("vu", "Paris"), ("ZAC", "NORD")]
)
def test_the_rest_may_be_parted(before: str, after: str) -> None:
    assert cost(before, after) < CLUMSY


def test_better_places_cost_less() -> None:
    sentence, clause, link, plain, pronoun = costs(["ici.", "Le"]) + [
        cost("Enfin,", "le"), cost("chat", "et"), cost("chien", "noir"), cost("je", "dors"),
    ]  # fmt: skip
    assert sentence < clause < link < plain < pronoun < CLUMSY


def test_a_particle_keeps_to_its_name_if_it_can() -> None:
    assert costs(["Jean", "de", "La"])[0] > cost("Jean", "de")


@pytest.mark.parametrize(
    ("word", "ends"),
    [
        ("fin.", True),
        ("Quoi ?", True),
        ("oui !", True),
        ("M.", False),
        ("art.", False),
        ("L.", False),
        ("non,", False),
    ],
)
def test_a_short_form_ends_no_sentence(word: str, ends: bool) -> None:
    assert ends_sentence(word) is ends
