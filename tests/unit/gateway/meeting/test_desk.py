import pytest

from captions.errors import VoixlaError
from captions.events import Amended, OffRecord
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.refusals import TEXTS, Refusal
from gateway.people import Seat
from tests.unit.gateway.meeting.gathering import HOST, INVITED, READER, person_at
from tests.unit.gateway.meeting.writers import Writers

CORRECTOR = Grant(role=Role.CORRECTOR)


def refused(writers: Writers, seat: Seat, **message: object) -> VoixlaError:
    before = len(writers.events)
    with pytest.raises(VoixlaError) as caught:
        writers.send(seat, **message)
    assert caught.value.code in TEXTS
    assert len(writers.events) == before
    return caught.value


def amend(first: int, last: int, text: str, *, segment: int = 1, base: int = 0) -> dict[str, object]:
    return {
        "type": "amend",
        "id": "e1",
        "segment": segment,
        "base": base,
        "first": first,
        "last": last,
        "text": text,
    }


async def test_a_correction_is_an_event_before_its_sender_is_told() -> None:
    writers = Writers()
    paul, chloe = writers.come("Paul"), writers.come("Chloé", CORRECTOR)
    writers.say(paul, "le veau est clos")
    writers.at = 7.5
    writers.send(chloe, **amend(1, 2, "vote"))
    event = writers.events[-1]
    assert isinstance(event, Amended)
    assert (event.text, event.at_ms, event.author.name) == ("le vote est clos", 7500, "Chloé")
    assert event.author.id == person_at(chloe).id
    assert writers.heard(chloe, "done") == [{"type": "done", "id": "e1", "segment": 1, "revision": 1}]
    assert writers.text() == "le vote est clos"


async def test_who_may_correct_what() -> None:
    writers = Writers()
    host, paul, anne = writers.come("Hôte", HOST), writers.come("Paul"), writers.come("Anne")
    reader = writers.come("", READER)
    writers.say(paul, "le veau est clos")
    assert refused(writers, anne, **amend(0, 1, "x")).code == "correct.not_allowed"
    assert refused(writers, reader, **amend(0, 1, "x")).code == "live.reader"
    writers.send(paul, **amend(1, 2, "vote"))
    writers.send(host, type="open_correction", on=True)
    writers.send(anne, **amend(3, 4, "close"))
    assert refused(writers, reader, **amend(0, 1, "x")).code == "live.reader"
    assert writers.text() == "le vote est close"
    writers.send(host, type="open_correction", on=False)
    assert refused(writers, anne, **amend(0, 1, "x")).code == "correct.not_allowed"


async def test_others_words_are_not_given_away_by_those_who_may_not_correct() -> None:
    writers = Writers()
    paul = writers.come("Paul")
    writers.say(paul, "le vote")
    line = {"id": "e", "speaker": {"name": "Anne"}, "text": "oui"}
    assert refused(writers, paul, type="reassign", line=1, **line).code == "correct.not_allowed"
    assert refused(writers, paul, type="insert", after=1, **line).code == "correct.not_allowed"
    assert refused(writers, paul, type="terms", add=["Éluard"]).code == "correct.not_allowed"
    assert refused(writers, paul, type="duty", on=True).code == "correct.not_allowed"
    for switch in ("open_correction", "off_record"):
        assert refused(writers, paul, type=switch, on=True).code == "live.not_host"


async def test_a_refusal_says_of_what() -> None:
    writers = Writers()
    anne, chloe = writers.come("Anne", CORRECTOR), writers.come("Chloé", CORRECTOR)
    writers.say(anne, "le veau")
    writers.send(anne, **amend(1, 2, "vote"))
    error = refused(writers, chloe, **amend(1, 2, "chapeau"))
    assert isinstance(error, Refusal)
    assert (error.code, error.about) == ("correct.conflict", {"id": "e1", "segment": 1})
    assert refused(writers, chloe, **amend(0, 1, "x", segment=99)).code == "correct.gone"
    assert refused(writers, chloe, type="undo", id="u").code == "correct.nothing"
    assert refused(writers, chloe, **amend(0, 1, "\u202e\u0007")).code == "correct.bad_text"
    assert refused(writers, chloe, **amend(0, 1, "x" * 501)).code == "correct.bad_text"


async def test_text_is_made_presentable() -> None:
    writers = Writers()
    anne = writers.come("Anne", CORRECTOR)
    writers.say(anne, "il dit oui non")
    writers.send(anne, **amend(2, 4, "«  oui\u202e »\n!  [rires] 12\u202f000"))
    assert [word.text for word in writers.events[-1].words] == [  # type: ignore[union-attr]
        "il", "dit", "«\u202foui\u202f»\u202f!", "[rires]", "12\u202f000",
    ]  # fmt: skip


