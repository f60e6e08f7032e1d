import pytest

from captions.archive import lexicon
from captions.archive.french import STOP_WORDS, analyse


def bag(text: str) -> set[str]:
    return set(analyse(text).lemmas.split())


def test_forms_stand_in_the_order_of_the_text() -> None:
    read = analyse("L’École d’Œuvre à Vaulx-en-Velin, aujourd'hui !")

    assert read.exact == "l école d œuvre à vaulx en velin aujourd hui"
    assert read.folded == "l ecole d oeuvre a vaulx en velin aujourd hui"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("élu", "élus"), ("élu", "élues"), ("conseiller", "conseillères"), ("cheval", "chevaux"), ("œuvre", "œuvres"),
        ("vote", "votes"), ("votes", "votent"), ("voté", "voter"), ("vote", "voté"), ("bail", "baux"),
        ("directeur", "directrice"), ("député", "députée"), ("départementale", "départementaux"),
        ("usager", "usagères"), ("rapporteur", "rapporteure"), ("finances", "finance"), ("été", "étés"),
        ("podcast", "podcasts"), ("travaux", "travail"), ("crèche", "creches"), ("élu", "elus"),
    ],
)  # fmt: skip
def test_forms_of_a_word_share_a_lemma(one: str, other: str) -> None:
    assert bag(one) & bag(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("marché", "marche"), ("port", "porte"), ("été", "eau"), ("conseil", "conseiller")],
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert not bag(one) & bag(other)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("deux mille vingt-six", "2026"), ("2 026", "2026"), ("2\u202f026", "2026"), ("soixante-dix", "70"),
        ("deux millions trois cent quatre-vingt-dix-sept mille euros", "2397000"), ("3,5 millions", "3500000"),
        ("trois virgule cinq", "3v5"), ("vingt et unième", "21e"), ("18h30", "18"),
    ],
)  # fmt: skip
def test_numbers_are_found_however_they_are_said(said: str, written: str) -> None:
    assert written in bag(f"il y en a {said} en tout")


def test_per_cent_is_one_word_however_it_is_said() -> None:
    assert bag("70 % des voix") >= {"70", "pourcent"}
    assert bag("soixante-dix pour cent des voix") >= {"70", "pourcent"}


def test_what_signs_stand_for_is_there_too() -> None:
    assert "euro" in bag("4 250 000 € pour le pont")


def test_compounds_are_found_as_one_word_too() -> None:
    assert {"vicepresident", "président"} <= bag("le vice-président")
    assert "aujourdhui" in bag("aujourd'hui")
    assert "ndiaye" in bag("Madame N'Diaye")
    assert "lecole" not in bag("l'école")
    assert "atil" not in bag("a-t-il")


def test_stop_words_are_as_they_are_written() -> None:
    assert {"à", "la", "sur", "est"} <= STOP_WORDS
    assert not {"été", "même", "pas", "sans", "sûr", "dû", "mûr", "contre"} & STOP_WORDS
    assert bag("sur la médiathèque") == {"médiathèque"}


def test_names_have_a_token_of_their_own() -> None:
    assert "0d1p3" in analyse("Monsieur Dupont a parlé").phonetic.split()
    assert "0d1p3" not in analyse("cela dépend de vous").phonetic.split()
    assert "0v1l1rb1n" in analyse("à villeurbanne").phonetic.split(), "the lexicon does not know it"
    assert "0d1p3" in analyse("monsieur du Pont").phonetic.split(), "a particle belongs to its name"


def test_text_in_capitals_has_no_names_but_unknown_words() -> None:
    assert not any(token.startswith("0") for token in analyse("LE MARCHÉ EST OUVERT").phonetic.split())


def test_the_lexicon_has_no_names() -> None:
    assert not any(map(lexicon.is_known, ("villeurbanne", "lefebvre", "guyancourt", "dupont")))
    assert all(map(lexicon.is_known, ("ecole", "école", "écoles", "marche")))
