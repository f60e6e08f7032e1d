import pytest

from captions.archive.ports import Reader
from captions.archive.records import Invitation, InvitationId, Member, Moment, SpaceId, SpaceRole, SpaceType
from captions.archive.spaces import (
    DAY_MS,
    RIGHTS,
    TEMPLATES,
    Right,
    check,
    check_owner_remains,
    invitation_end,
    may,
    role_of,
)
from captions.errors import VoixlaError

SPACE = SpaceId("s")
NOW = Moment(1_000)


def member(account: int, role: SpaceRole, expires: int | None = None) -> Member:
    end = None if expires is None else Moment(expires)
    return Member(space=SPACE, account=account, role=role, since=Moment(0), expires=end)


def code_of(refused: pytest.ExceptionInfo[VoixlaError]) -> str:
    return refused.value.code


def test_each_role_may_do_what_the_one_below_may() -> None:
    order = (SpaceRole.PARTNER, SpaceRole.READER, SpaceRole.EDITOR, SpaceRole.OWNER)
    for less, more in zip(order, order[1:], strict=False):
        assert RIGHTS[less] < RIGHTS[more]
    assert RIGHTS[SpaceRole.PARTNER] == {Right.READ}
    assert set(TEMPLATES) == set(SpaceType)


def test_a_closed_space_is_read_and_deleted_from_but_not_changed() -> None:
    for right in (Right.NOTE, Right.CORRECT, Right.RECORD, Right.VALIDATE):
        assert not may(SpaceRole.OWNER, right, closed=True)
        with pytest.raises(VoixlaError) as refused:
            check(SpaceRole.OWNER, right, closed=True)
        assert code_of(refused) == "space.closed"
    for right in (Right.READ, Right.DELETE, Right.RULES, Right.EXTRACT):
        check(SpaceRole.OWNER, right, closed=True)


def test_who_may_not_is_told_so_whether_the_space_is_closed_or_not() -> None:
    for closed in (False, True):
        with pytest.raises(VoixlaError) as refused:
            check(SpaceRole.PARTNER, Right.CORRECT, closed=closed)
        assert code_of(refused) == "space.right"


def test_a_role_ends_when_it_was_to_end() -> None:
    members = [
        member(1, SpaceRole.OWNER),
        member(2, SpaceRole.EDITOR, NOW),
        member(3, SpaceRole.READER, NOW + 1),
    ]
    roles = [role_of(Reader(account=account), members, (), NOW) for account in (1, 2, 3, 4)]
    assert roles == [SpaceRole.OWNER, None, SpaceRole.READER, None]


def test_nobody_is_no_member() -> None:
    assert role_of(Reader(), [member(1, SpaceRole.OWNER)], (), NOW) is None


@pytest.mark.parametrize(
    ("expires", "revoked", "in_it"), [(1_001, None, True), (1_000, None, False), (9_999, 5, False)]
)
def test_an_invitation_ends_and_is_revoked(expires: int, revoked: int | None, in_it: bool) -> None:
    invitation = Invitation(
        id=InvitationId("i"),
        space=SPACE,
        name="P",
        role=SpaceRole.PARTNER,
        created=Moment(0),
        expires=Moment(expires),
        revoked=None if revoked is None else Moment(revoked),
    )
    role = role_of(Reader(invitation=InvitationId("i")), (), [invitation], NOW)
    assert (role is SpaceRole.PARTNER) is in_it
    assert role_of(Reader(invitation=InvitationId("other")), (), [invitation], NOW) is None


def test_links_give_no_role_that_changes_texts_and_do_not_last() -> None:
    assert invitation_end(SpaceRole.PARTNER, 30, NOW) == NOW + 30 * DAY_MS
    for role, days, code in (
        (SpaceRole.OWNER, 1, "space.invited_role"),
        (SpaceRole.EDITOR, 1, "space.invited_role"),
        (SpaceRole.READER, 0, "space.expiry"),
        (SpaceRole.PARTNER, 91, "space.expiry"),
    ):
        with pytest.raises(VoixlaError) as refused:
            invitation_end(role, days, NOW)
        assert code_of(refused) == code


def test_a_space_keeps_an_owner_who_stays() -> None:
    members = [member(1, SpaceRole.OWNER), member(2, SpaceRole.OWNER, 9_999)]
    for role in (None, SpaceRole.READER):
        with pytest.raises(VoixlaError) as refused:
            check_owner_remains(members, 1, role)
        assert code_of(refused) == "space.last_owner"
    check_owner_remains(members, 2, None)
    check_owner_remains([*members, member(3, SpaceRole.OWNER)], 1, None)
