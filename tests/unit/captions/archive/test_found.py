from captions.archive.found import heard, snippet
from captions.archive.query import parse
from captions.ids import Milliseconds
from captions.words import Word


def found(query: str, text: str) -> list[str]:
    words = text.split()
    return [words[place] for place in heard(parse(query), words)]


def said(text: str) -> tuple[Word, ...]:
    return tuple(
        Word(
            text=word,
            start_ms=Milliseconds(place * 500),
            end_ms=Milliseconds(place * 500 + 400),
            probability=1,
        )
        for place, word in enumerate(text.split())
    )


def test_words_are_marked_in_whatever_form() -> None:
    assert found("élu voter", "Les élues, elles, ont voté.") == ["élues,", "voté."]
    assert found("2026", "en deux mille vingt-six nous") == ["deux", "mille", "vingt-six"]
    assert found("70 %", "soit soixante-dix pour cent des voix") == ["soixante-dix", "pour", "cent"]
    assert found("Vaulx-en-Velin", "à Vaulx-en-Velin même") == ["Vaulx-en-Velin"]


def test_phrases_are_marked_where_they_stand_as_a_whole() -> None:
    assert found('"conseil municipal"', "le conseil dit au conseil municipal") == ["conseil", "municipal"]


def test_names_are_marked_as_they_sound_where_they_are_not_written() -> None:
    assert found("Lefebvre", "monsieur le fèvre parle") == ["le", "fèvre"]
    assert found("ville urbaine", "à Villeurbanne hier") == ["Villeurbanne"]
    assert found("vos en velin", "vers Vaulx-en-Velin hier") == ["Vaulx-en-Velin"]
    assert found("Lefebvre", "Lefebvre, pas le fèvre") == ["Lefebvre,"]


def test_a_replay_begins_before_the_first_word_found() -> None:
    words = said("un deux trois quatre cinq six")
    assert snippet(words, [5]).begin_ms == 1000
    assert snippet(words, [0]).begin_ms == 0
    assert snippet((), []).begin_ms == 0


def test_a_snippet_shows_what_is_around_and_marks_what_was_found() -> None:
    words = said(" ".join(f"m{place}" for place in range(60)))
    part = snippet(words, [30, 31])

    assert (part.cut_before, part.cut_after) == (True, True)
    assert [piece.text for piece in part.pieces if piece.marked] == ["m30 m31"]
    assert part.pieces[0].text.startswith("m18 ")
    assert snippet(words, [59]).pieces[-1].text == "m59"
    assert not snippet(said("court"), []).cut_after
