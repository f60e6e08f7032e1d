"""Where the demonstration is played: an open room, or one of a host of its own, whose meetings are kept in a space."""

import secrets
from dataclasses import dataclass

from captions.archive.audit import Deed
from captions.archive.ports import Reader
from captions.archive.records import Member, Space, SpaceId, SpaceRole, SpaceType
from gateway.access.accounts import Host
from gateway.access.roles import Role
from gateway.archive.keeping import Keeping
from gateway.service import Service

ROOM = "conseil-de-clairval"
HOST = "Démonstration"
_SPACE = "Séances du conseil municipal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """Addresses of one room, by what one comes for."""

    lead: str
    take_part: str
    correct: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVenue(Venue):
    """Of a room whose meetings ``host`` may keep."""

    room: str
    host: Host

    @property
    def reader(self) -> Reader:
        return Reader(account=self.host.id)


def open_venue(address: str) -> Venue:
    """Whoever comes first leads. ``address`` of the server."""
    room = f"{address}room/{ROOM}"
    return Venue(lead=room, take_part=room, correct=f"{address}correct/{ROOM}", read=f"{address}read/{ROOM}")


def kept_venue(service: Service, title: str) -> KeptVenue:
    """A new room of a new host, on a server that belongs to the demonstration alone. Blocks."""
    hosting, keeping = service.hosting, service.keeping
    assert hosting is not None
    # Nobody knows the password, so nobody signs in by it: ``door`` has the way in.
    host = hosting.accounts.add(HOST, secrets.token_urlsafe(32))
    room = hosting.register.create(title, host.id)
    keeping.shelves.put(room.name, _space(keeping, host))

    def link(page: str, role: Role) -> str:
        return f"{service.address}{page}/{room.name}#pass={hosting.access.issue(room, role)[0]}"

    return KeptVenue(
        lead=link("room", Role.HOST),
        take_part=link("room", Role.PARTICIPANT),
        correct=link("correct", Role.CORRECTOR),
        read=link("read", Role.READER),
        room=room.name,
        host=host,
    )


def _space(keeping: Keeping, host: Host) -> SpaceId:
    space = Space(
        id=SpaceId(secrets.token_urlsafe(16)), name=_SPACE, type=SpaceType.COUNCIL, created=keeping.now()
    )
    keeping.archive.found(space)
    keeping.archive.put_member(
        Member(space=space.id, account=host.id, role=SpaceRole.OWNER, since=space.created)
    )
    keeping.tell(Deed.FOUNDED, actor=f"host:{host.id}", space=space.id, type=space.type.value)
    return space.id
