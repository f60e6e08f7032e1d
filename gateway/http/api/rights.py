"""Whether a visitor may do something with a space or a record. What they may not see is unknown, as if it were not."""

from captions.archive.records import Record, RecordId, Space, SpaceId
from captions.archive.spaces import Right, check, role_of
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
    members = keeping.archive.members(space.id, visitor.reader)
    invitations = keeping.archive.invitations(space.id, visitor.reader)
    role = role_of(visitor.reader, members, invitations, keeping.now())
    if role is None:
        raise archive_refusal("archive.unknown")
    check(role, right, closed=space.closed is not None)
