"""The space in which the records of a host's rooms are: their own, unless the host chose another."""

from captions.archive.audit import Deed
from captions.archive.ports import SYSTEM, Reader
from captions.archive.records import Member, Space, SpaceId, SpaceRole, SpaceType
from captions.archive.spaces import Right, may, role_of
from captions.errors import VoixlaError
from gateway.access.accounts import Host
from gateway.archive.invitations import personal_space_id
from gateway.archive.keeping import Keeping


def personal_space(keeping: Keeping, host: Host) -> SpaceId:
    """Made if need be, with ``host`` as its owner. Blocks."""
    space = personal_space_id(host.id, keeping.key)
    try:
        keeping.archive.space(space, SYSTEM)
        return space
    except VoixlaError as error:
        if error.code != "archive.unknown":
            raise
    now = keeping.now()
    name = f"Réunions de {host.name}"
    try:
        keeping.archive.found(Space(id=space, name=name, type=SpaceType.TEAM, created=now))
    except VoixlaError as error:
        if error.code != "archive.conflict":  # another room of the same host was faster
            raise
    keeping.archive.put_member(Member(space=space, account=host.id, role=SpaceRole.OWNER, since=now))
    keeping.tell(Deed.FOUNDED, space=space, type=SpaceType.TEAM.value, personal=1)
    return space


def space_of_room(keeping: Keeping, room: str, host: Host) -> SpaceId:
    """The one that ``host`` chose for ``room``, as long as meetings may be kept there; else their own. Blocks."""
    chosen = keeping.shelves.of(room)
    if chosen is None:
        return personal_space(keeping, host)
    space = keeping.archive.space(chosen, SYSTEM)
    members = keeping.archive.members(chosen, SYSTEM)
    role = role_of(Reader(account=host.id), members, (), keeping.now())
    if role is not None and may(role, Right.RECORD, closed=space.closed is not None):
        return chosen
    return personal_space(keeping, host)
