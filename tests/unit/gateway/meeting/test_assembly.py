import pytest

from captions.errors import VoixlaError
from captions.ids import Milliseconds
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.closing import Close
from gateway.meeting.door import LONGEST_QUEUE
from tests.unit.gateway.meeting.gathering import (
    GUEST,
    HOST,
    INVITED,
    READER,
    SESSION,
    Gathering,
    person_at,
)


def code_of(call) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(VoixlaError) as caught:
        call()
    return caught.value.code


def test_the_first_who_comes_leads_an_open_room() -> None:
    room = Gathering()
    room.come("Anne")
    room.come("Bruno")
    assert room.roles() == {"Anne": "host", "Bruno": "participant"}


def test_passes_say_who_leads_elsewhere() -> None:
    room = Gathering()
    room.come("Anne", INVITED)
    room.come("Bruno", HOST)
    room.come("Chloé", Grant(role=Role.CORRECTOR))
    assert room.roles() == {"Anne": "participant", "Bruno": "host", "Chloé": "corrector"}


def test_when_the_last_host_has_left_the_one_who_was_there_longest_leads() -> None:
    room = Gathering()
    anne, bruno, chloe = (room.come(name) for name in ("Anne", "Bruno", "Chloé"))
    person_at(bruno).seat = None
    room.assembly.lose(person_at(anne))
    assert room.roles() == {"Bruno": "participant", "Chloé": "host"}
    room.assembly.lose(person_at(chloe))
    assert room.roles() == {"Bruno": "host"}


def test_a_host_whose_line_dropped_still_leads() -> None:
    room = Gathering()
    anne = room.come("Anne")
    room.come("Bruno")
    person_at(anne).seat = None
    room.come("Chloé")
    assert room.roles() == {"Anne": "host", "Bruno": "participant", "Chloé": "participant"}


def test_nobody_is_made_host_where_passes_say_who_is() -> None:
    room = Gathering()
    host = room.come("Anne", HOST)
    room.come("Bruno", INVITED)
    room.assembly.lose(person_at(host))
    assert room.roles() == {"Bruno": "participant"}


def test_a_source_without_a_page_does_not_lead() -> None:
    room = Gathering()
    source = room.assembly.people.join("Salle 3", GUEST)
    source.resident = True
    room.come("Anne")
    assert room.roles() == {"Salle 3": "participant", "Anne": "host"}


def test_newcomers_wait_in_the_lobby_and_hosts_see_them() -> None:
    room = Gathering()
    anne, bruno = room.come("Anne"), room.come("Bruno")
    room.assembly.door.lobby = True
    waiting = room.come("Chloé")
    reader = room.come("", GUEST, role="reader")
    assert (waiting.inside, waiting.person) == (False, None)
    assert room.heard(waiting) == [{"type": "waiting", "room": "conseil", "name": "Chloé", "host": True}]
    assert len(room.assembly.people) == 2
    (door,) = room.heard(anne, "door")
    assert door == {
        "type": "door",
        "locked": False,
        "lobby": True,
        "waiting": [{"id": waiting.waits_as, "name": "Chloé"}, {"id": reader.waits_as, "name": ""}],
    }
    (door,) = room.heard(bruno, "door")
    assert door["waiting"] == []


def test_who_waits_is_told_of_nothing_else_and_comes_in_like_others() -> None:
    room = Gathering()
    room.come("Anne")
    room.assembly.door.lobby = True
    waiting = room.come("Chloé")
    room.assembly.tell_all('{"type":"chat"}')
    room.tell(media_up=False)
    assert {message["type"] for message in room.heard(waiting)} == {"waiting"}
    room.assembly.tell_time(Milliseconds(2000))
    assert room.heard(waiting) == [{"type": "clock", "now_ms": 2000}]
    room.assembly.let_in(waiting)
    room.tell()
    assert (waiting.inside, waiting.waits_as) == (True, None)
    assert [person["name"] for person in room.heard(waiting, "people")[0]["people"]] == ["Anne", "Chloé"]
    assert room.assembly.door.waiting == ()


def test_who_waits_is_told_when_no_host_is_there_to_answer() -> None:
    room = Gathering()
    anne = room.come("Anne")
    room.assembly.door.lobby = True
    waiting = room.come("Chloé")
    room.heard(waiting)
    person_at(anne).seat = None
    room.tell()
    room.tell()
    assert [message["host"] for message in room.heard(waiting)] == [False]


