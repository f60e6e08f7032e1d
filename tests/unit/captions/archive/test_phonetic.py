import pytest

from captions.archive import phonetic
from captions.archive.phonetic import joined, key, splits, weight


@pytest.mark.parametrize(
    "alike",
    [
        "Lefèvre Lefebvre Lefevre Lefeuvre", "Guyancourt Guillancourt Guyencourt", "Dupond Dupont Dupon",
        "Thibault Thibaud Tibo", "Gauthier Gautier Gaultier", "Renault Renaud Reno", "Mercier Mercié",
        "Philippe Filip", "Schmitt Schmidt", "Kowalski Kovalsky", "Perpignan Perpinian", "Irigny Irini",
        "Beaumont Baumon", "Rousseau Rousso", "Benoît Benoist", "conseil conseille", "marché marcher marchais",
        "Bourg Bour", "Georges Jorge", "Montreuil Montreuille", "Besançon Bezanson", "velin vélin",
    ],
)  # fmt: skip
def test_spellings_of_a_name_have_one_key(alike: str) -> None:
    assert len({key(word) for word in alike.split()}) == 1


@pytest.mark.parametrize(
    "names",
    [
        "Dupont Dumont", "Martin Marin", "Lyon Lille", "Bernard Bertrand", "Bron Brest", "Vaulx Vienne",
        "Durand Duval", "Jean Jeanne", "Legrand Legros",
    ],
)  # fmt: skip
def test_other_names_have_others(names: str) -> None:
    assert len({key(word) for word in names.split()}) == 2


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("Lefèvre", "le fèvre"), ("Villeurbanne", "ville urbaine"), ("Villefranche", "ville franche"),
        ("Vaulx en Velin", "vos en velin"), ("Fontenay", "fonte nez"), ("Chassieu", "chasse yeux"),
        ("Oullins", "où lin"), ("Vénissieux", "venise yeux"), ("Benhamou", "Ben Amou"), ("Décines", "des signes"),
        ("Delacour", "de la cour"), ("Élancourt", "élan court"),
    ],
)  # fmt: skip
def test_words_heard_for_a_name_sound_like_it_together(name: str, heard: str) -> None:
    assert joined(map(key, name.split())) == joined(map(key, heard.split()))


def test_what_is_no_word_has_no_key() -> None:
    assert [key(word) for word in ("", "2026", "a1", "漢字", "a" * 41)] == [""] * 5


def test_splits_are_the_words_that_a_name_may_be_heard_as() -> None:
    name = key("Benhamou")

    assert (key("Ben"), key("Amou")) in splits(name, 2)
    assert all(joined(parts) == name for many in (1, 2, 3) for parts in splits(name, many))
    assert all({"1", "3"} & set(part) for parts in splits(name, 3) for part in parts)


def test_vowels_weigh_nothing() -> None:
    assert (weight(key("où")), weight(key("Dupont")), weight(key("Villeurbanne"))) == (0, 3, 5)
    assert phonetic.weight("") == 0
