"""Who is in a space, over HTTP: listed, added by the name of their account, changed, removed."""

from collections.abc import Sequence

from fastapi import APIRouter

from captions.archive.audit import Deed
from captions.archive.records import Member, Moment, SpaceRole
from captions.archive.spaces import Right, check_owner_remains
from captions.archive.sql.refusals import refusal as archive_refusal
from captions.errors import VoixlaError
from gateway.http.api import shown
from gateway.http.api.bodies import MemberChange
from gateway.http.api.desk import Desk, Who
from gateway.http.api.rights import space_for
from gateway.http.api.shown import Json

NO_CONTENT = 204


def people_routes(desk: Desk) -> APIRouter:
    router = APIRouter(tags=["espaces"])
    for routes in (_joining, _leaving):
        routes(router, desk)
    return router


def _joining(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.get("/spaces/{space}/members")
    def members(space: str, who: Who) -> Json:
        """``name`` is null where the account was removed."""
        told = space_for(keeping, who, space, Right.MEMBERS)
        return shown.listed(
            archive.members(told.id, who.reader),
            lambda member: shown.member(member, name_of(desk, member.account)),
        )

    @router.put("/spaces/{space}/members/{name:path}")
    def put(space: str, name: str, who: Who, body: MemberChange) -> Json:
        """``name`` is that of an account; it may hold a slash."""
        told = space_for(keeping, who, space, Right.MEMBERS)
        account = _account(desk, name)
        expires = None if body.expires is None else Moment(body.expires)
        if expires is not None and expires <= keeping.now():
            raise VoixlaError("space.past", "La date de fin est déjà passée : choisissez un jour à venir.")
        with desk.changing:
            before = archive.members(told.id, who.reader)
            known = next((member for member in before if member.account == account), None)
            if known is not None and known.role is SpaceRole.OWNER:
                check_owner_remains(_alive(desk, before), account, body.role if expires is None else None)
            since = keeping.now() if known is None else known.since
            member = Member(space=told.id, account=account, role=body.role, since=since, expires=expires)
            archive.put_member(member)
        keeping.tell(
            Deed.MEMBER_CHANGED, actor=who.actor, space=told.id, account=account, role=body.role.value
        )
        return shown.member(member, name_of(desk, account))


def _leaving(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    def leave(space: str, account: int, who: Who) -> None:
        told = space_for(keeping, who, space, Right.MEMBERS)
        with desk.changing:
            before = archive.members(told.id, who.reader)
            if all(member.account != account for member in before):
                raise archive_refusal("archive.unknown")
            check_owner_remains(_alive(desk, before), account, None)
            archive.remove_member(told.id, account)
        keeping.tell(Deed.MEMBER_CHANGED, actor=who.actor, space=told.id, account=account, role="")

    @router.delete("/spaces/{space}/members/{name:path}", status_code=NO_CONTENT)
    def remove(space: str, name: str, who: Who) -> None:
        space_for(keeping, who, space, Right.MEMBERS)
        leave(space, _account(desk, name), who)

    @router.delete("/spaces/{space}/accounts/{account}", status_code=NO_CONTENT)
    def remove_numbered(space: str, account: int, who: Who) -> None:
        """By the number of the account: one that was removed has no name any more."""
        leave(space, account, who)


def name_of(desk: Desk, account: int) -> str | None:
    host = desk.hosting.accounts.numbered(account)
    return None if host is None else host.name


def _alive(desk: Desk, members: Sequence[Member]) -> list[Member]:
    """Those whose account is still there: a removed one runs nothing."""
    return [member for member in members if name_of(desk, member.account) is not None]


def _account(desk: Desk, name: str) -> int:
    host = desk.hosting.accounts.find(name)
    if host is None:
        raise VoixlaError(
            "space.no_account", "Personne n'a de compte sous ce nom : vérifiez-le, ou invitez cette personne."
        )
    return host.id
