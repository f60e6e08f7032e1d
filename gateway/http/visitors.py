"""Who asks for a page, in which language, and whether a page of ours made them ask. No routes here.

A browser sends its cookies with whatever any site makes it ask for. So what changes something is done only for
requests that come from our own pages: ``Sec-Fetch-Site``, which browsers send over HTTPS and no script can set, says
so, or else ``Origin`` does.
"""

import re
from typing import Literal
from urllib.parse import parse_qsl

from fastapi import Request, Response

from captions.errors import VoixlaError
from gateway.access.accounts import Host
from gateway.access.hosting import Hosting
from gateway.access.sign_ins import LIFE_S
from gateway.http.headers import may_connect
from gateway.live.refusals import refusal

Language = Literal["fr", "en"]
COOKIE = "voixla_host"
_LANGUAGE_COOKIE = "voixla_language"
_A_YEAR_S = 365 * 86_400
_LARGEST_FORM = 8 * 1024
_FORM = "application/x-www-form-urlencoded"
_OURS = re.compile(r"salles|room/[a-z0-9-]{3,64}|(comptes-rendus|espaces)(/[A-Za-z0-9_-]{1,64})?")


def host_of(request: Request, hosting: Hosting) -> Host | None:
    """The host who is signed in."""
    cookie = request.cookies.get(COOKIE)
    return hosting.sign_ins.host_of(cookie) if cookie else None


def check_own_page(request: Request) -> None:
    """Raises ``access.cross_site`` unless a page of this server made the request."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        own = site == "same-origin"
    else:
        own = "origin" in request.headers and may_connect(request.headers, ())
    if not own:
        raise refusal("access.cross_site")


def keep_signed_in(request: Request, response: Response, cookie: str) -> None:
    response.set_cookie(
        COOKIE, cookie, max_age=LIFE_S, path="/", secure=is_secure(request), httponly=True, samesite="lax"
    )


def sign_out(request: Request, response: Response) -> None:
    response.delete_cookie(COOKIE, path="/", secure=is_secure(request), httponly=True, samesite="lax")


def language_of(request: Request) -> Language:
    """French, unless English was chosen."""
    chosen = request.query_params.get("langue") or request.cookies.get(_LANGUAGE_COOKIE)
    return "en" if chosen == "en" else "fr"


def keep_language(request: Request, response: Response) -> None:
    if "langue" in request.query_params:
        response.set_cookie(
            _LANGUAGE_COOKIE,
            language_of(request),
            max_age=_A_YEAR_S,
            path="/",
            secure=is_secure(request),
            httponly=True,
            samesite="lax",
        )


def destination(wanted: str | None) -> str:
    """Where to go after signing in: a page of ours, whatever ``wanted`` says."""
    return wanted if wanted is not None and _OURS.fullmatch(wanted) else "salles"


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form; none when the body is none. Raises ``live.too_large``."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _FORM:
        return {}
    octets = bytearray()
    async for chunk in request.stream():
        octets += chunk
        if len(octets) > _LARGEST_FORM:
            raise refusal("live.too_large")
    try:
        return dict(parse_qsl(octets.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        raise VoixlaError("live.bad_field", "Formulaire illisible.") from None


def is_secure(request: Request) -> bool:
    """Over HTTPS, as the proxy in front says or the page itself does."""
    return request.url.scheme == "https" or request.headers.get("origin", "").startswith("https://")
