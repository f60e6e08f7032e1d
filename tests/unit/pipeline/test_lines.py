import pytest

from captions.words import Word
from pipeline.lines import Lines, Numbering
from tests.fakes.speech import word

Segment = tuple[int, int, str]


def say(lines: Lines, text: str, start_ms: int = 0) -> list[Segment]:
    """(line, segment, text) for each segment that comes of ``text``."""
    words: list[Word] = [
        word(part, start_ms + 300 * number, start_ms + 300 * number + 250)
        for number, part in enumerate(text.split())
    ]
    return [
        (line, segment, " ".join(part.text for part in parts)) for line, segment, parts in lines.commit(words)
    ]


@pytest.fixture
def lines() -> Lines:
    return Lines(Numbering())


def test_words_that_follow_each_other_share_a_line_but_not_a_segment(lines: Lines) -> None:
    assert say(lines, "bonjour à") == [(1, 1, "bonjour à")]
    assert say(lines, "tous") == [(1, 2, "tous")]
    assert say(lines, "") == []


def test_what_is_shown_has_the_numbers_of_the_final_that_replaces_it(lines: Lines) -> None:
    assert lines.current() == lines.current() == (1, 1)
    assert say(lines, "oui") == [(1, 1, "oui")]
    assert lines.current() == (1, 2)


@pytest.mark.parametrize(
    ("said", "pause_ms", "line"),
    [
        ("bonjour", 1499, 1),
        ("bonjour", 1500, 2),
        ("bonjour.", 400, 2),
        ("bonjour ?", 400, 2),
        ("bonjour,", 400, 1),
    ],
)
def test_a_line_goes_on_after_a_short_pause_inside_a_sentence(
    lines: Lines, said: str, pause_ms: int, line: int
) -> None:
    last = word(said.replace(" ", "\u202f"), 0, 1000)
    lines.commit([last])
    lines.speech_begins(1000 + pause_ms)
    assert say(lines, "encore", 1000 + pause_ms)[0][0] == line


def test_a_line_ends_after_a_sentence_only_once_it_is_long(lines: Lines) -> None:
    short = "La séance est ouverte. Nous passons au vote."
    assert [line for line, _, _ in say(lines, short)] == [1]
    long = "Le premier point concerne la voirie du quartier nord. Qui veut parler ?"
    assert [(line, text.split()[-1]) for line, _, text in say(lines, long)] == [(1, "nord."), (2, "?")]


def test_a_line_without_a_sentence_end_has_a_hard_length(lines: Lines) -> None:
    segments = say(lines, " ".join(["mot"] * 200))
    assert len(segments) > 2
    assert max(len(text) for _, _, text in segments) <= 240
    assert [line for line, _, _ in segments] == list(range(1, len(segments) + 1))
    assert [segment for _, segment, _ in segments] == list(range(1, len(segments) + 1))


def test_two_who_talk_at_once_keep_their_lines_until_one_pauses() -> None:
    numbering = Numbering()
    anne, jean = Lines(numbering), Lines(numbering)
    assert say(anne, "je disais donc")[0][0] == 1
    assert say(jean, "oui")[0][0] == 2
    assert say(anne, "que le budget")[0][0] == 1
    anne.speech_begins(1300)
    assert say(anne, "est voté", 1300)[0][0] == 3
    jean.speech_begins(1300)
    assert say(jean, "bien", 1300)[0][0] == 4


def test_a_withdrawn_guess_leaves_no_segment_on_two_lines(lines: Lines) -> None:
    say(lines, "d'accord.")
    guessed = lines.current()
    lines.speech_begins(5000)
    line, segment = lines.current()
    assert line > guessed[0]
    assert segment > guessed[1]


def test_no_number_is_taken_before_something_is_said() -> None:
    numbering = Numbering()
    lines = Lines(numbering)
    lines.speech_begins(0)
    lines.speech_begins(9000)
    assert lines.commit([]) == []
    assert say(lines, "oui") == [(1, 1, "oui")]
