"""Which segments change hands once all of the sound was heard again, and which people's words keep."""

from collections.abc import Sequence
from itertools import count

from captions.archive.redaction import whole
from captions.events import Speaker
from captions.ids import LineId, SpeakerId
from gateway.archive.voices_heard import Turn
from gateway.archive.voices_said import Said
from gateway.archive.voices_whose import moved, newcomers
from models.speakers import VoiceLabel
from tests.fakes.archives import STARTED
from tests.fakes.shared_record import MICROPHONE, NOBODY, PAUL, said, uttered, voice

ROY = "Mme Roy"


def heard(*who: tuple[int, int, int]) -> list[Turn]:
    """By the numbers of a look that has its own, in milliseconds of the record."""
    return [
        Turn(voice=VoiceLabel(label), start=STARTED + start, end=STARTED + end, confidence=1.0)
        for label, start, end in who
    ]


def changes(lines: Sequence[Said], turns: Sequence[Turn]) -> dict[int, tuple[str, int]]:
    """By segment, whose it is then, and in which line."""
    new_lines = count(100)
    found = moved(
        lines,
        turns,
        STARTED,
        newcomers([each.entry for each in lines], MICROPHONE),
        lambda: LineId(next(new_lines)),
    )
    return {change.entry.segment: (change.speaker.name, change.line) for change in found}


def test_a_line_goes_to_the_label_that_has_most_of_the_voice_it_is_in() -> None:
    lines = [
        said(uttered(1, voice(1), 0, 6_000)),
        said(uttered(2, voice(2), 6_000, 12_000)),
        said(uttered(3, voice(2), 12_000, 15_000)),
        said(uttered(4, NOBODY, 15_000, 18_000)),
    ]
    turns = heard((7, 0, 6_000), (3, 6_000, 12_000), (7, 12_000, 15_000), (3, 15_000, 18_000))
    assert changes(lines, turns) == {3: ("Intervenant 1", 3), 4: ("Intervenant 2", 4)}


def test_the_same_look_changes_nothing_a_second_time() -> None:
    turns = heard((1, 0, 6_000), (2, 6_000, 9_000))
    lines = [said(uttered(1, voice(1), 0, 6_000)), said(uttered(2, voice(2), 6_000, 9_000))]
    assert changes(lines, turns) == {}


def test_two_labels_of_one_voice_become_the_longer_one_or_the_one_with_a_name() -> None:
    turns = heard((1, 0, 12_000))
    longer = [said(uttered(1, voice(1), 0, 4_000)), said(uttered(2, voice(2), 4_000, 12_000))]
    assert changes(longer, turns) == {1: ("Intervenant 2", 1)}
    named = [said(uttered(1, voice(1, ROY), 0, 4_000)), said(uttered(2, voice(2), 4_000, 12_000))]
    assert changes(named, turns) == {2: (ROY, 2)}


def test_a_label_that_mixed_two_people_leaves_each_their_own() -> None:
    """Of the second one the greater part is the first one's voice."""
    lines = [
        said(uttered(1, voice(1), 0, 5_000)),
        said(uttered(2, voice(2), 5_000, 10_000)),
        said(uttered(3, voice(2), 10_000, 16_000)),
    ]
    turns = heard((1, 0, 5_000), (2, 5_000, 10_000), (1, 10_000, 16_000))
    assert changes(lines, turns) == {3: ("Intervenant 1", 3)}


def test_a_label_is_not_given_for_a_breath_that_it_shares() -> None:
    lines = [
        said(uttered(1, voice(1), 0, 10_000)),
        said(uttered(2, voice(2), 10_000, 20_000)),
        said(uttered(3, NOBODY, 20_000, 30_000)),
    ]
    turns = heard((1, 0, 19_500), (2, 19_500, 30_000))
    assert changes(lines, turns) == {2: ("Intervenant 1", 2), 3: ("Intervenant 3", 3)}


def test_a_name_that_hardly_spoke_does_not_take_all_of_a_voice() -> None:
    lines = [said(uttered(1, voice(1, ROY), 0, 2_000)), said(uttered(2, voice(2), 2_000, 22_000))]
    assert changes(lines, heard((1, 0, 22_000))) == {}


def test_two_names_for_one_voice_stay_two_people() -> None:
    lines = [
        said(uttered(1, voice(1, ROY), 0, 6_000)),
        said(uttered(2, voice(2, "M. Petit"), 6_000, 9_000)),
    ]
    assert changes(lines, heard((1, 0, 9_000))) == {}


def test_words_of_a_name_go_to_another_name_only() -> None:
    turns = heard((1, 0, 6_000), (2, 6_000, 15_000))
    first, third = uttered(1, voice(1, ROY), 0, 6_000), uttered(3, voice(1, ROY), 12_000, 15_000)
    unnamed = [said(first), said(uttered(2, voice(2), 6_000, 12_000)), said(third)]
    assert changes(unnamed, turns) == {}
    named = [said(first), said(uttered(2, voice(2, "M. Petit"), 6_000, 12_000)), said(third)]
    assert changes(named, turns) == {3: ("M. Petit", 3)}