async def test_a_missed_line_is_inserted_for_somebody_known_or_new() -> None:
    writers = Writers()
    chloe, paul = writers.come("Chloé", CORRECTOR), writers.come("Paul")
    writers.say(paul, "bonjour")
    for name in ("paul", "Mme Durand", "MME DURAND"):
        writers.send(
            chloe, type="insert", id=name, after=1, speaker={"name": name}, text="[applaudissements]"
        )
    first, second, third = [event for event in writers.events if isinstance(event, Amended)]
    assert first.speaker == person_at(paul).speaker()
    assert second.speaker.name == "Mme Durand"
    assert second.speaker == third.speaker
    assert len({first.line, second.line, third.line, 1}) == 4
    assert [done["id"] for done in writers.heard(chloe, "done")] == ["paul", "Mme Durand", "MME DURAND"]
    error = refused(writers, chloe, type="insert", id="x", after=1, speaker={"id": "p9"}, text="oui")
    assert error.code == "live.no_such_person"
    error = refused(writers, chloe, type="insert", id="x", after=77, speaker={"name": "A"}, text="oui")
    assert error.code == "correct.gone"


async def test_a_line_is_given_to_somebody_who_has_left() -> None:
    writers = Writers()
    chloe, paul, anne = writers.come("Chloé", CORRECTOR), writers.come("Paul"), writers.come("Anne")
    writers.say(paul, "bonjour")
    writers.say(paul, "merci", segment=2)
    writers.say(anne, "au revoir", segment=3, line=2)
    gone = person_at(anne)
    writers.assembly.go(anne)
    writers.assembly.lose(gone)
    writers.clerk.lose(gone)
    writers.send(chloe, type="reassign", id="r", line=1, **{"from": 2}, speaker={"id": gone.id})
    event = writers.events[-1]
    assert isinstance(event, Amended)
    assert (event.speaker, event.text) == (gone.speaker(), "merci")
    assert event.line not in (1, 2)
    writers.send(chloe, type="undo", id="u")
    assert isinstance(undone := writers.events[-1], Amended)
    assert (undone.line, undone.speaker.name) == (1, "Paul")


async def test_terms_act_at_once_and_never_outgrow_the_prompt() -> None:
    writers = Writers()
    chloe, paul = writers.come("Chloé", CORRECTOR), writers.come("Paul")
    writers.send(chloe, type="terms", add=["Éluard", "PLUi\u202e", "Éluard"])
    assert writers.session.glossary.terms == ("Éluard", "PLUi")
    writers.send(chloe, type="terms", add=["SCoT"], remove=["Éluard", "inconnu"])
    assert writers.session.glossary.terms == ("PLUi", "SCoT")
    assert writers.heard(chloe, "terms")[-1]["terms"] == ["PLUi", "SCoT"]
    assert writers.heard(paul, "terms") == []
    many = [f"Saint-Hilaire-{n:02}" for n in range(40)]
    assert refused(writers, chloe, type="terms", add=many).code == "glossary.long"
    for term in ("", "  ", "#non", "x" * 81, 7, "\u202e"):
        assert refused(writers, chloe, type="terms", add=[term]).code == "glossary.term"
    assert writers.session.glossary.terms == ("PLUi", "SCoT")


async def test_pages_know_whether_they_may_correct() -> None:
    writers = Writers()
    host, paul = writers.come("Hôte", HOST), writers.come("Paul")
    writers.heard(paul, "")
    writers.send(host, type="open_correction", on=True)
    assert writers.heard(paul, "correction") == [{"type": "correction", "open": True, "may": True}]
    writers.send(host, type="open_correction", on=True)
    assert writers.heard(paul, "correction") == []


async def test_off_the_record_is_an_event_when_it_changes() -> None:
    writers = Writers()
    host = writers.come("Hôte", HOST)
    for on in (True, True, False, False):
        writers.send(host, type="off_record", on=on)
        assert writers.clerk.off_record is on
    assert [event.on for event in writers.events if isinstance(event, OffRecord)] == [True, False]


async def test_duty_is_taken_handed_over_and_ended() -> None:
    writers = Writers()
    host = writers.come("Hôte", HOST)
    anne, chloe, paul = (
        writers.come("Anne", CORRECTOR),
        writers.come("Chloé", CORRECTOR),
        writers.come("Paul", INVITED),
    )
    who = person_at
    writers.send(anne, type="duty", on=True)
    assert who(anne).corrects
    writers.send(anne, type="duty", to=who(chloe).id)
    assert writers.heard(chloe, "duty_offered") == [{"type": "duty_offered", "from": "Anne"}]
    assert (who(anne).corrects, who(chloe).corrects) == (True, False)
    writers.send(chloe, type="duty", on=True)
    assert (who(anne).corrects, who(chloe).corrects) == (False, True)
    writers.send(chloe, type="duty", to=who(anne).id)
    writers.send(anne, type="duty", on=False)
    writers.send(anne, type="duty", on=True)
    assert (who(anne).corrects, who(chloe).corrects) == (True, True)
    for other in (who(paul).id, who(anne).id, "p0"):
        assert refused(writers, anne, type="duty", to=other).code == "live.no_such_person"
    writers.send(host, type="open_correction", on=True)
    writers.send(paul, type="duty", on=True)
    assert who(paul).corrects
    writers.send(host, type="open_correction", on=False)
    assert (who(paul).corrects, who(anne).corrects) == (False, True)
