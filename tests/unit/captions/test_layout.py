"""Rows as readers want them."""

import pytest

from captions.layout import balanced, lay, pieces, wrap
from captions.reading import reading_ms


def said(text: str) -> list[str]:
    return text.split(" ")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "Il s'agit du budget de la piscine municipale.",
            ("Il s'agit du budget", "de la piscine municipale."),
        ),
        (
            "Le projet coûte 340 000 euros, la région finance 30 % de cette somme.",
            ("Le projet coûte 340 000 euros,", "la région finance 30 % de cette somme."),
        ),
        (
            "La séance sera ouverte ce soir par Mme Anne Le Goff à la mairie.",
            ("La séance sera ouverte ce soir", "par Mme Anne Le Goff à la mairie."),
        ),
        ("C'est noté.", ("C'est noté.",)),
    ],
)
def test_two_rows(text: str, rows: tuple[str, ...]) -> None:
    assert lay(text.split(" "), rows=2) == rows


def test_a_good_break_may_take_another_row_where_there_is_one() -> None:
    words = said("Ce soir nous recevons M. Jean-Pierre Dupont")
    assert lay(words, 24, rows=2) == ("Ce soir nous recevons", "M. Jean-Pierre Dupont")
    assert lay(said("oui pour la rue"), 11) == ("oui", "pour la rue")
    assert lay(said("Anne Le Goff dit non"), 12, rows=2) == ("Anne Le Goff", "dit non")


def test_cells_of_a_braille_display_are_filled() -> None:
    words = said("Le compte rendu de la dernière réunion est adopté sans opposition")
    full = lay(words, 20, even=False)
    assert [len(row) for row in full] <= [20] * len(full)
    assert len(full) <= len(lay(words, 20))
    assert not any(row.split(" ")[-1] in ("de", "la", "sans") for row in full)


def test_a_name_takes_its_room_on_the_first_row() -> None:
    first, second = lay(said("le budget de la piscine municipale"), 24, rows=2, indent=10)
    assert len(first) <= 14
    assert (first, second) == ("le budget", "de la piscine municipale")


def test_what_does_not_fit_takes_the_rows_it_needs() -> None:
    words = ["motmot"] * 12
    assert len(lay(words, 13, rows=2)) == len(wrap(words, 13)) == 6
    assert balanced(words, 13) == lay(words, 13, rows=1)


def test_nothing_has_no_rows() -> None:
    assert lay([]) == wrap([]) == ()


def test_what_is_too_long_is_cut_where_it_hurts_least() -> None:
    assert pieces("06 12 34 56 78", 12) == ["06 12 34 56 ", "78"]
    assert pieces("www.clairval.fr/conseil-municipal", 20) == ["www.clairval.fr/", "conseil-municipal"]
    assert pieces("x" * 45) == ["x" * 40, "x" * 5]
    assert pieces("👩\u200d🚒👩\u200d🚒", 4) == ["👩\u200d🚒", "👩\u200d🚒"]


@pytest.mark.parametrize(
    ("characters", "least"), [(1, 1000), (12, 1000), (20, 2000), (36, 3000), (60, 4000), (75, 5000)]
)
def test_the_charter_says_how_long_a_caption_stays(characters: int, least: int) -> None:
    assert reading_ms(characters) == least
