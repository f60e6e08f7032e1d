"""Whatever is said or typed can be analysed, and what was said can be asked for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from captions.archive import phonetic
from captions.archive.found import heard
from captions.archive.french import analyse
from captions.archive.query import parse

SYLLABLES = st.sampled_from(
    ["le", "vill", "ur", "ban", "ne", "œu", "vre", "é", "l'", "-en-", " ", "26", "ill", "gn"]
)
TEXTS = st.text(max_size=200) | st.lists(SYLLABLES, max_size=30).map("".join)


@given(TEXTS)
@settings(max_examples=300)
def test_every_text_has_an_analysis_of_plain_tokens(text: str) -> None:
    read = analyse(text)

    assert len(read.exact.split()) == len(read.folded.split()), "phrases are looked for in both"
    for tokens in (read.exact, read.folded, read.lemmas, read.phonetic):
        assert tokens == " ".join(tokens.split())
        assert all(token.isalnum() for token in tokens.split())


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = analyse(text).folded
    assert analyse(folded).folded == folded


@given(TEXTS)
@settings(max_examples=300)
def test_every_query_can_be_read(text: str) -> None:
    query = parse(text)
    for term in (*query.terms, *query.phrases, *query.excluded):
        assert all(token.isalnum() for token in (*term.exact, *term.folded, *sum(term.lemmas, ())))
    assert all(place < len(query.terms) for joined in query.joined for place in joined.terms)


@given(
    st.lists(
        st.sampled_from(["élus", "Vaulx-en-Velin", "l'école", "70", "%", "Lefebvre", "marché"]), min_size=1
    )
)
def test_what_was_said_is_marked_when_it_is_asked_for(words: list[str]) -> None:
    assert set(heard(parse(" ".join(words)), words)) >= {
        place for place, word in enumerate(words) if word != "%"
    }


@given(st.text(alphabet="abcdefghilmnopqrstuvxzéèàçù", min_size=1, max_size=14))
def test_a_key_takes_no_notice_of_case_and_says_what_splits_say(word: str) -> None:
    key = phonetic.key(word)
    assert phonetic.key(word.upper()) == key
    assert all(phonetic.joined(parts) == phonetic.joined([key]) for parts in phonetic.splits(key, 2))
