import json

import pytest

from captions.errors import VoixlaError
from captions.events import Amended
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.allowance import Allowance
from gateway.live.refusals import TEXTS
from gateway.meeting import asking
from gateway.people import Seat
from tests.unit.gateway.meeting.gathering import READER, person_at
from tests.unit.gateway.meeting.writers import Writers

CORRECTOR = Grant(role=Role.CORRECTOR)


def ask(first: int = 0, last: int = 0, segment: int = 1, **more: object) -> dict[str, object]:
    return {"type": "ask", "id": "q", "segment": segment, "first": first, "last": last, **more}


def code_of(writers: Writers, seat: Seat, **message: object) -> str:
    with pytest.raises(VoixlaError) as caught:
        writers.send(seat, **message)
    assert caught.value.code in TEXTS
    return caught.value.code


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody may ask as often as they want."""
    monkeypatch.setattr(Allowance, "take", lambda self, now: True)


async def test_a_question_reaches_the_speaker_and_those_on_duty_without_a_name() -> None:
    writers = Writers()
    paul, chloe, idle = writers.come("Paul"), writers.come("Chloé", CORRECTOR), writers.come("Luc", CORRECTOR)
    reader = writers.come("", READER)
    writers.say(paul, "le veau est clos")
    writers.send(chloe, type="duty", on=True)
    writers.send(reader, **ask(1, 2))
    expected = {
        "type": "asked", "id": "a1", "segment": 1, "first": 1, "last": 2, "text": "veau", "by": None,
    }  # fmt: skip
    assert writers.heard(paul, "asked") == writers.heard(chloe, "asked") == [expected]
    assert writers.heard(idle, "asked") == writers.heard(reader, "asked") == []


async def test_only_who_wants_it_is_named(patient: None) -> None:
    writers = Writers()
    paul, anne = writers.come("Paul"), writers.come("Anne")
    writers.say(paul, "le veau")
    writers.send(anne, **ask(named=True))
    writers.send(anne, **ask(named=False))
    told = writers.heard(paul, "asked")
    assert [question["by"] for question in told] == ["Anne", None]
    assert (told[0]["first"], told[0]["last"], told[0]["text"]) == (0, 2, "le veau")
    assert person_at(anne).id not in json.dumps(told)


async def test_nobody_asks_too_often() -> None:
    writers = Writers()
    paul, reader = writers.come("Paul"), writers.come("", READER)
    writers.say(paul, "le veau")
    writers.send(reader, **ask())
    assert code_of(writers, reader, **ask()) == "ask.too_fast"
    crowd = [writers.come("", READER) for _ in range(asking.BURST - 1)]
    for seat in crowd[:-1]:
        writers.send(seat, **ask())
    assert len(writers.heard(paul, "asked")) == asking.BURST - 1
    codes = set()
    for seat in (crowd[-1], *(writers.come(f"P{n}") for n in range(9))):
        try:
            writers.send(seat, **ask())
        except VoixlaError as error:
            codes.add(error.code)
    assert codes == {"ask.too_fast"}


async def test_when_nobody_can_answer_the_asker_is_told() -> None:
    writers = Writers()
    paul, anne = writers.come("Paul"), writers.come("Anne")
    writers.say(paul, "le veau")
    person_at(paul).seat = None
    assert code_of(writers, anne, **ask()) == "ask.nobody"
    chloe = writers.come("Chloé", CORRECTOR)
    writers.send(chloe, type="duty", on=True)
    writers.send(anne, **ask())
    assert writers.heard(chloe, "asked")
    assert code_of(writers, anne, **ask(segment=9)) == "correct.gone"


async def test_whoever_comes_back_or_goes_on_duty_is_asked_again(patient: None) -> None:
    writers = Writers()
    paul, anne, chloe = writers.come("Paul"), writers.come("Anne"), writers.come("Chloé", CORRECTOR)
    writers.say(paul, "le veau")
    writers.send(anne, **ask())
    assert [question["id"] for question in writers.heard(writers.back(person_at(paul)), "asked")] == ["a1"]
    writers.send(chloe, type="duty", on=True)
    assert [question["id"] for question in writers.heard(chloe, "asked")] == ["a1"]


async def test_the_speaker_confirms_corrects_or_will_say_it_again(patient: None) -> None:
    writers = Writers()
    paul, anne, reader = writers.come("Paul"), writers.come("Anne"), writers.come("", READER)
    writers.say(paul, "le veau est clos")
    for _ in range(3):
        writers.send(anne, **ask(1, 2))
    writers.send(paul, type="answer", ask="a1", how="repeat")
    assert writers.text() == "le veau est clos"
    writers.send(paul, type="answer", ask="a2", how="confirm")
    assert isinstance(confirmed := writers.events[-1], Amended)
    assert (confirmed.text, confirmed.author.name) == ("le veau est clos", "Paul")
    writers.send(paul, type="answer", ask="a3", how="correct", text="vote")
    assert writers.text() == "le vote est clos"
    for seat in (anne, reader, paul):
        assert [(told["id"], told["how"], told["segment"]) for told in writers.heard(seat, "answered")] == [
            ("a1", "repeat", 1),
            ("a2", "confirm", 1),
            ("a3", "correct", 1),
        ]
    assert code_of(writers, paul, type="answer", ask="a1", how="confirm") == "ask.gone"


async def test_who_may_answer(patient: None) -> None:
    writers = Writers()
    paul, anne, chloe = writers.come("Paul"), writers.come("Anne"), writers.come("Chloé", CORRECTOR)
    reader = writers.come("", READER)
    writers.say(paul, "le veau")
    writers.send(anne, **ask(1, 2))
    assert code_of(writers, anne, type="answer", ask="a1", how="confirm") == "correct.not_allowed"
    assert code_of(writers, reader, type="answer", ask="a1", how="confirm") == "live.reader"
    assert code_of(writers, chloe, type="answer", ask="a1", how="repeat") == "correct.not_allowed"
    assert code_of(writers, chloe, type="answer", ask="a1", how="correct", text=" ") == "correct.bad_text"
    writers.send(chloe, type="answer", ask="a1", how="correct", text="vote")
    assert writers.text() == "le vote"


async def test_words_that_changed_meanwhile_are_not_overwritten(patient: None) -> None:
    writers = Writers()
    paul, anne, chloe = writers.come("Paul"), writers.come("Anne"), writers.come("Chloé", CORRECTOR)
    writers.say(paul, "le veau est clos")
    writers.send(anne, **ask(1, 2))
    writers.send(anne, **ask(3, 4))
    change = {"type": "amend", "id": "e", "segment": 1, "base": 0}
    writers.send(chloe, **change, first=1, last=2, text="grand vote")
    assert code_of(writers, paul, type="answer", ask="a1", how="correct", text="v") == "correct.conflict"
    writers.send(paul, type="answer", ask="a2", how="correct", text="close")
    assert writers.text() == "le grand vote est close"


async def test_a_guess_can_be_asked_about_and_corrected_once_it_is_final(patient: None) -> None:
    writers = Writers()
    paul, anne = writers.come("Paul"), writers.come("Anne")
    writers.say(paul, "le veau", final=False)
    for _ in range(4):
        writers.send(anne, **ask(1, 2))
    writers.send(paul, type="answer", ask="a1", how="confirm")
    assert code_of(writers, paul, type="answer", ask="a2", how="correct", text="vote") == "correct.gone"
    writers.say(paul, "le veau est clos")
    writers.send(paul, type="answer", ask="a2", how="correct", text="vote")
    assert writers.text() == "le vote est clos"
    assert code_of(writers, paul, type="answer", ask="a3", how="correct", text="v") == "correct.conflict"


async def test_unanswered_questions_are_bounded(patient: None) -> None:
    writers = Writers()
    paul, anne = writers.come("Paul"), writers.come("Anne")
    writers.say(paul, "le veau")
    for _ in range(asking.OPEN + 1):
        writers.send(anne, **ask())
        writers.heard(paul, "asked")
    assert code_of(writers, paul, type="answer", ask="a1", how="confirm") == "ask.gone"
    writers.send(paul, type="answer", ask="a2", how="confirm")
