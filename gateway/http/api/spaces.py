"""Spaces over HTTP: founded, changed, closed; who was invited, what was done in them."""

import secrets
from collections.abc import Mapping
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
from captions.archive.spaces import Right, invitation_end, refusal
from captions.archive.sql.refusals import refusal as archive_refusal
from gateway.archive.invitations import sign
from gateway.http.api import shown
from gateway.http.api.bodies import NewInvitation, NewSpace, SpaceChange, check_given
from gateway.http.api.desk import Desk, Who
from gateway.http.api.people import name_of
from gateway.http.api.rights import may, space_for
from gateway.http.api.shown import Json
from gateway.http.api.visitor import Visitor

NO_CONTENT = 204


def space_routes(desk: Desk) -> APIRouter:
    router = APIRouter(tags=["espaces"])
    for routes in (_listing, _founding, _changing, _log, _inviting, _invitations):
        routes(router, desk)
    return router


def _listing(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.get("/spaces")
    def spaces(who: Who) -> Json:
        terms, roles = keeping.terms.all(), archive.roles_of(who.reader)
        return shown.listed(
            (space for space in archive.spaces_of(who.reader) if space.id in roles),
            lambda space: shown.space(space, terms.get(space.id)) | {"role": roles[space.id].value},
        )

    @router.get("/spaces/{space}")
    def space(space: str, who: Who) -> Json:
        return _told(desk, space_for(keeping, who, space, Right.READ), who)


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
            return shown.space(space, None) | {"role": SpaceRole.OWNER.value}

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
        return _told(desk, told, who)


def _log(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.get("/spaces/{space}/log")
    def log(
        space: str, who: Who, before: int | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 100
    ) -> Json:
        """What was done in the space, the newest first; ``name`` is who did it, as they are called now."""
        told = space_for(keeping, who, space, Right.AUDIT)
        links = keeping.audit.of_space(told.id, before, limit)
        names = {f"invitation:{made.id}": made.name for made in archive.invitations(told.id, who.reader)}
        return {
            "items": [shown.link(link) | {"name": _actor(desk, link.actor, names)} for link in links],
            "next": links[-1].number if len(links) == limit else None,
        }


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


def _told(desk: Desk, space: Space, who: Visitor) -> Json:
    """With what the visitor is in it, and may do now."""
    role = desk.keeping.archive.roles_of(who.reader).get(space.id)
    if role is None:
        raise archive_refusal("archive.unknown")
    rights = sorted(right.value for right in may(desk.keeping, who, space.id))
    term = desk.keeping.terms.all().get(space.id)
    return shown.space(space, term) | {"role": role.value, "may": rights}


def _actor(desk: Desk, actor: str, invited: Mapping[str, str]) -> str | None:
    kind, _, number = actor.partition(":")
    if kind == "host" and number.isdecimal():
        return name_of(desk, int(number))
    return invited.get(actor)
