"""Whether a visitor may do something with a space or a record. What they may not see is unknown, as if it were not."""

from captions.archive.records import Record, RecordId, Space, SpaceId, SpaceRole
from captions.archive.spaces import RIGHTS, Right, check
from captions.archive.sql.refusals import refusal as archive_refusal
from captions.errors import VoixlaError
from gateway.archive.keeping import Keeping
from gateway.http.api.visitor import Visitor


def space_for(keeping: Keeping, visitor: Visitor, space_id: str, right: Right) -> Space:
    """Raises ``archive.unknown``, ``space.right`` or ``space.closed``."""
    space = SpaceId(space_id)
    found = keeping.archive.space(space, visitor.reader)
    if right is not Right.READ:
        _check(keeping, visitor, found, right)
    return found


def record_for(
    keeping: Keeping, visitor: Visitor, record_id: str, right: Right, if_match: str | None = None
) -> Record:
    """As it is now, and at the version of ``if_match`` if that is given.

    Raises ``archive.unknown``, ``space.right``, ``space.closed`` or ``api.changed``.
    """
    record = keeping.archive.record(RecordId(record_id), visitor.reader)
    if right is not Right.READ:
        _check(keeping, visitor, keeping.archive.space(record.space, visitor.reader), right)
    if if_match is not None and tag_of(record.version) not in _tags(if_match):
        raise changed()
    return record


def seen(record: Record, if_match: str | None) -> int | None:
    """The version that a change is asked for, which another server may end between the question and the change."""
    return None if if_match is None else record.version


def may(keeping: Keeping, visitor: Visitor, space_id: SpaceId) -> frozenset[Right]:
    """All that ``visitor`` may do in the space now; raises ``archive.unknown``."""
    space = keeping.archive.space(space_id, visitor.reader)
    role = _role(keeping, visitor, space)
    return frozenset(right for right in RIGHTS[role] if _is_allowed(role, right, space))


def tag_of(version: int) -> str:
    return f'"{version}"'


def tag_matches(tag: str, header: str | None) -> bool:
    return header is not None and tag in _tags(header)


def changed() -> VoixlaError:
    return VoixlaError(
        "api.changed",
        "Cela a changé depuis que vous l'avez lu : relisez la version actuelle, puis recommencez.",
    )


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def _check(keeping: Keeping, visitor: Visitor, space: Space, right: Right) -> None:
    check(_role(keeping, visitor, space), right, closed=space.closed is not None)


def _role(keeping: Keeping, visitor: Visitor, space: Space) -> SpaceRole:
    # Not by who else is in it: a space may have thousands of members.
    role = keeping.archive.roles_of(visitor.reader).get(space.id)
    if role is None:
        raise archive_refusal("archive.unknown")
    return role


def _is_allowed(role: SpaceRole, right: Right, space: Space) -> bool:
    try:
        check(role, right, closed=space.closed is not None)
    except VoixlaError:
        return False
    return True
