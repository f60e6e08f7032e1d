"""Two spellings of the same speech must score as equal, and different speech must not."""

import pytest

from captions.normalise import score_sequence, score_words


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Vingt-trois", "23"),
        ("vingt et un", "21"),
        ("soixante et onze", "71"),
        ("soixante-dix-huit", "78"),
        ("quatre-vingts", "80"),
        ("quatre-vingt-dix-sept", "97"),
        ("septante-deux", "72"),
        ("cent un", "101"),
        ("deux cents", "200"),
        ("mille neuf cent quarante", "1940"),
        ("dix-neuf cent quarante", "1 940"),
        ("vingt mille", "20 000"),
        ("vingt mille", "20.000"),
        ("vingt mille", "20\u202f000"),
        ("trois cent mille", "300 mille"),
        ("douze millions quatre cent mille euros", "12 400 000 €"),
        ("douze millions quatre cent mille euros", "12,4 millions d'euros"),
        ("un milliard deux millions trois mille quatre", "1 002 003 004"),
        ("trois pour cent", "3 %"),
        ("trois virgule cinq pour cent", "3,5%"),
        ("zéro virgule zéro cinq", "0,05"),
        ("deux virgule cinq millions d'euros", "2 500 000 €"),
        ("cinquante euros", "50 €"),
        ("un euro", "1 €"),
        ("dix-huit heures trente", "18h30"),
        ("dix-huit heures cinq", "18:05"),
        ("zéro six douze", "06 12"),
        ("le premier mars deux mille vingt-six", "le 1er mars 2026"),
        ("le vingt et unième siècle", "le 21e siècle"),
        ("le vingt et unième siècle", "le 21ᵉ siècle"),
        ("article L deux mille cent vingt et un tiret dix-huit", "article L.\u00a02121-18"),
        ("la cinquième fois", "la 5ème fois"),
        ("dix-huit pour, neuf contre, une abstention", "18 pour, 9 contre, 1 abstention"),
        ("Monsieur Benali et Madame Marchand", "M. Benali et Mme Marchand"),
        ("L’œuvre", "l'oeuvre"),
        ("C'est-à-dire : oui !", "c est à dire oui"),
        ("Euh, je... hum, vote", "je vote"),
        ("vingt, euh, trois", "20, 3"),
        ("E\u0301cole", "école"),
    ],
)
def test_same_speech_scores_the_same(left: str, right: str) -> None:
    assert score_words(left) == score_words(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("vingt, trois", "vingt-trois"),
        ("quatre, vingt", "quatre-vingts"),
        ("2025 2026", "20252026"),
        ("soixante", "soixante-dix"),
        ("ben oui", "oui"),
        ("a voté", "à voter"),
    ],
)
def test_different_speech_scores_differently(left: str, right: str) -> None:
    assert score_words(left) != score_words(right)


def test_words_that_only_look_like_numbers_stay() -> None:
    assert score_words("le premier des millions d'habitants") == [
        "le",
        "premier",
        "des",
        "millions",
        "d",
        "habitants",
    ]
    assert score_words("pour cent personnes, virgule") == ["pour", "100", "personnes", "virgule"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("le lot ⓺", ["le", "lot", "⓺"]),
        ("l'article ⑫", ["l", "article", "12"]),
        ("1,0 virgule neuf", ["1,9"]),
        ("2.0 virgule zéro 5", ["2,05"]),
    ],
)
def test_digits_in_circles_and_decimals_of_decimals_are_read_somehow(text: str, words: list[str]) -> None:
    assert score_words(text) == words


def test_nothing_but_noise_is_no_word() -> None:
    assert score_words("") == []
    assert score_words(" … — « » ! euh 🙂") == []


def test_sequence_says_where_each_word_came_from() -> None:
    source = ["Euh,", "nous", "sommes", "vingt", "et", "un,", "l'an", "2", "026."]
    found = [(word.text, word.first, word.last) for word in score_sequence(source)]
    assert found == [
        ("nous", 1, 1),
        ("sommes", 2, 2),
        ("21", 3, 5),
        ("l", 6, 6),
        ("an", 6, 6),
        ("2026", 7, 8),
    ]


def test_sequence_and_text_agree_however_the_text_is_cut() -> None:
    text = (
        "M. Roux : 3 pour cent, soit 1 250 000 € à 18 h 05, le 1er juin ; vingt-trois voix et 3 virgule cinq."
    )
    assert [word.text for word in score_sequence(text.split())] == score_words(text)
