import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.weights.latin import LANGUAGES, LatinText, is_latin

EUROPE = "àâäæçéèêëîïôœöùûüÿñßåøþðłšžčřćđőűășțğıėąęłńóśźżģķļņőāēīōūŵŷẅẁẃḃ"


@pytest.fixture(scope="module")
def latin() -> LatinText:
    return LatinText()


@pytest.mark.parametrize(
    "text",
    [EUROPE, EUROPE.upper(), "áế", "0123456789", " \n\t\u00a0\u202f", "«»“”„’–—…•€£°²³½ªºµ×÷→♪☺️😀🎉№™©§"],
)
def test_what_latin_text_holds(latin: LatinText, text: str) -> None:
    assert all(is_latin(character) for character in text)
    assert latin.may_hold(text.encode())


@pytest.mark.parametrize("character", "жЖλΩאعहกあアー中한。、「・ა１Ａ")
def test_what_it_does_not(latin: LatinText, character: str) -> None:
    assert not is_latin(character)
    assert not latin.may_hold(character.encode())
    assert not latin.may_hold(b" " + character.encode())


@pytest.mark.parametrize(
    ("token", "kept"),
    [
        (b" \xc3", True),
        (b"\xc3\xa9", True),
        (b"\xe2\x80", True),
        (b"\xa9e", True),
        (b"\xd0", True),
        (b" \xd0", False),
        (b"\xe4\xb8", False),
        (b"e\xe4", False),
        (b"\xc3e", False),
        (b"\xa9\xa9\xa9\xa9", False),
        (b"\xf0\x9f", True),
        (b"\x9f\x98", True),
    ],
)
def test_parts_of_characters(latin: LatinText, token: bytes, kept: bool) -> None:
    assert latin.may_hold(token) is kept


LATIN_CHARACTERS = st.characters(max_codepoint=0x1FFFF, exclude_categories=["Cs"]).filter(is_latin)


@given(text=st.text(LATIN_CHARACTERS, min_size=1), data=st.data())
def test_whatever_is_cut_out_of_latin_text_is_kept(latin: LatinText, text: str, data: st.DataObject) -> None:
    raw = text.encode()
    begin = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(begin + 1, len(raw)))
    assert latin.may_hold(raw[begin:end])


@given(raw=st.binary(min_size=2, max_size=12), data=st.data())
def test_parts_of_what_is_kept_are_kept(latin: LatinText, raw: bytes, data: st.DataObject) -> None:
    if latin.may_hold(raw):
        cut = data.draw(st.integers(1, len(raw) - 1))
        assert latin.may_hold(raw[:cut])
        assert latin.may_hold(raw[cut:])


def test_languages() -> None:
    assert {"fr", "en", "de", "es", "br", "oc", "eu", "vi"} <= LANGUAGES
    assert not {"ru", "el", "ar", "he", "zh", "ja", "ko", "sr", "uk"} & LANGUAGES
