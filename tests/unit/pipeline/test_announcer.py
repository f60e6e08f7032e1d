import pytest

from captions.events import Cause, Final, Gap, Interim, Speaker
from captions.ids import Milliseconds, SpeakerId
from captions.words import Word
from models.audio import Samples
from pipeline.announcer import Announcer
from pipeline.lines import Numbering
from tests.fakes.speech import TRACK, word

ANNE = Speaker(id=SpeakerId("s1"), name="Anne")
NOW = Milliseconds(9000)


@pytest.fixture
def announcer() -> Announcer:
    return Announcer(TRACK, ANNE, Numbering())


def words(text: str, start_ms: int = 1000) -> list[Word]:
    return [
        word(part, start_ms + 400 * number, start_ms + 400 * number + 300)
        for number, part in enumerate(text.split(" "))
    ]


def told(announcer: Announcer) -> list[tuple[str, int, int, str]]:
    """(kind, segment, revision, text) of each event about text."""
    return [
        (type(event).__name__, event.segment, event.revision, event.text)
        for event in announcer.drain()
        if isinstance(event, Interim | Final)
    ]


def test_a_segment_is_guessed_until_it_is_final(announcer: Announcer) -> None:
    announcer.show(words("bon"), NOW)
    announcer.show(words("bonjour à"), NOW)
    announcer.commit(words("bonjour"))
    announcer.show(words("à tous"), NOW)
    assert told(announcer) == [
        ("Interim", 1, 1, "bon"),
        ("Interim", 1, 2, "bonjour à"),
        ("Final", 1, 3, "bonjour"),
        ("Interim", 2, 1, "à tous"),
    ]


def test_nothing_is_said_twice(announcer: Announcer) -> None:
    announcer.show([], NOW)
    announcer.show(words("oui"), NOW)
    announcer.show(words("oui", 1200), NOW)
    announcer.show([], NOW)
    announcer.show([], NOW)
    assert told(announcer) == [("Interim", 1, 1, "oui"), ("Interim", 1, 2, "")]
    assert announcer.drain() == []


def test_a_final_replaces_the_guess_so_that_nothing_is_left_to_withdraw(announcer: Announcer) -> None:
    announcer.show(words("oui"), NOW)
    announcer.commit(words("oui"))
    announcer.show([], NOW)
    assert told(announcer) == [("Interim", 1, 1, "oui"), ("Final", 1, 2, "oui")]


def test_the_same_guess_is_said_again_after_a_final(announcer: Announcer) -> None:
    announcer.show(words("oui"), NOW)
    announcer.commit(words("oui"))
    announcer.show(words("oui", 2000), NOW)
    assert told(announcer)[-1] == ("Interim", 2, 1, "oui")


def test_words_without_text_are_neither_shown_nor_kept(announcer: Announcer) -> None:
    announcer.show(words(" oui"), NOW)
    announcer.commit(words(""))
    announcer.show(words("oui "), NOW)
    announcer.commit(words(" oui "))
    assert told(announcer) == [("Interim", 1, 1, "oui"), ("Final", 1, 2, "oui")]


def test_events_carry_the_times_of_their_words(announcer: Announcer) -> None:
    announcer.show(words("un deux"), NOW)
    announcer.show([], NOW)
    announcer.commit(words("un deux"))
    shown, withdrawn, final = announcer.drain()
    assert isinstance(shown, Interim)
    assert isinstance(withdrawn, Interim)
    assert isinstance(final, Final)
    assert (shown.start_ms, shown.end_ms) == (1000, 1700)
    assert (withdrawn.start_ms, withdrawn.end_ms) == (NOW, NOW)
    assert (final.start_ms, final.end_ms) == (1000, 1700)
    assert final.words == tuple(words("un deux"))


def test_a_commit_over_a_line_end_gives_a_final_for_each_line(announcer: Announcer) -> None:
    announcer.show(words("mot " * 3), NOW)
    announcer.commit(words("mot " * 99 + "fin"))
    finals = [event for event in announcer.drain() if isinstance(event, Final)]
    assert [final.revision for final in finals] == [2, 1]
    assert finals[0].line < finals[1].line
    assert finals[0].segment < finals[1].segment
    assert sum(len(final.words) for final in finals) == 100


def test_finals_are_typeset_and_guesses_are_not(announcer: Announcer) -> None:
    announcer.show(words("soixante-dix pour cent"), NOW)
    announcer.commit(words("soixante-dix pour cent des élus"))
    shown, final = announcer.drain()
    assert isinstance(shown, Interim)
    assert shown.text == "soixante-dix pour cent"
    assert isinstance(final, Final)
    assert final.text == "70\u202f% des élus"
    assert (final.words[0].spoken, final.end_ms) == ("soixante-dix pour cent", words("1 2 3 4 5")[-1].end_ms)


def test_a_number_cut_by_a_segment_stays_as_it_was_said(announcer: Announcer) -> None:
    announcer.commit(words("deux mille"))
    announcer.commit(words("trois cents euros", 2000))
    announcer.commit(words("et vingt-trois personnes", 4000))
    assert [text for _, _, _, text in told(announcer)] == [
        "deux mille", "trois cents euros", "et 23 personnes"]  # fmt: skip


def test_speech_that_ends_ends_its_number(announcer: Announcer) -> None:
    announcer.commit(words("deux mille"), ended=True)
    assert told(announcer)[-1][3] == "2000"


def test_a_new_line_has_nothing_before_it(announcer: Announcer) -> None:
    announcer.commit(words("deux mille"))
    announcer.speech_begins(Milliseconds(9000))
    announcer.commit(words("trois cents euros", 9100))
    assert [text for _, _, _, text in told(announcer)] == ["deux mille", "300 euros"]


def test_a_gap_has_a_length(announcer: Announcer) -> None:
    announcer.gap(Samples(100), Samples(100), Cause.NETWORK)
    announcer.gap(Samples(200), Samples(100), Cause.NETWORK)
    announcer.gap(Samples(16_000), Samples(32_000), Cause.NETWORK)
    (gap,) = announcer.drain()
    assert isinstance(gap, Gap)
    assert (gap.start_ms, gap.end_ms, gap.cause, gap.speaker) == (1000, 2000, Cause.NETWORK, ANNE)
