import pytest

from captions import wire
from captions.errors import VoixlaError
from captions.events import Final, Interim, Origin
from gateway.live.writing import LONGEST_TYPED
from gateway.people import Seat
from tests.unit.gateway.meeting.gathering import READER, person_at
from tests.unit.gateway.meeting.writers import Writers


def type_(writers: Writers, seat: Seat, *texts: str, done: bool = False) -> None:
    for text in texts:
        writers.at += 0.3
        writers.send(seat, type="typing", text=text)
    if done:
        writers.send(seat, type="typing", text=texts[-1] if texts else "", done=True)


def shown(writers: Writers) -> list[tuple[str, str]]:
    """(kind, text) of what was typed, in order."""
    return [
        ("final" if isinstance(event, Final) else "interim", event.text)
        for event in writers.events
        if isinstance(event, Interim | Final)
    ]


def finals(writers: Writers) -> list[str]:
    return [text for kind, text in shown(writers) if kind == "final"]


async def test_text_appears_letter_by_letter_is_erased_and_becomes_final() -> None:
    writers = Writers()
    anne = writers.come("Anne")
    type_(writers, anne, "b", "bo", "bonjur", "bonj", "bonjour ", "bonjour à", "bonjour à tous.", done=True)
    assert shown(writers) == [
        ("interim", "b"),
        ("interim", "bo"),
        ("interim", "bonjur"),
        ("interim", "bonj"),
        ("interim", "bonjour"),
        ("interim", "bonjour à"),
        ("interim", "bonjour à tous."),
        ("final", "bonjour à tous."),
    ]
    events = [event for event in writers.events if isinstance(event, Interim | Final)]
    assert [event.revision for event in events] == list(range(1, 9))
    assert {(event.origin, event.track, event.segment, event.line) for event in events} == {
        (Origin.TYPED, f"{person_at(anne).id}-typed", events[0].segment, events[0].line)
    }
    assert [
        (word.text, round(word.start_ms / 100), round(word.end_ms / 100)) for word in events[-1].words
    ] == [("bonjour", 1003, 1015), ("à", 1018, 1018), ("tous.", 1021, 1021)]
    assert all(wire.decode(wire.encode(event)) == event for event in events)


async def test_lines_that_arrive_within_a_millisecond_stand_in_their_order() -> None:
    writers = Writers()
    anne = writers.come("Anne")
    for text in ("première", "deuxième ligne", "troisième"):
        writers.send(anne, type="typing", text=text, done=True)
    lines = [event for event in writers.events if isinstance(event, Final)]
    assert [event.text for event in lines] == ["première", "deuxième ligne", "troisième"]
    assert lines[0].start_ms < lines[1].start_ms < lines[2].start_ms
    assert all(wire.decode(wire.encode(event)) == event for event in lines)


async def test_the_next_line_is_another() -> None:
    writers = Writers()
    anne = writers.come("Anne")
    type_(writers, anne, "un", done=True)
    type_(writers, anne, "deux", done=True)
    first, second = [event for event in writers.events if isinstance(event, Final)]
    assert first.segment != second.segment
    assert first.line != second.line


async def test_what_is_erased_is_withdrawn_and_nothing_is_nothing() -> None:
    writers = Writers()
    anne = writers.come("Anne")
    type_(writers, anne, " ", "\u202e", done=True)
    assert shown(writers) == []
    type_(writers, anne, "oups", "", done=True)
    assert shown(writers) == [("interim", "oups"), ("interim", "")]
    type_(writers, anne, "non", "", "si", done=True)
    assert shown(writers)[2:] == [("interim", "non"), ("interim", ""), ("interim", "si"), ("final", "si")]


async def test_several_people_type_at_once() -> None:
    writers = Writers()
    anne, paul = writers.come("Anne"), writers.come("Paul")
    type_(writers, anne, "je")
    type_(writers, paul, "moi")
    type_(writers, anne, "je vote", done=True)
    assert finals(writers) == ["je vote"]
    type_(writers, paul, "moi non", done=True)
    assert finals(writers) == ["je vote", "moi non"]


async def test_nothing_typed_is_lost_when_somebody_leaves_or_the_meeting_ends() -> None:
    writers = Writers()
    anne, paul = writers.come("Anne"), writers.come("Paul")
    type_(writers, anne, "je pense que")
    type_(writers, paul, "moi")
    writers.clerk.lose(person_at(anne))
    assert finals(writers) == ["je pense que"]
    await writers.clerk.close()
    await writers.clerk.close()
    assert finals(writers) == ["je pense que", "moi"]


async def test_a_page_that_was_cut_off_goes_on_and_a_new_one_begins_anew() -> None:
    writers = Writers()
    anne = writers.come("Anne")
    type_(writers, anne, "je pense")
    again = writers.back(person_at(anne))
    type_(writers, again, "je pense que oui")
    assert finals(writers) == []
    reloaded = writers.back(person_at(anne))
    type_(writers, reloaded, "j", done=True)
    assert finals(writers) == ["je pense que oui", "j"]


async def test_another_name_begins_another_line() -> None:
    writers = Writers()
    anne = writers.come("Anne")
    type_(writers, anne, "je pense")
    person_at(anne).name = "Anne Roy"
    type_(writers, anne, "je pense que oui", "je pense que", done=True)
    said = [(event.speaker.name, event.text) for event in writers.events if isinstance(event, Final)]
    assert said == [("Anne", "je pense"), ("Anne Roy", "que")]


@pytest.mark.parametrize("page_keeps_all", [True, False])
async def test_a_line_that_is_too_long_goes_on_in_the_next(page_keeps_all: bool) -> None:
    writers = Writers()
    anne = writers.come("Anne")
    words = [f"mot{n}" for n in range(150)]
    long = " ".join(words)
    type_(writers, anne, long[:450])
    assert writers.heard(anne, "error") == []
    type_(writers, anne, long[:700])
    assert [error["code"] for error in writers.heard(anne, "error")] == ["typing.too_long"]
    (first,) = finals(writers)
    assert len(first) <= LONGEST_TYPED
    if page_keeps_all:
        type_(writers, anne, long[:710], long, done=True)
    else:
        type_(writers, anne, long[:710].removeprefix(first), long.removeprefix(first), done=True)
    assert " ".join(finals(writers)).split() == words
    writers.heard(anne, "")
    type_(writers, anne, "fin", done=True)
    assert finals(writers)[-1] == "fin"


async def test_text_without_spaces_is_cut_all_the_same_and_too_much_is_refused() -> None:
    writers = Writers()
    anne = writers.come("Anne")
    type_(writers, anne, "x" * 1100, done=True)
    assert [len(text) for text in finals(writers)] == [500, 500, 100]
    with pytest.raises(VoixlaError) as caught:
        type_(writers, anne, "x" * 4001)
    assert caught.value.code == "typing.too_long"


async def test_what_was_cut_off_and_erased_again_is_not_written_twice() -> None:
    writers = Writers()
    anne = writers.come("Anne")
    text = "x" * 499 + " yyyy"
    type_(writers, anne, text, "x" * 499, "x" * 300, text, done=True)
    assert finals(writers) == ["x" * 499, "yyyy"]


async def test_readers_do_not_type() -> None:
    writers = Writers()
    with pytest.raises(VoixlaError) as caught:
        writers.send(writers.come("", READER), type="typing", text="x")
    assert caught.value.code == "live.reader"
