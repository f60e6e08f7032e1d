"""What is said and how it is written. ``~`` stands for the narrow no-break space, ``_`` for the no-break space."""

import pytest

from captions.ids import Milliseconds
from captions.normalise import score_words
from captions.typeset import spoken, typeset, undecided
from captions.words import Word, joined


def said(text: str) -> tuple[Word, ...]:
    return tuple(
        Word(
            text=one,
            start_ms=Milliseconds(index * 300),
            end_ms=Milliseconds(index * 300 + 250),
            probability=0.5 + index / 100,
            tokens=(index,),
        )
        for index, one in enumerate(text.split(" "))
    )


def written(text: str, *, before: str = "", goes_on: bool = False) -> str:
    found = typeset(said(text), before=before.split(), goes_on=goes_on)
    return joined(found).replace("\u202f", "~").replace("\u00a0", "_")


WRITTEN = [
    ("Soixante-dix pour cent des élus", "70~% des élus"),
    ("cinq pour cent, trois virgule zéro cinq pour cent", "5~%, 3,05~%"),
    ("cent pour cent et zéro virgule cinq", "100~% et 0,5"),
    ("deux millions trois cent quatre-vingt-dix-sept mille euros", "2~397~000 euros"),
    ("mille deux cents euros par semaine", "1~200 euros par semaine"),
    ("douze millions d'euros et deux millions de plus", "12 millions d'euros et 2 millions de plus"),
    ("deux virgule cinq millions d'euros", "2,5 millions d'euros"),
    ("trois cent mille cinq cents arbres", "300~500 arbres"),
    ("le vingt et unième siècle", "le 21ᵉ siècle"),
    ("l'article L deux mille cent vingt et un tiret dix-huit du code", "l'article L._2121-18 du code"),
    ("l'article L 2121 tiret 18, puis L. 5211 tiret un", "l'article L._2121-18, puis L._5211-1"),
    ("appelez le zéro six douze trente-quatre cinquante et un zéro huit.", "appelez le 06_12_34_51_08."),
    ("à dix-huit heures trente, salle deux", "à 18_h_30, salle deux"),
    ("à neuf heures cinq précises", "à 9_h_05 précises"),
    ("le quatorze mars deux mille vingt-six", "le 14 mars 2026"),
    ("du deux au quatre mai", "du 2 au 4 mai"),
    ("en mille neuf cent quatre-vingts", "en 1980"),
    ("dix-sept pour, trois contre, deux abstentions", "17 pour, 3 contre, 2 abstentions"),
    ("soixante-dix-huit enfants", "78 enfants"),
    ("trente et une voix", "31 voix"),
    ("dix pour cent mille", "dix pour 100~000"),
]
TIDIED = [
    ("70% et 2,5%", "70~% et 2,5~%"),
    ("70 pour cent et 70 % et 70 pourcents", "70~% et 70~% et 70~%"),
    ("2 397 000 euros", "2~397~000 euros"),
    ("1200 euros en 2026", "1~200 euros en 2026"),
    ("20 mille euros, 12 millions 400 mille", "20~000 euros, 12~400~000"),
    ("14h30 et 14h et 18 heures 30.", "14_h_30 et 14_h et 18_h_30."),
    ("le 21ème, le 2e et le 1er", "le 21ᵉ, le 2ᵉ et le 1ᵉʳ"),
    ("l'article L2121-18 ou L. 2121-18", "l'article L._2121-18 ou L._2121-18"),
    ("06 12 34 56 78.", "06_12_34_56_78."),
    ("50€ et 50 € et 120 m²", "50_€ et 50_€ et 120_m²"),
    ("Quoi? Non! C'est: oui;", "Quoi~? Non~! C'est_: oui~;"),
    ("Quoi ? « Non » et «oui»", "Quoi~? «_Non_» et «_oui_»"),
    ("Quoi?! (non!)", "Quoi~?! (non~!)"),
]
LEFT = [
    "un pour cent, une voix et un million",
    "trois points à l'ordre du jour, à neuf heures",
    "le premier juillet et la deuxième fois",
    "mille mercis et cent fois",
    "en deux mille vingt un projet",
    "M. Vingt, Mme Quinze et Louis quatorze, rue Trente-Six",
    "deux millions cinq",
    "un vingtième et le centième",
    "vingt trente quarante",
    "vingt quatre-vingts",
    "trois heures trente personnes",
    "10 20 30",
    "le 75001 Paris, le 18:30, http://x.fr:80",
    "zéro six douze",
    "Bonjour à tous.",
    "",
]


@pytest.mark.parametrize(("text", "wanted"), [*WRITTEN, *TIDIED, *((text, text) for text in LEFT)])
def test_what_is_said_is_written_as_in_french(text: str, wanted: str) -> None:
    assert written(text) == wanted
    found = typeset(said(text))
    assert spoken(found) == tuple(text.split(" "))
    assert typeset(found) == found
    assert score_words(joined(found)) == score_words(text)


def test_one_word_comes_of_several_with_their_times() -> None:
    first, second = typeset(said("soixante-dix pour cent, oui"))
    assert first == Word(
        text="70\u202f%,",
        start_ms=Milliseconds(0),
        end_ms=Milliseconds(850),
        probability=0.5,
        spoken="soixante-dix pour cent,",
    )
    assert second.tokens == (3,)


def test_words_that_stay_are_the_same_objects() -> None:
    words = said("Bonjour à vingt personnes")
    found = typeset(words)
    assert [new is old for new, old in zip(found, words, strict=True)] == [True, True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "soixante-dix", "soixante-dix pour", "deux millions", "dix-huit heures", "dix-huit heures trente",
        "l'article L deux mille", "trois virgule", "06 12 34 56 78", "soixante et",
    ],
)  # fmt: skip
def test_a_number_that_may_go_on_stays_as_it_was_said(text: str) -> None:
    assert written(text, goes_on=True) == text


def test_what_is_known_is_written_though_more_may_come() -> None:
    assert written("le quatorze mars", goes_on=True) == "le 14 mars"
    assert written("soixante-dix pour cent", goes_on=True) == "70~%"
    assert written("vingt-trois.", goes_on=True) == "23."


@pytest.mark.parametrize(
    ("before", "text", "wanted"),
    [
        ("deux mille", "trois cents euros", "trois cents euros"),
        ("huit heures", "trente", "trente"),
        ("deux virgule", "vingt-cinq", "vingt-cinq"),
        ("deux", "virgule vingt-cinq", "virgule vingt-cinq"),
        ("cent trente", "et un mille", "et un mille"),
        ("M.", "Vingt", "Vingt"),
        ("de Louis", "quatorze", "quatorze"),
        ("oui.", "Vingt personnes", "20 personnes"),
        ("article", "L. 2121-18", "L._2121-18"),
        ("les", "vingt personnes", "20 personnes"),
    ],
)
def test_what_came_before_counts(before: str, text: str, wanted: str) -> None:
    assert written(text, before=before) == wanted


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("il y a soixante-dix", 1), ("il y a soixante-dix pour", 2), ("deux cent mille", 3),
        ("l'article L", 1), ("il y en a un", 0), ("dix personnes pour", 0),
        ("deux", 0), ("trois cent", 2), ("il est neuf heures", 2),
        ("soixante-dix.", 0), ("bien", 0), ("", 0),
    ],
)  # fmt: skip
def test_how_much_is_still_being_said(text: str, count: int) -> None:
    assert undecided(text.split(" ")) == count
