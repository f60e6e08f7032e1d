from dataclasses import replace

import pytest

from captions.corrections import KEPT_REVISIONS
from captions.errors import VoixlaError
from captions.events import Amended, AuthorKind, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId
from tests.fakes.corrected import AT, PAUL, Corrected, author, said

ANNE = Speaker(id=SpeakerId("anne"), name="Anne")


def times(phrase: Corrected) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for word in phrase.events[-1].words]


def refused(phrase: Corrected, *change: object, **more: object) -> str:
    before = phrase.text, len(phrase.events)
    with pytest.raises(VoixlaError) as caught:
        phrase.amend(*change, **more)  # type: ignore[arg-type]
    assert (phrase.text, len(phrase.events)) == before
    return caught.value.code


def reassign(phrase: Corrected, name: str, line: int, start: int | None, speaker: Speaker) -> None:
    """Of a part, to line 99."""
    segments, whole = phrase.corrections.to_move(LineId(line), None if start is None else SegmentId(start))
    target = LineId(line if whole else 99)
    phrase.publish(*phrase.corrections.reassign(author(name), segments, target, speaker, at_ms=AT))


def test_new_words_share_the_time_of_those_they_replace_and_are_sure() -> None:
    phrase = Corrected(said("le conseil muni si pal vote"))
    phrase.amend("a", 2, 5, "municipal")
    assert times(phrase) == [
        ("le", 0, 400),
        ("conseil", 500, 900),
        ("municipal", 1000, 2400),
        ("vote", 2500, 2900),
    ]
    assert [word.probability for word in phrase.events[-1].words] == [0.5, 0.5, 1.0, 0.5]
    phrase.amend("a", 2, 3, "aux mille")
    assert times(phrase)[2:4] == [("aux", 1000, 1525), ("mille", 1525, 2400)]


def test_inserted_words_take_the_pause_and_a_deletion_takes_its_time_along() -> None:
    phrase = Corrected(said("je vote"))
    phrase.amend("a", 1, 1, "ne")
    assert times(phrase) == [("je", 0, 400), ("ne", 400, 500), ("vote", 500, 900)]
    phrase.amend("a", 0, 1, "")
    event = phrase.events[-1]
    assert (event.start_ms, event.end_ms, event.text) == (0, 900, "ne vote")


def test_who_changed_what_and_when_is_told() -> None:
    phrase = Corrected(said("le veau"))
    phrase.amend("chloé", 1, 2, "vote")
    (event,) = phrase.events
    assert (event.author.id, event.author.name, event.author.kind) == ("chloé", "Chloé", AuthorKind.PERSON)
    assert (event.at_ms, event.revision, event.speaker, event.line) == (AT, 1, PAUL, 1)


def test_whole_lines_may_be_sent_what_does_not_change_in_them_is_no_change() -> None:
    phrase = Corrected(said("le veau est closes"))
    phrase.amend("a", 0, 4, "le vote est closes", base=0)
    phrase.amend("b", 0, 4, "le veau est clos", base=0)
    assert phrase.text == "le vote est clos"


def test_the_same_correction_twice_is_made_once() -> None:
    phrase = Corrected(said("je vote pas"))
    phrase.amend("a", 1, 1, "ne", base=0)
    phrase.amend("b", 1, 1, "ne", base=0)
    phrase.amend("a", 3, 4, "plus")
    phrase.amend("b", 2, 3, "plus", base=0)
    assert phrase.text == "je ne vote plus"
    assert len(phrase.events) == 2


def test_two_insertions_at_one_place_both_stand() -> None:
    phrase = Corrected(said("bonjour Paul"))
    phrase.amend("a", 1, 1, "cher", base=0)
    phrase.amend("b", 1, 1, "[rires]", base=0)
    assert phrase.text == "bonjour cher [rires] Paul"


