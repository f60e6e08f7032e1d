import pytest

from captions.errors import VoixlaError
from captions.ids import Milliseconds, SpeakerId
from gateway.live.messages import Camera, Hand, Rename, Say, Sign, TalkMessage
from gateway.meeting.talk import talk
from gateway.people import Seat
from tests.unit.gateway.meeting.gathering import READER, Gathering, person_at


def say(room: Gathering, seat: Seat, message: TalkMessage, now: float = 0.0) -> None:
    talk(room.assembly, person_at(seat), message, at_ms=Milliseconds(7), now=now)
    room.tell()


def test_what_one_says_of_oneself_is_told_to_all() -> None:
    room = Gathering()
    anne, reader = room.come("Anne"), room.come("", READER)
    for message in (Rename(name="Anne L."), Camera(on=True), Sign(id=person_at(anne).id, on=True)):
        say(room, anne, message)
    for seat in (anne, reader):
        (person,) = room.heard(seat, "people")[-1]["people"]
        assert (person["name"], person["camera"], person["signer"]) == ("Anne L.", True, True)


def test_hands_go_up_and_down() -> None:
    room = Gathering()
    anne, bruno = room.come("Anne"), room.come("Bruno")
    for seat in (bruno, anne, bruno):
        say(room, seat, Hand(up=True))
    assert list(room.assembly.hands.places()) == [person_at(bruno).id, person_at(anne).id]
    say(room, bruno, Hand(up=False))
    assert room.assembly.hands.places() == {person_at(anne).id: 1}


def test_a_line_of_chat_reaches_everybody_inside_in_order() -> None:
    room = Gathering()
    anne, reader = room.come("Anne"), room.come("", READER)
    room.assembly.door.lobby = True
    waiting = room.come("Chloé")
    for text in ("un", "deux"):
        say(room, anne, Say(text=text))
    for seat in (anne, reader):
        assert [line["text"] for line in room.heard(seat, "chat")] == ["un", "deux"]
    assert room.heard(waiting, "chat") == []
    assert [line.at_ms for line in room.assembly.chat.lines] == [7, 7]


def test_only_hosts_say_who_else_signs() -> None:
    room = Gathering()
    anne, bruno = room.come("Anne"), room.come("Bruno")
    say(room, anne, Sign(id=person_at(bruno).id, on=True))
    assert person_at(bruno).signer
    for who, code in ((person_at(anne).id, "live.not_host"), (SpeakerId("p9"), "live.not_host")):
        with pytest.raises(VoixlaError) as caught:
            say(room, bruno, Sign(id=who, on=True))
        assert caught.value.code == code
    with pytest.raises(VoixlaError) as caught:
        say(room, anne, Sign(id=SpeakerId("p9"), on=True))
    assert caught.value.code == "live.no_such_person"