def test_who_is_known_passes_a_closed_door() -> None:
    room = Gathering()
    anne, bruno = room.come("Anne"), room.come("Bruno")
    room.come("", GUEST, role="reader")
    room.assembly.door.locked = room.assembly.door.lobby = True
    again = room.come("Bruno", back=person_at(bruno))
    assert again.inside
    assert bruno.verdict is not None
    assert bruno.verdict[0] == Close.REPLACED
    assert room.come("", GUEST, role="reader", session=SESSION).inside
    assert code_of(lambda: room.come("Chloé")) == "room.locked"
    assert code_of(lambda: room.come("Chloé", session=SESSION)) == "room.locked"
    assert code_of(lambda: room.come("", role="reader")) == "room.locked"
    assert anne.verdict is None


def test_after_a_removal_knowing_the_meeting_is_not_enough() -> None:
    room = Gathering()
    bruno = room.come("Bruno")
    room.assembly.people.ban(person_at(bruno))
    room.assembly.lose(person_at(bruno))
    room.assembly.door.locked = True
    assert code_of(lambda: room.come("", role="reader", session=SESSION)) == "room.locked"
    for role in ("participant", "reader"):
        assert (
            code_of(lambda role=role: room.come("Bruno", role=role, back=person_at(bruno))) == "room.removed"
        )


def test_hosts_by_pass_open_a_closed_door() -> None:
    room = Gathering()
    room.come("Bruno", INVITED)
    room.assembly.door.locked = room.assembly.door.lobby = True
    assert room.come("Anne", HOST).inside


def test_the_queue_at_the_door_has_an_end() -> None:
    room = Gathering()
    room.come("Anne")
    room.assembly.door.lobby = True
    for _ in range(LONGEST_QUEUE):
        last = room.come("Chloé")
    assert code_of(lambda: room.come("Chloé")) == "room.lobby_full"
    room.assembly.go(last)
    room.come("Chloé")


def test_there_is_no_place_for_one_too_many_and_who_waits_goes_on_waiting() -> None:
    room = Gathering(people=1, readers=1)
    anne = room.come("Anne")
    room.come("", READER)
    assert code_of(lambda: room.come("Bruno")) == "room.full"
    assert code_of(lambda: room.come("Bruno", READER)) == "room.readers_full"
    room.assembly.door.lobby = True
    waiting = room.come("Chloé")
    assert code_of(lambda: room.assembly.let_in(waiting)) == "room.full"
    assert not waiting.inside
    assert room.assembly.door.waiting == (waiting,)
    room.assembly.lose(person_at(anne))
    room.assembly.let_in(waiting)
    assert waiting.inside


def test_a_reader_by_pass_is_one_whatever_the_page_says() -> None:
    room = Gathering()
    seat = room.come("Anne", READER)
    assert (seat.inside, seat.person, len(room.assembly.people)) == (True, None, 0)


def test_a_room_with_a_closed_door_and_nobody_to_open_it_is_forsaken() -> None:
    room = Gathering()
    anne = room.come("Anne")
    source = room.assembly.people.join("Salle 3", GUEST)
    source.resident = True
    seen = [room.assembly.forsaken]
    room.assembly.door.lobby = True
    room.come("Chloé")
    person_at(anne).seat = None
    seen.append(room.assembly.forsaken)
    room.assembly.lose(person_at(anne))
    seen.append(room.assembly.forsaken)
    assert seen == [False, False, True]


def test_where_passes_say_who_leads_a_closed_room_waits_for_its_host() -> None:
    room = Gathering()
    host = room.come("Anne", HOST)
    room.assembly.door.lobby = True
    room.assembly.lose(person_at(host))
    assert not room.assembly.forsaken


def test_leaving_lowers_the_hand_and_keeps_the_order_of_the_others() -> None:
    room = Gathering()
    anne, bruno = room.come("Anne"), room.come("Bruno")
    for seat in (anne, bruno):
        room.assembly.hands.up(person_at(seat).id)
    room.tell()
    assert [person["hand"] for person in room.heard(anne, "people")[-1]["people"]] == [1, 2]
    room.assembly.lose(person_at(anne))
    room.tell()
    assert [person["hand"] for person in room.heard(bruno, "people")[-1]["people"]] == [1]


def test_pages_are_told_what_has_changed_and_only_that() -> None:
    room = Gathering()
    anne = room.come("Anne")
    assert {message["type"] for message in room.heard(anne)} == {"people", "door", "media"}
    room.tell()
    assert room.heard(anne) == []
    room.tell(media_up=False)
    assert room.heard(anne) == [{"type": "media", "up": False}]
    person_at(anne).name = "Anne L."
    room.tell(media_up=False)
    assert [message["type"] for message in room.heard(anne)] == ["people"]


def test_who_is_gone_is_gone_once() -> None:
    room = Gathering()
    anne = room.come("Anne")
    assert room.assembly.go(anne)
    assert not room.assembly.go(anne)
    assert not room.assembly.empty
    assert room.assembly.lose(person_at(anne))
    assert not room.assembly.lose(person_at(anne))
    assert room.assembly.empty
