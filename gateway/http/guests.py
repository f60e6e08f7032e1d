"""The invitation into a space as a browser carries it: two cookies, and who they say one is. No routes here.

``voixla_invitation`` is the secret of the link. No script reads it; it goes with nothing but requests to the API: given
without a path, it is kept for the folder of the address that set it, under whatever prefix a proxy serves us; it ends
with the invitation. ``voixla_invited`` says only that this browser came by an invitation: with it the pages of the
record open instead of sending people to a sign-in that they have no account for. It stays a while longer, so that they
are told that their invitation has come to its end. Why so: docs/decisions/0012-invitation-cookie.md.
"""

from fastapi import Request, Response

from captions.archive.ports import Reader
from captions.archive.records import InvitationId, Moment
from gateway.archive.invitations import refusal, verify
from gateway.archive.keeping import Keeping
from gateway.http.visitors import is_secure

COOKIE = "voixla_invitation"
SEEN_COOKIE = "voixla_invited"
_LONGER_S = 30 * 86_400


def keep_invited(request: Request, response: Response, token: str, expires: Moment, now: Moment) -> None:
    """To be answered to a request in the folder of the API."""
    left = max(1, (expires - now) // 1000)
    secure = is_secure(request)
    response.set_cookie(
        COOKIE, token, max_age=left, path=None, secure=secure, httponly=True, samesite="strict"
    )
    response.set_cookie(
        SEEN_COOKIE, "1", max_age=left + _LONGER_S, path="/", secure=secure, httponly=True, samesite="lax"
    )


def forget_invited(request: Request, response: Response) -> None:
    secure = is_secure(request)
    response.set_cookie(COOKIE, "", max_age=0, path=None, secure=secure, httponly=True, samesite="strict")
    response.set_cookie(SEEN_COOKIE, "", max_age=0, path="/", secure=secure, httponly=True, samesite="lax")


def came_invited(request: Request) -> bool:
    """Whether it is a browser in which an invitation was accepted, were it over by now."""
    return SEEN_COOKIE in request.cookies


def invited(request: Request, keeping: Keeping) -> InvitationId | None:
    """The invitation that the browser carries. Raises ``access.bad``, ``access.expired`` or ``access.revoked``."""
    token = request.cookies.get(COOKIE)
    if token is None:
        if came_invited(request):
            raise refusal("access.expired")
        return None
    invitation = verify(token, keeping.key, keeping.now())
    if not keeping.archive.spaces_of(Reader(invitation=invitation)):
        raise refusal("access.revoked")
    return invitation
