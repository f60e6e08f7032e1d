import pytest

from captions.errors import VoixlaError
from captions.glossary import MOST_CHARACTERS, Glossary, read_glossary


def test_a_term_a_line_each_once_and_comments_left_out() -> None:
    glossary = read_glossary(["\ufeffLe  Fèvre", "", "# élus", "ACTIA ", "Le Fèvre"])
    assert glossary.terms == ("Le Fèvre", "ACTIA")
    assert glossary.prompt == "Le Fèvre, ACTIA."


def test_without_terms_there_is_no_prompt() -> None:
    assert Glossary().prompt == ""


def test_words_are_of_the_glossary_whatever_their_case_and_punctuation() -> None:
    glossary = Glossary(terms=("Le Fèvre", "ACTIA"))
    assert glossary.holds(["actia,", "LE", "Fèvre."])
    assert not glossary.holds(["ACTIA", "vote"])
    assert not Glossary().holds(["ACTIA"])


@pytest.mark.parametrize(
    ("lines", "code"),
    [(["a", "b" * 81], "glossary.term"), ([f"{n:060}" for n in range(MOST_CHARACTERS)], "glossary.long")],
)
def test_what_does_not_fit_is_refused_with_its_line(lines: list[str], code: str) -> None:
    with pytest.raises(VoixlaError, match="ligne [0-9]+") as refused:
        read_glossary(lines)
    assert refused.value.code == code