def test_labels_under_one_name_are_one_person() -> None:
    """Somebody called the two one: the look may not give lines from one to the other."""
    lines = [
        said(uttered(1, voice(1, ROY), 0, 6_000)),
        said(uttered(2, voice(2, ROY), 6_000, 9_000)),
        said(uttered(3, voice(3), 9_000, 15_000)),
    ]
    assert changes(lines, heard((1, 0, 6_000), (2, 6_000, 15_000))) == {}


def test_what_people_settled_stays() -> None:
    lines = [
        said(uttered(1, voice(1), 0, 6_000)),
        said(uttered(2, voice(2), 6_000, 12_000)),
        said(uttered(3, voice(2), 12_000, 15_000), settled=True),
        said(uttered(4, PAUL, 15_000, 18_000), settled=True),
    ]
    assert changes(lines, heard((1, 0, 6_000), (2, 6_000, 12_000), (1, 12_000, 18_000))) == {}


def test_a_voice_without_a_label_is_somebody_new_if_they_speak_for_a_while() -> None:
    def lines(end: int) -> list[Said]:
        return [
            said(uttered(1, voice(1, ROY), 0, 6_000)),
            said(uttered(2, voice(4), 6_000, 14_000)),
            said(uttered(3, voice(4), 14_000, end)),
        ]

    def turns(end: int) -> list[Turn]:
        return heard((1, 0, 6_000), (2, 6_000, 14_000), (3, 14_000, end))

    assert changes(lines(20_000), turns(20_000)) == {3: ("Intervenant 5", 3)}
    assert changes(lines(16_000), turns(16_000)) == {}


def test_a_newcomer_is_nobody_who_was_shown() -> None:
    shown = [uttered(1, voice(2, ROY), 0, 1_000), uttered(2, voice(1, "Intervenant 8"), 1_000, 2_000)]
    newcomer = newcomers(shown, MICROPHONE)
    assert newcomer() == Speaker(id=SpeakerId("salle#3"), name="Intervenant 9")
    assert newcomer() == Speaker(id=SpeakerId("salle#4"), name="Intervenant 10")


def test_a_segment_stays_where_the_other_voice_is_not_clearly_stronger() -> None:
    lines = [
        said(uttered(1, voice(1), 0, 6_000)),
        said(uttered(2, voice(2), 6_000, 12_000)),
        said(uttered(3, voice(1), 12_000, 16_000)),
    ]
    before = ((1, 0, 6_000), (2, 6_000, 12_000))
    assert changes(lines, heard(*before, (1, 12_000, 13_800), (2, 13_800, 16_000))) == {}
    assert changes(lines, heard(*before, (1, 12_000, 13_000), (2, 13_000, 16_000))) == {
        3: ("Intervenant 2", 3)
    }


def test_part_of_a_line_gets_a_line_of_its_own() -> None:
    lines = [
        said(uttered(1, voice(2), 0, 6_000, line=1)),
        said(uttered(2, voice(1), 6_000, 9_000, line=2)),
        said(uttered(3, voice(1), 9_000, 12_000, line=2)),
        said(uttered(4, voice(1), 12_000, 15_000, line=2)),
        said(uttered(5, voice(1), 15_000, 21_000, line=5)),
    ]
    turns = heard((2, 0, 6_000), (1, 6_000, 9_000), (2, 9_000, 15_000), (1, 15_000, 21_000))
    assert changes(lines, turns) == {3: ("Intervenant 2", 100), 4: ("Intervenant 2", 100)}


def test_what_is_too_short_to_be_told_goes_with_the_rest_of_its_line() -> None:
    lines = [
        said(uttered(1, voice(1), 0, 6_000)),
        said(uttered(2, voice(2), 6_000, 12_000)),
        said(uttered(3, voice(1), 12_000, 15_000, line=3)),
        said(uttered(4, voice(1), 15_000, 15_500, line=3)),
        said(uttered(5, voice(1), 30_000, 30_500, line=4)),
    ]
    turns = heard((1, 0, 6_000), (2, 6_000, 15_000))
    assert changes(lines, turns) == {3: ("Intervenant 2", 3), 4: ("Intervenant 2", 3)}


def test_hidden_words_say_nothing_of_who_speaks() -> None:
    hidden = whole(uttered(3, voice(2), 12_000, 15_000))
    lines = [
        said(uttered(1, voice(1), 0, 6_000)),
        said(uttered(2, voice(2), 6_000, 12_000)),
        said(hidden),
    ]
    assert changes(lines, heard((1, 0, 6_000), (2, 6_000, 12_000), (1, 12_000, 15_000))) == {}


def test_without_a_voice_nothing_changes() -> None:
    assert changes([said(uttered(1, voice(1), 0, 6_000)), said(uttered(2, NOBODY, 6_000, 9_000))], []) == {}
