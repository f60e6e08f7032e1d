from pathlib import Path

import pytest

from captions.errors import VoixlaError
from gateway.access.grants import Grant, Latch, OpenAccess
from gateway.access.hosted import HOST_LIFE_S, LINK_LIFE_S
from gateway.access.hosting import Hosting
from gateway.access.register import HostedRoom
from gateway.access.roles import INVITED, Right, Role
from gateway.rooms import checked_room_name
from tests.fakes.hosts import PASSWORD, Clock, hosting_in


@pytest.fixture
def hosting(hosting: Hosting) -> Hosting:
    hosting.accounts.add("Paul", PASSWORD)
    return hosting


@pytest.fixture
def room(hosting: Hosting) -> HostedRoom:
    return hosting.register.create("Conseil", 1)


def refused(hosting: Hosting, room: str, token: str | None) -> str:
    with pytest.raises(VoixlaError) as caught:
        hosting.access.grant(room, token)
    return caught.value.code


@pytest.mark.parametrize("role", Role)
def test_a_pass_gives_its_role(hosting: Hosting, room: HostedRoom, role: Role) -> None:
    token, _ = hosting.access.issue(room, role)
    assert hosting.access.grant(room.name, token) == Grant(role=role, generation=1)


async def test_the_door_of_a_room_is_remembered(hosting: Hosting, room: HostedRoom) -> None:
    other = hosting.register.create("Bureau", 1)
    assert hosting.access.latch(room.name) == Latch()
    for latch in (Latch(locked=True), Latch(locked=True, lobby=True), Latch(lobby=True), Latch()):
        await hosting.access.keep_latch(room.name, latch)
        assert hosting.access.latch(room.name) == latch
        assert hosting.access.latch(other.name) == Latch()


async def test_where_anybody_opens_rooms_no_door_is_remembered() -> None:
    access = OpenAccess()
    await access.keep_latch("conseil", Latch(locked=True))
    assert access.latch("conseil") == Latch()


def test_without_a_pass_nobody_comes_in(hosting: Hosting, room: HostedRoom) -> None:
    assert refused(hosting, room.name, None) == "access.needed"
    assert refused(hosting, room.name, "") == "access.bad"


def test_a_room_that_nobody_made_is_none(hosting: Hosting, room: HostedRoom) -> None:
    token, _ = hosting.access.issue(room, Role.PARTICIPANT)
    assert not hosting.access.known("conseil")
    assert refused(hosting, "conseil", None) == "room.unknown"
    assert refused(hosting, "conseil", token) == "room.unknown"


def test_a_pass_of_another_room_is_refused(hosting: Hosting, room: HostedRoom) -> None:
    other = hosting.register.create("Bureau", 1)
    token, _ = hosting.access.issue(other, Role.HOST)
    assert refused(hosting, room.name, token) == "access.other_room"


@pytest.mark.parametrize(
    ("role", "life"), [(role, LINK_LIFE_S) for role in INVITED] + [(Role.HOST, HOST_LIFE_S)]
)
def test_passes_expire(hosting: Hosting, room: HostedRoom, clock: Clock, role: Role, life: int) -> None:
    token, expires = hosting.access.issue(room, role)
    assert expires == clock.now + life
    clock.now += life - 1
    assert hosting.access.grant(room.name, token).role is role
    clock.now += 1
    assert refused(hosting, room.name, token) == "access.expired"


def test_revoked_links_are_refused_at_once_and_new_ones_work(hosting: Hosting, room: HostedRoom) -> None:
    old = [hosting.access.issue(room, role)[0] for role in Role]
    after = hosting.register.revoke(room.name, 1)
    assert after.generation == 2
    assert {refused(hosting, room.name, token) for token in old} == {"access.revoked"}
    token, _ = hosting.access.issue(after, Role.READER)
    assert hosting.access.grant(room.name, token) == Grant(role=Role.READER, generation=2)


def test_a_closed_room_is_none_any_more(hosting: Hosting, room: HostedRoom) -> None:
    token, _ = hosting.access.issue(room, Role.PARTICIPANT)
    hosting.register.close(room.name, 1)
    assert not hosting.access.known(room.name)
    assert refused(hosting, room.name, token) == "room.unknown"
    assert hosting.register.of(1) == []


@pytest.mark.parametrize("change", ["revoke", "close"])
def test_only_its_owner_changes_a_room(hosting: Hosting, room: HostedRoom, change: str) -> None:
    with pytest.raises(VoixlaError) as caught:
        getattr(hosting.register, change)(room.name, 2)
    assert caught.value.code == "room.unknown"
    assert hosting.register.find(room.name) == room


def test_the_rooms_of_a_host_are_theirs_the_newest_first(hosting: Hosting, clock: Clock) -> None:
    made = []
    for title in ("Un", "Deux", "Trois"):
        made.append(hosting.register.create(title, 1))
        clock.now += title == "Un"
    hosting.register.create("De Paul", 2)
    assert hosting.register.of(1) == made[::-1]


def test_names_of_rooms_cannot_be_guessed(hosting: Hosting) -> None:
    names = {hosting.register.create("Conseil", 1).name for _ in range(50)}
    assert len(names) == 50
    assert all(checked_room_name(name) == name and len(name) == 19 for name in names)


def test_a_restart_keeps_hosts_rooms_links_and_sign_ins(tmp_path: Path, clock: Clock) -> None:
    with hosting_in(tmp_path, clock) as before:
        host = before.accounts.add("Anne", PASSWORD)
        cookie = before.sign_ins.open(host)
        room = before.register.create("Conseil", host.id)
        token, _ = before.access.issue(room, Role.CORRECTOR)
    with hosting_in(tmp_path, clock) as after:
        assert after.accounts.check("Anne", PASSWORD) == host
        assert after.sign_ins.host_of(cookie) == host
        assert after.register.of(host.id) == [room]
        assert after.access.grant(room.name, token).role is Role.CORRECTOR


def test_another_installation_signs_other_passes(hosting: Hosting, room: HostedRoom, tmp_path: Path) -> None:
    with hosting_in(tmp_path / "other", Clock()) as other:
        token, _ = other.access.issue(room, Role.HOST)
    assert refused(hosting, room.name, token) == "access.bad"


def test_open_access_asks_for_nothing() -> None:
    grant = OpenAccess().grant("conseil", None)
    assert OpenAccess().known("conseil")
    assert (grant.role, grant.elective) == (Role.PARTICIPANT, True)
    assert grant.may(Right.SPEAK)
    assert not grant.may(Right.LEAD)
