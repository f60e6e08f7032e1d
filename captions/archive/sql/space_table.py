"""Spaces, who is in them and who was invited, as rows. Who may change them is not decided here."""

from captions.archive.ports import Reader
from captions.archive.records import (
    Invitation,
    InvitationId,
    Member,
    Moment,
    Space,
    SpaceId,
    SpaceRole,
    SpaceType,
)
from captions.archive.spaces import RIGHTS
from captions.archive.sql.database import Change, Row
from captions.archive.sql.refusals import kept, refusal
from captions.archive.sql.tables import LONGEST_NAME, Tables


class SpaceTable(Tables):
    def found(self, space: Space) -> None:
        with self._database.change() as change:
            done = change.execute(
                "INSERT INTO spaces (id, name, type, created, closed) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                kept(space.id, LONGEST_NAME),
                kept(space.name, LONGEST_NAME),
                space.type.value,
                space.created,
                space.closed,
            )
        if not done:
            raise refusal("archive.conflict")

    def change_space(self, space: Space) -> None:
        with self._database.change() as change:
            done = change.execute(
                "UPDATE spaces SET name = ?, type = ?, closed = ? WHERE id = ?",
                kept(space.name, LONGEST_NAME),
                space.type.value,
                space.closed,
                space.id,
            )
        if not done:
            raise refusal("archive.unknown")

    def spaces_of(self, reader: Reader) -> tuple[Space, ...]:
        spaces, values = self._readable(reader)
        found = self._database.rows(
            f"SELECT id, name, type, created, closed FROM spaces WHERE number IN ({spaces})", *values
        )
        # Sorted here: databases differ about é.
        return tuple(
            sorted((_space(row) for row in found), key=lambda space: (space.name.casefold(), space.id))
        )

    def space(self, space: SpaceId, reader: Reader) -> Space:
        number = self._seen_space(space, reader)
        return _space(
            self._database.rows(
                "SELECT id, name, type, created, closed FROM spaces WHERE number = ?", number
            )[0]
        )

    def put_member(self, member: Member) -> None:
        with self._database.change() as change:
            change.execute(
                "INSERT INTO members (space, account, role, since, expires) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (space, account) DO UPDATE SET role = excluded.role, expires = excluded.expires",
                _number(change, member.space),
                member.account,
                member.role.value,
                member.since,
                member.expires,
            )

    def remove_member(self, space: SpaceId, account: int) -> None:
        with self._database.change() as change:
            change.execute(
                "DELETE FROM members WHERE space = ? AND account = ?", _number(change, space), account
            )

    def members(self, space: SpaceId, reader: Reader) -> tuple[Member, ...]:
        found = self._database.rows(
            "SELECT account, role, since, expires FROM members WHERE space = ? ORDER BY account",
            self._seen_space(space, reader),
        )
        return tuple(
            Member(
                space=space,
                account=account,
                role=SpaceRole(role),
                since=Moment(since),
                expires=None if expires is None else Moment(expires),
            )
            for account, role, since, expires in found
        )

    def roles_of(self, reader: Reader) -> dict[SpaceId, SpaceRole]:
        now = self._clock()
        found = self._database.rows(
            "SELECT spaces.id, held.role FROM (SELECT space, role FROM members "
            "WHERE account = ? AND (expires IS NULL OR expires > ?) UNION ALL SELECT space, role FROM invitations "
            "WHERE id = ? AND expires > ? AND revoked IS NULL) AS held JOIN spaces ON spaces.number = held.space",
            -1 if reader.account is None else reader.account,
            now,
            reader.invitation or "",
            now,
        )
        roles: dict[SpaceId, SpaceRole] = {}
        for space, role in sorted(found, key=lambda row: len(RIGHTS[SpaceRole(row[1])])):
            roles[SpaceId(space)] = SpaceRole(role)
        return roles

    def invite(self, invitation: Invitation) -> None:
        with self._database.change() as change:
            done = change.execute(
                "INSERT INTO invitations (id, space, name, role, created, expires, revoked) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                kept(invitation.id, LONGEST_NAME),
                _number(change, invitation.space),
                kept(invitation.name, LONGEST_NAME),
                invitation.role.value,
                invitation.created,
                invitation.expires,
                invitation.revoked,
            )
        if not done:
            raise refusal("archive.conflict")

    def revoke(self, invitation: InvitationId, at: Moment) -> None:
        with self._database.change() as change:
            change.execute(
                "UPDATE invitations SET revoked = ? WHERE id = ? AND revoked IS NULL", at, invitation
            )

    def invitations(self, space: SpaceId, reader: Reader) -> tuple[Invitation, ...]:
        found = self._database.rows(
            "SELECT id, name, role, created, expires, revoked FROM invitations WHERE space = ? ORDER BY created, id",
            self._seen_space(space, reader),
        )
        return tuple(
            Invitation(
                id=InvitationId(id_),
                space=space,
                name=name,
                role=SpaceRole(role),
                created=Moment(created),
                expires=Moment(expires),
                revoked=None if revoked is None else Moment(revoked),
            )
            for id_, name, role, created, expires, revoked in found
        )


def _number(change: Change, space: SpaceId) -> int:
    found = change.rows("SELECT number FROM spaces WHERE id = ?", space)
    if not found:
        raise refusal("archive.unknown")
    number: int = found[0][0]
    return number


def _space(row: Row) -> Space:
    id_, name, type_, created, closed = row
    return Space(
        id=SpaceId(id_),
        name=name,
        type=SpaceType(type_),
        created=Moment(created),
        closed=None if closed is None else Moment(closed),
    )
