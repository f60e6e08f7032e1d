"""In which space the meetings of a host's room are kept: which there are to choose from, and the choice. Blocks."""

from captions.archive.audit import Deed
from captions.archive.ports import Reader
from captions.archive.records import Space, SpaceId
from captions.archive.spaces import Right, may
from gateway.access.accounts import Host
from gateway.archive.keeping import Keeping
from gateway.archive.personal import personal_space, space_of_room


def shelves_for(keeping: Keeping, host: Host) -> list[Space]:
    """The spaces in which ``host`` may record, by name; their own the first."""
    own = personal_space(keeping, host)
    reader = Reader(account=host.id)
    roles = keeping.archive.roles_of(reader)
    found = [
        space
        for space in keeping.archive.spaces_of(reader)
        if space.id in roles and may(roles[space.id], Right.RECORD, closed=space.closed is not None)
    ]
    return sorted(found, key=lambda space: space.id != own)


def shelf_names(keeping: Keeping, host: Host, rooms: list[str]) -> dict[str, str]:
    """What the chosen spaces of ``rooms`` are called, for those rooms that have one that may be used."""
    names = {space.id: space.name for space in shelves_for(keeping, host)}
    chosen = {room: keeping.shelves.of(room) for room in rooms}
    return {room: names[space] for room, space in chosen.items() if space is not None and space in names}


def keep_room_in(keeping: Keeping, room: str, host: Host, space: SpaceId | None) -> SpaceId:
    """From the next meeting on; None: in the host's own. What ``host`` may do there was asked before."""
    keeping.shelves.put(room, None if space == personal_space(keeping, host) else space)
    told = space_of_room(keeping, room, host)
    keeping.tell(Deed.SPACE_CHANGED, actor=f"host:{host.id}", space=told, room=room)
    return told
