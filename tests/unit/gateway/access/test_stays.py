from pathlib import Path

import pytest

from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.access.stays import Stay, Stays
from tests.fakes.hosts import PASSWORD, hosting_in


class Somebody:
    def __init__(self, stays: Stays, room: str, role: Role, generation: int = 1) -> None:
        self.heard: list[str] = []
        grant = Grant(role=role, generation=generation)
        self.stay = Stay(room=room, grant=grant, show_out=lambda reason: self.heard.append(reason.code))
        stays.begin(self.stay)


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.CORRECTOR, Role.READER])
def test_revoking_shows_out_who_came_by_an_older_link_once(role: Role) -> None:
    stays = Stays()
    old, new = Somebody(stays, "abc", role), Somebody(stays, "abc", role, 2)
    elsewhere, host = Somebody(stays, "def", role), Somebody(stays, "abc", Role.HOST)
    for _ in range(2):
        stays.revoke("abc", 2)
    assert (old.heard, new.heard, elsewhere.heard, host.heard) == (["access.revoked"], [], [], [])


def test_closing_shows_everybody_out() -> None:
    stays = Stays()
    there = [Somebody(stays, "abc", role) for role in Role]
    elsewhere = Somebody(stays, "def", Role.HOST)
    stays.close("abc")
    assert [somebody.heard for somebody in there] == [["room.closed"]] * len(Role)
    assert elsewhere.heard == []


def test_who_has_left_hears_nothing() -> None:
    stays = Stays()
    somebody = Somebody(stays, "abc", Role.READER)
    stays.end(somebody.stay)
    stays.end(somebody.stay)
    stays.revoke("abc", 2)
    stays.close("abc")
    assert somebody.heard == []


def test_what_another_program_changed_holds_here_too(tmp_path: Path) -> None:
    stays = Stays()
    with hosting_in(tmp_path) as here, hosting_in(tmp_path) as elsewhere:
        owner = here.accounts.add("Anne", PASSWORD).id
        kept, revoked, closed = [here.register.create(title, owner).name for title in "kvc"]
        people = {name: Somebody(stays, name, Role.PARTICIPANT) for name in (kept, revoked, closed)}
        assert stays.review(here.register) == []
        elsewhere.register.revoke(revoked, owner)
        elsewhere.register.close(closed, owner)
        assert stays.review(here.register) == [closed]
        assert stays.review(here.register) == []
    assert [people[name].heard for name in (kept, revoked, closed)] == [
        [],
        ["access.revoked"],
        ["room.closed"],
    ]
