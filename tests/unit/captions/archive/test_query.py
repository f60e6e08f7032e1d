import pytest

from captions.archive.query import Query, parse


def words(query: Query) -> list[str]:
    return [term.text for term in query.terms]


def test_words_phrases_and_exclusions() -> None:
    query = parse('subvention «conseil municipal» "la voirie" -piscine -"hors sujet" −crèche')

    assert words(query) == ["subvention"]
    assert [phrase.exact for phrase in query.phrases] == [("conseil", "municipal"), ("la", "voirie")]
    assert [term.folded for term in query.excluded] == [("piscine",), ("hors", "sujet"), ("creche",)]


def test_a_hyphen_within_a_word_excludes_nothing() -> None:
    query = parse("Vaulx-en-Velin vice-président")

    assert [term.exact for term in query.terms] == [("vaulx", "en", "velin"), ("vice", "président")]
    assert [term.compound for term in query.terms] == ["vaulxenvelin", "vicepresident"]
    assert not query.excluded


def test_stop_words_are_not_wanted_unless_there_is_nothing_else() -> None:
    assert words(parse("le budget de l'eau et des routes")) == ["budget", "l'eau", "routes"]
    assert parse("l'eau").terms[0].exact == ("eau",)
    assert words(parse("où est-ce que")) == ["où", "est-ce", "que"]
    assert words(parse("gare de l'Est")) == ["gare", "l'Est"]
    assert words(parse('le "conseil municipal"')) == [], "the phrase is enough"


@pytest.mark.parametrize(
    ("typed", "lemmas"),
    [
        ("deux mille vingt-six", [(("2026",),)]),
        ("70 %", [(("70",),), (("pourcent",),)]),
        ("soixante-dix pour cent", [(("70",),), (("pourcent",),)]),
        ("2 026", [(("2026",),)]),
        ("neuf", [(("9", "neuf"),)]),
        ("L 2121-18", [(("2121",), ("18",))]),
    ],
)
def test_numbers_are_one_term_each(typed: str, lemmas: list[tuple[tuple[str, ...], ...]]) -> None:
    assert [term.lemmas for term in parse(typed).terms] == lemmas


def test_accents_left_out_stand_for_any_unless_accents_are_typed() -> None:
    assert "marché" in parse("marche").terms[0].lemmas[0]
    assert "marché" not in parse("marche élue").terms[0].lemmas[0]


def test_only_what_may_be_a_name_is_looked_for_by_its_sound() -> None:
    assert not parse("budget").terms[0].sounds
    assert ("0l1f1vr",) in parse("lefebvre").terms[0].sounds
    assert ("l1", "f1vr") in parse("lefebvre").terms[0].scattered
    assert ("0m1rt3",) in parse("Martin").terms[0].sounds


def test_words_side_by_side_may_be_one_name() -> None:
    [joined] = parse("ville urbaine").joined

    assert joined.terms == {0, 1}
    assert joined.sounds == (("0v1l1rb1n",),)
    assert joined.scattered == (("v1l1rb1n",), ("v1l", "1rb1n"))
    assert not parse('ville "x" urbaine').joined, "something stands between them"
    assert not parse("deux mille vingt-six").joined


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        " ",
        '"',
        "«",
        "-",
        '-"',
        '""""',
        "* OR NEAR(a b) ^",
        "a:b {c} & | !",
        "'; DROP TABLE",
        "\0\ud800",
        "-" * 999,
    ],
)
def test_no_query_is_wrong(hostile: str) -> None:
    query = parse(hostile)
    assert all(token.isalnum() for term in query.terms for token in (*term.exact, *term.folded))


def test_more_than_a_question_is_cut_short() -> None:
    query = parse("mot%d " * 20_000 % tuple(range(20_000)))
    assert 0 < len(query.terms) <= 24
    assert len(parse("même " * 500).terms) == 1, "once is enough"
