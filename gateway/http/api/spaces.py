"""Spaces over HTTP: founded, changed, closed; who is in them, who was invited, what was done in them."""

import secrets
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from captions.archive.audit import Deed
from captions.archive.records import (
    Invitation,
    InvitationId,
    Member,
    Moment,
    RecordType,
    Space,
    SpaceId,
    SpaceRole,
)
from captions.archive.retention import check_days
from captions.archive.spaces import TEMPLATES, Right, check_owner_remains, invitation_end, refusal
from captions.archive.sql.refusals import refusal as archive_refusal
from captions.errors import VoixlaError
from gateway.archive.invitations import sign
from gateway.archive.personal import personal_space
from gateway.http.api import shown
from gateway.http.api.bodies import MemberChange, NewInvitation, NewSpace, SpaceChange, check_given
from gateway.http.api.desk import Desk, Who
from gateway.http.api.rights import space_for
from gateway.http.api.shown import Json

NO_CONTENT = 204


def space_routes(desk: Desk) -> APIRouter:
    router = APIRouter(tags=["espaces"])
    for routes in (_listing, _founding, _changing, _log, _members, _joining, _inviting, _invitations):
        routes(router, desk)
    return router


def _listing(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.get("/me")
    def me(who: Who) -> Json:
        """Who asks, and from which templates spaces are made."""
        if who.host is not None:
            personal_space(keeping, who.host)
        templates = {
            type_.value: {"name": made.name, "days": made.days, "record": made.record.value}
            for type_, made in TEMPLATES.items()
        }
        return {"account": who.reader.account, "name": who.author.name, "templates": templates}

    @router.get("/spaces")
    def spaces(who: Who) -> Json:
        terms = keeping.terms.all()
        return shown.listed(
            archive.spaces_of(who.reader), lambda space: shown.space(space, terms.get(space.id))
        )

    @router.get("/spaces/{space}")
    def space(space: str, who: Who) -> Json:
        told = space_for(keeping, who, space, Right.READ)
        return shown.space(told, keeping.terms.all().get(told.id))


def _founding(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.post("/spaces", status_code=201)
    def found(request: Request, who: Who, body: NewSpace) -> Response:
        """Whoever has an account may: they own it, and choose who else does."""
        account = who.reader.account
        if account is None:
            raise refusal("space.right")

        def make() -> Json:
            space = Space(
                id=SpaceId(secrets.token_urlsafe(16)), name=body.name, type=body.type, created=keeping.now()
            )
            archive.found(space)
            archive.put_member(
                Member(space=space.id, account=account, role=SpaceRole.OWNER, since=space.created)
            )
            keeping.tell(Deed.FOUNDED, actor=who.actor, space=space.id, type=body.type.value)
            return shown.space(space, None)

        return desk.repeats.once(request, who, body, make)


def _changing(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.patch("/spaces/{space}")
    def change(space: str, who: Who, body: SpaceChange) -> Json:
        check_given(body)
        told = space_for(keeping, who, space, Right.RULES)
        if body.days:
            check_days(RecordType.INTERNAL, body.days)
        if body.name is not None:
            told = replace(told, name=body.name)
        if body.closed is not None:
            told = replace(told, closed=(told.closed or keeping.now()) if body.closed else None)
        archive.change_space(told)
        if body.days is not None:
            keeping.terms.put(told.id, body.days or None)
        about = body.model_dump(exclude_none=True, exclude={"name"})
        keeping.tell(Deed.SPACE_CHANGED, actor=who.actor, space=told.id, **about)
        return shown.space(told, keeping.terms.all().get(told.id))


def _log(router: APIRouter, desk: Desk) -> None:
    keeping = desk.keeping

    @router.get("/spaces/{space}/log")
    def log(
        space: str, who: Who, before: int | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 100
    ) -> Json:
        """What was done in the space, the newest first."""
        told = space_for(keeping, who, space, Right.AUDIT)
        links = keeping.audit.of_space(told.id, before, limit)
        return shown.listed(links, shown.link) | {"next": links[-1].number if len(links) == limit else None}


def _members(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.get("/spaces/{space}/members")
    def members(space: str, who: Who) -> Json:
        told = space_for(keeping, who, space, Right.MEMBERS)
        return shown.listed(
            archive.members(told.id, who.reader),
            lambda member: shown.member(member, _name(desk, member.account)),
        )


def _joining(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.put("/spaces/{space}/members/{name}")
    def put(space: str, name: str, who: Who, body: MemberChange) -> Json:
        """``name`` is that of an account."""
        told = space_for(keeping, who, space, Right.MEMBERS)
        account = _account(desk, name)
        with desk.changing:
            before = archive.members(told.id, who.reader)
            if any(member.account == account and member.role is SpaceRole.OWNER for member in before):
                check_owner_remains(before, account, body.role if body.expires is None else None)
            expires = None if body.expires is None else Moment(body.expires)
            member = Member(
                space=told.id, account=account, role=body.role, since=keeping.now(), expires=expires
            )
            archive.put_member(member)
        keeping.tell(
            Deed.MEMBER_CHANGED, actor=who.actor, space=told.id, account=account, role=body.role.value
        )
        return shown.member(member, _name(desk, account))

    @router.delete("/spaces/{space}/members/{name}", status_code=NO_CONTENT)
    def remove(space: str, name: str, who: Who) -> None:
        told = space_for(keeping, who, space, Right.MEMBERS)
        account = _account(desk, name)
        with desk.changing:
            check_owner_remains(archive.members(told.id, who.reader), account, None)
            archive.remove_member(told.id, account)
        keeping.tell(Deed.MEMBER_CHANGED, actor=who.actor, space=told.id, account=account, role="")


def _inviting(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.post("/spaces/{space}/invitations", status_code=201)
    def invite(request: Request, space: str, who: Who, body: NewInvitation) -> Response:
        """For somebody without an account; ``token`` is told here and nowhere else, and kept nowhere."""
        told = space_for(keeping, who, space, Right.MEMBERS)
        if told.closed is not None:
            raise refusal("space.closed")

        def make() -> Json:
            now = keeping.now()
            invitation = Invitation(
                id=InvitationId(secrets.token_urlsafe(12)),
                space=told.id,
                name=body.name,
                role=body.role,
                created=now,
                expires=invitation_end(body.role, body.days, now),
            )
            archive.invite(invitation)
            keeping.tell(
                Deed.INVITED,
                actor=who.actor,
                space=told.id,
                invitation=invitation.id,
                role=body.role.value,
                days=body.days,
            )
            return shown.invitation(invitation)

        def with_token(answer: Json) -> Json:
            token = sign(InvitationId(answer["id"]), Moment(answer["expires"]), keeping.key)
            return answer | {"token": token}

        headers = {"cache-control": "no-store"}
        return desk.repeats.once(request, who, body, make, added=with_token, headers=headers)


def _invitations(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.get("/spaces/{space}/invitations")
    def invitations(space: str, who: Who) -> Json:
        told = space_for(keeping, who, space, Right.MEMBERS)
        return shown.listed(archive.invitations(told.id, who.reader), shown.invitation)

    @router.delete("/spaces/{space}/invitations/{invitation}", status_code=NO_CONTENT)
    def revoke(space: str, invitation: str, who: Who) -> None:
        told = space_for(keeping, who, space, Right.MEMBERS)
        if all(known.id != invitation for known in archive.invitations(told.id, who.reader)):
            raise archive_refusal("archive.unknown")
        archive.revoke(InvitationId(invitation), keeping.now())
        keeping.tell(Deed.REVOKED, actor=who.actor, space=told.id, invitation=invitation)


def _name(desk: Desk, account: int) -> str | None:
    host = desk.hosting.accounts.numbered(account)
    return None if host is None else host.name


def _account(desk: Desk, name: str) -> int:
    host = desk.hosting.accounts.find(name)
    if host is None:
        raise VoixlaError(
            "space.no_account", "Personne n'a de compte sous ce nom : vérifiez-le, ou invitez cette personne."
        )
    return host.id
