"""Who runs which space, seen from the installation: for spaces whose last owner's account was removed."""

from dataclasses import dataclass

from captions.archive.audit import Deed
from captions.archive.ports import SYSTEM
from captions.archive.records import Member, Space, SpaceId, SpaceRole
from captions.errors import VoixlaError
from gateway.access.accounts import Accounts, Host
from gateway.archive.keeping import Keeping


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    space: Space
    owners: tuple[str, ...]
    """By the names of their accounts; none when nobody can run the space any more."""


def ownerships(keeping: Keeping, accounts: Accounts, *, orphaned: bool = False) -> list[Ownership]:
    """Of all spaces by name, or of those alone that nobody runs."""
    told = [
        Ownership(space=space, owners=_owners(keeping, accounts, space))
        for space in keeping.archive.spaces_of(SYSTEM)
    ]
    return [ownership for ownership in told if not (orphaned and ownership.owners)]


def give(keeping: Keeping, accounts: Accounts, space_id: str, name: str) -> tuple[Space, Host]:
    """The host called ``name`` runs the space, too, from now on. Raises ``archive.unknown`` or ``host.unknown``."""
    try:
        space = keeping.archive.space(SpaceId(space_id), SYSTEM)
    except VoixlaError as error:
        if error.code != "archive.unknown":
            raise
        raise VoixlaError(
            "archive.unknown", f"Aucun espace n'a l'identifiant « {space_id} ». Voyez ./run archive spaces."
        ) from None
    accounts.check_known(name)
    host = accounts.find(name)
    assert host is not None
    member = Member(space=space.id, account=host.id, role=SpaceRole.OWNER, since=keeping.now())
    keeping.archive.put_member(member)
    keeping.tell(
        Deed.MEMBER_CHANGED, space=space.id, account=host.id, role=SpaceRole.OWNER.value, by="console"
    )
    return space, host


def _owners(keeping: Keeping, accounts: Accounts, space: Space) -> tuple[str, ...]:
    found = (
        accounts.numbered(member.account)
        for member in keeping.archive.members(space.id, SYSTEM)
        if member.role is SpaceRole.OWNER and (member.expires is None or member.expires > keeping.now())
    )
    return tuple(host.name for host in found if host is not None)
