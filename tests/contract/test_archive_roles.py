"""As what somebody is in each of their spaces, in one question: the same as what each space would say."""

import pytest

from captions.archive.audit import Deed, Occurrence
from captions.archive.ports import Reader
from captions.archive.records import Invitation, InvitationId, Member, Moment, SpaceId, SpaceRole
from captions.archive.sql.archive import SqlArchive
from captions.archive.sql.audit_table import AuditLog
from tests.fakes.archives import NOW, STARTED, found_space


def join(archive: SqlArchive, space: SpaceId, account: int, role: SpaceRole, expires: int | None) -> None:
    end = None if expires is None else Moment(expires)
    archive.put_member(Member(space=space, account=account, role=role, since=STARTED, expires=end))


def invite(archive: SqlArchive, space: SpaceId, id_: str, expires: int, revoked: int | None = None) -> Reader:
    archive.invite(
        Invitation(
            id=InvitationId(id_),
            space=space,
            name="Partenaire",
            role=SpaceRole.PARTNER,
            created=STARTED,
            expires=Moment(expires),
            revoked=None if revoked is None else Moment(revoked),
        )
    )
    return Reader(invitation=InvitationId(id_))


def test_of_an_account(archive: SqlArchive) -> None:
    spaces = [found_space(archive, name) for name in ("a", "b", "c", "d")]
    for space, role in zip(spaces, (SpaceRole.OWNER, SpaceRole.EDITOR, SpaceRole.READER), strict=False):
        join(archive, space, 1, role, None)
    join(archive, spaces[1], 1, SpaceRole.EDITOR, NOW + 1)
    join(archive, spaces[2], 1, SpaceRole.READER, NOW)
    join(archive, spaces[3], 2, SpaceRole.OWNER, None)
    reader = Reader(account=1)
    assert archive.roles_of(reader) == {spaces[0]: SpaceRole.OWNER, spaces[1]: SpaceRole.EDITOR}
    assert set(archive.roles_of(reader)) == {space.id for space in archive.spaces_of(reader)}
    assert archive.roles_of(Reader()) == {}
    assert archive.roles_of(Reader(account=3)) == {}


@pytest.mark.parametrize(
    ("expires", "revoked", "stands"), [(NOW + 1, None, True), (NOW, None, False), (NOW + 1, NOW - 1, False)]
)
def test_of_an_invitation(archive: SqlArchive, expires: int, revoked: int | None, stands: bool) -> None:
    space = found_space(archive, "a", 1)
    reader = invite(archive, space, "guest-0001", expires, revoked)
    assert archive.roles_of(reader) == ({space: SpaceRole.PARTNER} if stands else {})


def test_of_two_roles_the_one_that_may_do_more(archive: SqlArchive) -> None:
    space = found_space(archive, "a")
    join(archive, space, 1, SpaceRole.EDITOR, None)
    guest = invite(archive, space, "guest-0001", NOW + 1)
    assert archive.roles_of(Reader(account=1, invitation=guest.invitation)) == {space: SpaceRole.EDITOR}


def test_who_invited_is_what_the_log_says(archive: SqlArchive) -> None:
    log = AuditLog(archive.database, b"k" * 32, lambda head: None)
    made = [("a", "one-0001", "host:1"), ("a", "two-0002", "host:2"), ("b", "one-0001", "host:3")]
    for space, invitation, actor in made:
        about = {"invitation": invitation, "role": "partner", "days": 5}
        log.append(
            Occurrence(at=Moment(NOW), deed=Deed.INVITED, actor=actor, space=SpaceId(space), about=about)
        )
    # To have revoked it is not to have made it.
    log.append(
        Occurrence(
            at=Moment(NOW),
            deed=Deed.REVOKED,
            actor="host:9",
            space=SpaceId("a"),
            about={"invitation": "one-0001"},
        )
    )
    for space, invitation, actor in made:
        assert log.inviter(SpaceId(space), InvitationId(invitation)) == actor
    assert log.inviter(SpaceId("a"), InvitationId("never")) is None
    assert log.inviter(SpaceId("c"), InvitationId("one-0001")) is None
