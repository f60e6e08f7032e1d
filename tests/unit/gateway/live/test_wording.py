import pytest

from captions.errors import VoixlaError
from gateway.live.wording import clean_name, clean_text, clean_words, likeness


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("  Anne \t Le Goff\n", "Anne Le Goff"),
        ("Anne\u202e\u0000", "Anne"),
        ("E\u0301lise", "Élise"),
        ("👩‍🚒", "👩‍🚒"),
        ("x" * 60, "x" * 60),
    ],
)
def test_names_are_tidied(given: str, seen: str) -> None:
    assert clean_name(given) == seen


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "\u200d", "x" * 61, "x" * 100_000, None, 5])
def test_names_that_are_none(name: object) -> None:
    with pytest.raises(VoixlaError, match="nom"):
        clean_name(name)


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("  Bonjour  à tous \n", "Bonjour  à tous"),
        ("un\r\ndeux\n\ntrois", "un\ndeux\n\ntrois"),
        ("vide\u202e\u0000 \ud800", "vide"),
        ("E\u0301lise 👩‍🚒", "Élise 👩‍🚒"),
        ("x" * 2000, "x" * 2000),
    ],
)
def test_texts_are_tidied(given: str, seen: str) -> None:
    assert clean_text(given) == seen


@pytest.mark.parametrize(
    "text", ["", " \n ", "\u202e", "\u200d", "x" * 2001, "\u202e" * 100_000, None, ["a"]]
)
def test_texts_that_are_none(text: object) -> None:
    with pytest.raises(VoixlaError) as caught:
        clean_text(text)
    assert caught.value.code == "chat.bad_text"


@pytest.mark.parametrize("other", ["Élise L.", "elise l", "ELISE  L", "E\u0301lise-L", "\uff25lise L"])
def test_names_that_nobody_tells_apart_at_a_glance(other: str) -> None:
    assert likeness(other) == likeness("Élise L")


def test_other_names_stay_apart() -> None:
    assert len({likeness(name) for name in ("Anne", "Anna", "Anne 2", "안네", "👩‍🚒", "👨‍🚒")}) == 6


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("", ()),
        (" \n\t", ()),
        ("le\tvote\u2028est  clos", ("le", "vote", "est", "clos")),
        ("e\u0301lu", ("élu",)),
        ("quoi ?!", ("quoi\u202f?!",)),
        ("70 % ; « oui »", ("70\u202f%\u202f;", "«\u202foui\u202f»")),
        ("« « oui", ("«\u202f«\u202foui",)),
        ("? oui", ("?", "oui")),
        ("oui «", ("oui", "«")),
        ("« ?", ("«\u202f?",)),
        ("12\u202f000 [rires]", ("12\u202f000", "[rires]")),
        ("\u202efaux\u0007 \u200d 👩‍🚒", ("faux", "👩‍🚒")),
        ("-->", ("-->",)),
    ],
)
def test_words_are_told_apart(given: str, seen: tuple[str, ...]) -> None:
    assert clean_words(given, 500) == seen


@pytest.mark.parametrize("text", ["\u202e", "\u0000", "\u200d", "x" * 501, None, 3])
def test_words_that_are_none(text: object) -> None:
    with pytest.raises(VoixlaError) as caught:
        clean_words(text, 500)
    assert caught.value.code == "correct.bad_text"