def test_a_word_that_was_changed_inside_a_longer_span_is_a_conflict() -> None:
    phrase = Corrected(said("un deux trois quatre"))
    phrase.amend("a", 1, 1, "et", base=0)
    assert refused(phrase, "b", 0, 2, "douze", base=0) == "correct.conflict"
    phrase.amend("a", 4, 5, "")
    assert refused(phrase, "b", 3, 4, "5", base=0) == "correct.conflict"
    assert refused(phrase, "b", 3, 4, "quatre", base=0) == "correct.conflict"


def test_words_that_are_right_are_confirmed_without_being_a_change() -> None:
    phrase = Corrected(said("le vote"))
    phrase.amend("paul", 1, 2, "vote")
    assert [event.text for event in phrase.events] == ["le vote"]
    phrase.amend("b", 1, 2, "veau", base=0)
    with pytest.raises(VoixlaError, match="annuler"):
        phrase.undo("paul")
    assert phrase.text == "le veau"


@pytest.mark.parametrize(("segment", "span"), [(2, (0, 1)), (1, (0, 3)), (1, (3, 3))])
def test_what_is_not_there_cannot_be_changed(segment: int, span: tuple[int, int]) -> None:
    assert refused(Corrected(said("le vote")), "a", *span, "x", base=0, segment=segment) == "correct.gone"


def test_revisions_that_were_never_made_or_are_too_old_are_a_conflict() -> None:
    phrase = Corrected(said("un deux"))
    assert refused(phrase, "a", 0, 1, "x", base=7) == "correct.conflict"
    for n in range(KEPT_REVISIONS):
        phrase.amend("a", 0, 1, f"x{n}")
    assert refused(phrase, "b", 1, 2, "y", base=0) == "correct.conflict"
    phrase.amend("b", 1, 2, "y", base=1)


def test_a_withdrawn_phrase_can_be_written_anew() -> None:
    phrase = Corrected(said("Sous-titrage Radio-Canada"))
    phrase.amend("a", 0, 2, "")
    assert phrase.events[-1].words == ()
    phrase.amend("b", 0, 0, "[applaudissements]")
    assert phrase.text == "[applaudissements]"
    assert refused(phrase, "a", 1, 2, "x", base=0) == "correct.conflict"


def test_what_others_amend_is_followed() -> None:
    phrase = Corrected(said("un deux trois"))
    engine = Amended(
        seq=5, at_ms=AT, author=replace(author("x"), kind=AuthorKind.ENGINE), track=said("x").track,
        speaker=ANNE, segment=SegmentId(1), line=LineId(4), revision=1, start_ms=Milliseconds(0),
        end_ms=Milliseconds(900), words=said("1 deux trois").words,
    )  # fmt: skip
    phrase.publish(engine)
    phrase.amend("a", 2, 3, "3", base=0)
    assert (phrase.text, phrase.events[-1].speaker, phrase.events[-1].line) == ("1 deux 3", ANNE, 4)
    assert refused(phrase, "a", 0, 1, "I", base=0) == "correct.conflict"


def test_ones_own_latest_change_that_stands_is_taken_back() -> None:
    phrase = Corrected(said("un deux trois"))
    phrase.amend("a", 0, 1, "1")
    phrase.amend("a", 1, 2, "2")
    phrase.amend("b", 1, 2, "II")
    phrase.undo("a")
    assert phrase.text == "un II trois"
    with pytest.raises(VoixlaError, match="annuler"):
        phrase.undo("a")
    phrase.undo("b")
    assert phrase.text == "un 2 trois"
    phrase.undo("a")
    assert phrase.text == "un deux trois"
    assert phrase.events[-1].author == author("a")


def test_a_deletion_is_taken_back_beside_a_neighbour_that_stands() -> None:
    phrase = Corrected(said("un deux trois"))
    phrase.amend("a", 1, 2, "")
    phrase.amend("b", 0, 1, "1")
    phrase.undo("a")
    assert phrase.text == "1 deux trois"


def test_who_has_left_takes_nothing_back() -> None:
    phrase = Corrected(said("un"))
    phrase.amend("a", 0, 1, "1")
    phrase.corrections.forget(SpeakerId("a"))
    with pytest.raises(VoixlaError, match="annuler"):
        phrase.undo("a")


