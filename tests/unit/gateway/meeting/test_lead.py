import pytest

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.live.closing import Close
from gateway.live.messages import (
    Admit,
    HandOver,
    HostMessage,
    Lobby,
    Lock,
    LowerHand,
    MutePerson,
    Refuse,
    Remove,
)
from gateway.meeting.lead import Lead
from gateway.people import Person, Seat
from tests.unit.gateway.meeting.gathering import HOST, INVITED, Gathering, person_at

P9 = SpeakerId("p9")
ABOUT_SOMEBODY = (
    Admit(id="w1"),
    Refuse(id="w1"),
    MutePerson(id=P9),
    LowerHand(id=P9),
    Remove(id=P9),
    HandOver(id=P9, keep=True),
)


class Led:
    """Anne leads, Bruno takes part; what is done about sound is remembered."""

    def __init__(self, *, people: int = 12) -> None:
        self.room = Gathering(people=people)
        self.muted: list[Person] = []
        self.put_out: list[Person] = []
        self.lead = Lead(
            self.room.assembly,
            let_in=self.room.assembly.let_in,
            mute=self.muted.append,
            put_out=self.put_out.append,
        )
        self.anne = self.room.come("Anne")
        self.bruno = self.room.come("Bruno")
        self.door = self.room.assembly.door

    def do(self, message: HostMessage, by: Seat | None = None) -> None:
        self.lead.do(person_at(by or self.anne), message)
        self.room.tell()

    def refused(self, message: HostMessage, by: Seat | None = None) -> str:
        with pytest.raises(VoixlaError) as caught:
            self.do(message, by)
        return caught.value.code

    def waiting(self, name: str) -> tuple[Seat, str]:
        self.door.lobby = True
        seat = self.room.come(name)
        assert seat.waits_as is not None
        return seat, seat.waits_as


@pytest.mark.parametrize("message", [*ABOUT_SOMEBODY, Lobby(on=True), Lock(on=True)])
def test_who_does_not_lead_is_refused_before_anything_else(message: HostMessage) -> None:
    meeting = Led()
    assert meeting.refused(message, meeting.bruno) == "live.not_host"
    assert not meeting.door.closed


@pytest.mark.parametrize("message", ABOUT_SOMEBODY)
def test_who_is_not_there_cannot_be_led(message: HostMessage) -> None:
    assert Led().refused(message) == "live.no_such_person"


def test_admitting() -> None:
    meeting = Led()
    seat, who = meeting.waiting("Chloé")
    meeting.do(Admit(id=who))
    assert seat.inside
    assert meeting.refused(Admit(id=who)) == "live.no_such_person"


def test_refusing_ends_the_wait_at_once() -> None:
    meeting = Led()
    seat, who = meeting.waiting("Chloé")
    meeting.do(Refuse(id=who))
    assert seat.verdict is not None
    assert seat.verdict[0] == Close.REFUSED
    assert "room.refused" in seat.verdict[1]
    assert not seat.inside
    assert meeting.refused(Admit(id=who)) == "live.no_such_person"
    assert meeting.room.heard(meeting.anne, "door")[-1]["waiting"] == []


def test_without_lobby_those_who_wait_come_in() -> None:
    meeting = Led(people=3)
    first, _ = meeting.waiting("Chloé")
    second, _ = meeting.waiting("David")
    meeting.do(Lobby(on=False))
    assert first.inside
    assert second.verdict is not None
    assert "room.full" in second.verdict[1]


def test_without_lobby_a_locked_door_stays_locked() -> None:
    meeting = Led()
    seat, _ = meeting.waiting("Chloé")
    meeting.do(Lock(on=True))
    meeting.do(Lobby(on=False))
    assert not seat.inside
    meeting.do(Lock(on=False))
    assert seat.inside


def test_muting_is_told_once_and_can_be_undone_by_who_was_muted() -> None:
    meeting = Led()
    bruno = person_at(meeting.bruno)
    meeting.room.heard(meeting.bruno)
    for _ in range(2):
        meeting.do(MutePerson(id=bruno.id))
    assert bruno.muted
    assert meeting.muted == [bruno]
    assert len(meeting.room.heard(meeting.bruno, "muted")) == 1


def test_lowering_a_hand() -> None:
    meeting = Led()
    who = person_at(meeting.bruno).id
    meeting.room.assembly.hands.up(who)
    meeting.do(LowerHand(id=who))
    meeting.do(LowerHand(id=who))
    assert meeting.room.assembly.hands.places() == {}


def test_removing() -> None:
    meeting = Led()
    bruno = person_at(meeting.bruno)
    meeting.do(Remove(id=bruno.id))
    assert meeting.put_out == [bruno]
    assert meeting.bruno.verdict is not None
    assert meeting.bruno.verdict[0] == Close.REMOVED
    with pytest.raises(VoixlaError) as caught:
        meeting.room.come("Bruno", back=bruno)
    assert caught.value.code == "room.removed"


def test_hosts_do_not_remove_themselves() -> None:
    meeting = Led()
    assert meeting.refused(Remove(id=person_at(meeting.anne).id)) == "live.bad_field"
    assert meeting.put_out == []


def test_handing_over() -> None:
    meeting = Led()
    bruno = person_at(meeting.bruno)
    meeting.do(HandOver(id=bruno.id, keep=True))
    assert meeting.room.roles() == {"Anne": "host", "Bruno": "host"}
    meeting.do(HandOver(id=bruno.id, keep=False))
    assert meeting.room.roles() == {"Anne": "participant", "Bruno": "host"}
    assert meeting.refused(Lock(on=True)) == "live.not_host"


def test_a_host_by_pass_who_hands_over_stays_a_participant_after_a_cut() -> None:
    meeting = Led()
    host = meeting.room.come("Hélène", HOST)
    guest = meeting.room.come("Igor", INVITED)
    meeting.do(HandOver(id=person_at(guest).id, keep=False), by=host)
    meeting.room.come("Hélène", HOST, back=person_at(host))
    assert meeting.room.roles()["Hélène"] == "participant"


def test_who_has_no_page_cannot_take_over() -> None:
    meeting = Led()
    bruno = person_at(meeting.bruno)
    bruno.seat = None
    assert meeting.refused(HandOver(id=bruno.id, keep=False)) == "live.no_such_person"
    assert meeting.refused(HandOver(id=person_at(meeting.anne).id, keep=False)) == "live.no_such_person"
    assert meeting.room.roles()["Anne"] == "host"
