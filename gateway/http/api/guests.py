"""Invitations over HTTP, for those who got one: what it is, accepted in this browser, left behind. And who asks."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from captions.archive.audit import Deed
from captions.archive.ports import Reader
from captions.archive.records import InvitationId, SpaceRole
from captions.archive.retention import RULES
from captions.archive.spaces import TEMPLATES
from gateway.archive.invitations import refusal, verify
from gateway.archive.personal import personal_space
from gateway.http.api.bodies import InvitationToken
from gateway.http.api.desk import Desk, Who
from gateway.http.api.people import name_of
from gateway.http.api.shown import Json
from gateway.http.guests import forget_invited, keep_invited
from gateway.http.visitors import check_own_page

NO_CONTENT = 204
_HOST = "host:"


def guest_routes(desk: Desk) -> APIRouter:
    router = APIRouter(tags=["invitations"])
    for routes in (_asking, _entering):
        routes(router, desk)
    return router


def _asking(router: APIRouter, desk: Desk) -> None:
    keeping = desk.keeping

    @router.get("/me")
    def me(who: Who) -> Json:
        """Who asks; from which templates spaces are made, and how long the law lets records be kept."""
        if who.host is not None:
            personal_space(keeping, who.host)
        templates = {
            type_.value: {
                "name": made.name,
                "days": made.days,
                "record": made.record.value,
                "member": made.member.value,
            }
            for type_, made in TEMPLATES.items()
        }
        invitation = who.reader.invitation
        return {
            "account": who.reader.account,
            "name": who.author.name,
            "templates": templates,
            "rules": {type_.value: {"days": rule.days, "most": rule.most} for type_, rule in RULES.items()},
            "invitation": None if invitation is None else told(desk, invitation),
        }


def _entering(router: APIRouter, desk: Desk) -> None:
    keeping = desk.keeping

    @router.post("/invitation")
    def enter(request: Request, body: InvitationToken) -> Response:
        """This browser carries the invitation from now on, as cookies, until its end or until it is left behind."""
        check_own_page(request)
        invitation = verify(body.token, keeping.key, keeping.now())
        answer = told(desk, invitation)
        keeping.tell(Deed.ENTERED, actor=f"invitation:{invitation}", space=answer["space"]["id"])
        response = JSONResponse(answer, headers={"cache-control": "no-store"})
        keep_invited(request, response, body.token, answer["expires"], keeping.now())
        return response

    @router.delete("/invitation", status_code=NO_CONTENT)
    def leave(request: Request) -> Response:
        check_own_page(request)
        response = Response(status_code=NO_CONTENT)
        forget_invited(request, response)
        return response


def told(desk: Desk, id_: InvitationId) -> Json:
    """Who invites whom into which space, until when. Raises ``access.revoked`` if it leads nowhere any more."""
    archive, reader = desk.keeping.archive, Reader(invitation=id_)
    spaces = archive.spaces_of(reader)
    if not spaces:
        raise refusal("access.revoked")
    space = spaces[0]
    invitation = next(found for found in archive.invitations(space.id, reader) if found.id == id_)
    owners = [
        member.account for member in archive.members(space.id, reader) if member.role is SpaceRole.OWNER
    ]
    actor = desk.keeping.audit.inviter(space.id, id_) or ""
    return {
        "name": invitation.name,
        "role": invitation.role.value,
        "expires": invitation.expires,
        "space": {"id": space.id, "name": space.name, "type": space.type.value},
        "by": name_of(desk, int(actor.removeprefix(_HOST))) if actor.startswith(_HOST) else None,
        "owners": [name for account in owners if (name := name_of(desk, account)) is not None],
    }