def test_a_missed_line_stands_where_the_one_before_it_ends() -> None:
    phrase = Corrected(said("un deux"), said("trois", segment=2, line=2, start_ms=4000))
    ids = (LineId(9), SegmentId(90))
    event = phrase.corrections.insert(author("a"), ids, ANNE, LineId(1), ["[rires]", "oui"], at_ms=AT)
    assert (event.line, event.segment, event.speaker, event.revision) == (9, 90, ANNE, 1)
    assert [(word.text, word.start_ms, word.end_ms) for word in event.words] == [
        ("[rires]", 900, 1390),
        ("oui", 1390, 1600),
    ]
    phrase.publish(event)
    phrase.amend("b", 1, 2, "non", base=1, segment=90)
    assert phrase.line(9) == [("Anne", "[rires] non")]
    phrase.undo("b")
    phrase.undo("a")
    assert phrase.line(9) == []


def test_a_missed_line_before_everything_and_before_the_next() -> None:
    phrase = Corrected(said("un", start_ms=100))
    first = phrase.corrections.insert(
        author("a"), (LineId(8), SegmentId(80)), ANNE, None, ["Bonjour"], at_ms=AT
    )
    assert (first.start_ms, first.end_ms) == (0, 100)
    with pytest.raises(VoixlaError):
        phrase.corrections.insert(author("a"), (LineId(9), SegmentId(81)), ANNE, LineId(7), ["x"], at_ms=AT)


def test_a_missed_line_stands_before_the_next_one_also_when_both_were_said_at_once() -> None:
    phrase = Corrected(said("un deux"), said("trois", segment=2, line=2, start_ms=500))
    ids = (LineId(9), SegmentId(90))
    event = phrase.corrections.insert(author("a"), ids, ANNE, LineId(1), ["oui"], at_ms=AT)
    assert 0 <= event.start_ms < 500
    assert event.start_ms <= event.end_ms <= 500


def test_a_line_that_was_withdrawn_does_not_draw_a_missed_one_to_it() -> None:
    phrase = Corrected(said("un deux"), said("trois", segment=2, line=2, start_ms=500))
    phrase.amend("a", 0, 1, "", segment=2)
    event = phrase.corrections.insert(
        author("a"), (LineId(9), SegmentId(90)), ANNE, LineId(1), ["oui"], at_ms=AT
    )
    assert event.start_ms == 900


def test_a_line_is_given_to_somebody_else() -> None:
    phrase = Corrected(said("un"), said("deux", segment=2, start_ms=1000))
    reassign(phrase, "a", 1, None, ANNE)
    assert phrase.line(1) == [("Anne", "un"), ("Anne", "deux")]
    assert [event.revision for event in phrase.events] == [1, 1]
    phrase.undo("a")
    assert phrase.line(1) == [("Paul", "un"), ("Paul", "deux")]


def test_the_rest_of_a_line_is_given_to_somebody_else() -> None:
    phrase = Corrected(
        said("un"), said("deux", segment=2, start_ms=1000), said("trois", segment=3, start_ms=2000)
    )
    reassign(phrase, "a", 1, 2, ANNE)
    assert (phrase.line(1), phrase.line(99)) == ([("Paul", "un")], [("Anne", "deux"), ("Anne", "trois")])
    phrase.amend("b", 0, 1, "DEUX", base=0, segment=2)
    reassign(phrase, "b", 99, 3, PAUL)
    phrase.undo("a")
    assert phrase.line(1) == [("Paul", "un"), ("Paul", "DEUX")]


def test_nobody_moves_what_is_not_there_or_is_theirs_already() -> None:
    phrase = Corrected(said("un"))
    reassign(phrase, "a", 1, None, PAUL)
    assert phrase.events == []
    for line, start in ((2, None), (1, 5)):
        with pytest.raises(VoixlaError) as caught:
            reassign(phrase, "a", line, start, ANNE)
        assert caught.value.code == "correct.gone"
