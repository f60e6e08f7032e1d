import pytest

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.live.messages import Claim
from gateway.people import People


def test_the_key_gives_the_place_back() -> None:
    people = People(limit=2)
    anne = people.join("Anne")
    anne.gone_at = 5.0
    back = people.join("Anne L.", Claim(id=anne.id, key=anne.key))
    assert back is anne
    assert (back.gone_at, back.name, len(people)) == (None, "Anne L.", 1)


@pytest.mark.parametrize("key", ["", "wrong", "clé", "\ud800"])
def test_a_wrong_key_does_not(key: str) -> None:
    people = People(limit=2)
    anne = people.join("Anne")
    assert people.join("Anne", Claim(id=anne.id, key=key)) is not anne


def test_an_unknown_person_is_new() -> None:
    people = People(limit=2)
    assert people.join("Anne", Claim(id=SpeakerId("p9"), key="k")).id != "p9"


def test_the_room_is_full() -> None:
    people = People(limit=1)
    anne = people.join("Anne")
    with pytest.raises(VoixlaError) as caught:
        people.join("Bruno")
    assert caught.value.code == "room.full"
    assert people.join("Anne", Claim(id=anne.id, key=anne.key)) is anne
    assert people.remove(anne)
    assert not people.remove(anne)
    people.join("Bruno")


def test_who_stays_away_too_long() -> None:
    people = People(limit=3)
    anne, bruno = people.join("Anne"), people.join("Bruno")
    anne.gone_at = 10.0
    assert people.overdue(39.9, 30.0) == []
    assert people.overdue(40.0, 30.0) == [anne]
    bruno.gone_at = 0.0
    assert people.overdue(40.0, 30.0) == [anne, bruno]


def test_the_list_and_what_it_does_not_tell() -> None:
    people = People(limit=3)
    anne = people.join("Anne")
    (view,) = people.views({anne.id})
    assert (view.name, view.publishing, view.muted, view.speaking) == ("Anne", True, False, False)
    assert anne.key not in repr(view)
    assert anne.key not in repr(anne)
    assert people.by_key(anne.key) is anne
    assert people.by_key("é") is None
