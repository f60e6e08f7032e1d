import pytest

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.messages import Claim
from gateway.people import LONGEST_BAN, People, Person

GUEST = Grant(role=Role.PARTICIPANT)
HOST = Grant(role=Role.HOST)


def claim(person: Person) -> Claim:
    return Claim(id=person.id, key=person.key)


def test_the_key_gives_the_place_back() -> None:
    people = People(limit=2)
    anne = people.join("Anne", GUEST)
    anne.gone_at = 5.0
    back = people.join("Anne L.", GUEST, claim(anne))
    assert back is anne
    assert (back.gone_at, back.name, len(people)) == (None, "Anne L.", 1)


@pytest.mark.parametrize("key", ["", "wrong", "clé", "\ud800"])
def test_a_wrong_key_does_not(key: str) -> None:
    people = People(limit=2)
    anne = people.join("Anne", GUEST)
    assert people.join("Anne", GUEST, Claim(id=anne.id, key=key)) is not anne


def test_an_unknown_person_is_new() -> None:
    people = People(limit=2)
    assert people.join("Anne", GUEST, Claim(id=SpeakerId("p9"), key="k")).id != "p9"


def test_the_role_is_that_of_the_pass_until_it_changes_in_the_room() -> None:
    people = People(limit=2)
    anne = people.join("Anne", GUEST)
    assert (anne.role, anne.leads) == (Role.PARTICIPANT, False)
    anne.role = Role.HOST
    assert people.join("Anne", GUEST, claim(anne)).leads
    anne.role = Role.PARTICIPANT
    assert people.join("Anne", HOST, claim(anne)).leads


def test_the_room_is_full() -> None:
    people = People(limit=1)
    anne = people.join("Anne", GUEST)
    with pytest.raises(VoixlaError) as caught:
        people.join("Bruno", GUEST)
    assert caught.value.code == "room.full"
    assert people.join("Anne", GUEST, claim(anne)) is anne
    assert people.remove(anne)
    assert not people.remove(anne)
    people.join("Bruno", GUEST)


def test_who_was_removed_by_a_host_does_not_come_back_as_the_same() -> None:
    people = People(limit=LONGEST_BAN + 2)
    anne = people.join("Anne", GUEST)
    people.ban(anne)
    people.remove(anne)
    for _ in range(LONGEST_BAN - 1):
        people.ban(people.join("x", GUEST))
    with pytest.raises(VoixlaError) as caught:
        people.join("Anne", GUEST, claim(anne))
    assert caught.value.code == "room.removed"
    assert people.claimed(Claim(id=anne.id, key="guessed")) is None
    people.ban(people.join("x", GUEST))
    assert people.banned == LONGEST_BAN
    assert people.claimed(claim(anne)) is None


def test_who_stays_away_too_long() -> None:
    people = People(limit=3)
    anne, bruno = people.join("Anne", GUEST), people.join("Bruno", GUEST)
    anne.gone_at = 10.0
    assert people.overdue(39.9, 30.0) == []
    assert people.overdue(40.0, 30.0) == [anne]
    bruno.gone_at = 0.0
    assert people.overdue(40.0, 30.0) == [anne, bruno]


def test_the_list_and_what_it_does_not_tell() -> None:
    people = People(limit=3)
    anne = people.join("Anne", GUEST)
    anne.camera = True
    (view,) = people.views(publishing={anne.id}, screens=frozenset(), hands={anne.id: 1})
    assert (view.name, view.publishing, view.muted, view.speaking) == ("Anne", True, False, False)
    assert (view.role, view.camera, view.screen, view.hand, view.signer) == (
        "participant",
        True,
        False,
        1,
        False,
    )
    assert anne.key not in repr(view)
    assert anne.key not in repr(anne)
    assert people.by_key(anne.key) is anne
    assert people.by_key("é") is None
    assert people.find(anne.id) is anne
    with pytest.raises(VoixlaError) as caught:
        people.find(SpeakerId("p9"))
    assert caught.value.code == "live.no_such_person"


def test_nobody_has_the_name_of_somebody_else() -> None:
    people = People(limit=9)
    anne = people.join("Anne", GUEST)
    names = [
        people.join(name, GUEST).name for name in ("anne", "Anne (2)", "Ànne.", "Bruno", "x" * 60, "x" * 60)
    ]
    assert names == ["anne (2)", "Anne (2) (2)", "Ànne. (3)", "Bruno", "x" * 60, "x" * 56 + " (2)"]
    assert people.join("Anne", GUEST, claim(anne)).name == "Anne", "one's own is free"
    assert people.free_name("Bruno", anne) == "Bruno (2)"
    people.remove(anne)
    assert people.join("Anne", GUEST).name == "Anne"
