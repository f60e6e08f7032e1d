"""Refusals over HTTP: a French page for browsers, JSON for programs; never a traceback."""

import logging
from html import escape
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from captions.errors import VoixlaError
from gateway.live.refusals import in_both

logger = logging.getLogger(__name__)

_STATUS = {
    "room.bad_name": HTTPStatus.BAD_REQUEST,
    "room.full": HTTPStatus.SERVICE_UNAVAILABLE,
    "room.unknown": HTTPStatus.NOT_FOUND,
    "room.locked": HTTPStatus.FORBIDDEN,
    "room.removed": HTTPStatus.FORBIDDEN,
    "room.listeners_full": HTTPStatus.SERVICE_UNAVAILABLE,
    "room.not_open": HTTPStatus.NOT_FOUND,
    "room.closed": HTTPStatus.SERVICE_UNAVAILABLE,
    "rooms.full": HTTPStatus.SERVICE_UNAVAILABLE,
    "rooms.too_many": HTTPStatus.CONFLICT,
    "rooms.closing": HTTPStatus.SERVICE_UNAVAILABLE,
    "access.needed": HTTPStatus.UNAUTHORIZED,
    "access.bad": HTTPStatus.UNAUTHORIZED,
    "access.expired": HTTPStatus.UNAUTHORIZED,
    "access.other_room": HTTPStatus.UNAUTHORIZED,
    "access.revoked": HTTPStatus.UNAUTHORIZED,
    "access.signed_out": HTTPStatus.UNAUTHORIZED,
    "access.cross_site": HTTPStatus.FORBIDDEN,
    "live.reader": HTTPStatus.FORBIDDEN,
    "live.bad_field": HTTPStatus.BAD_REQUEST,
    "live.bad_name": HTTPStatus.BAD_REQUEST,
    "live.too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "media.no_audio": HTTPStatus.UNPROCESSABLE_ENTITY,
    "media.not_listening": HTTPStatus.UNPROCESSABLE_ENTITY,
    "media.bad_sdp": HTTPStatus.BAD_REQUEST,
    "media.bad_state": HTTPStatus.BAD_REQUEST,
}
_HEADERS = {
    HTTPStatus.SERVICE_UNAVAILABLE: {"retry-after": "30"},
    HTTPStatus.UNAUTHORIZED: {"www-authenticate": "Bearer"},
}
_GENERAL = {
    404: ("Cette adresse n’existe pas.", "There is nothing at this address."),
    405: ("Cette action n’existe pas à cette adresse.", "This action does not exist here."),
    406: ("La réponse serait du SDP, que la demande refuse.", "The answer would be SDP, which is refused."),
    415: ("Une offre SDP (application/sdp) est attendue.", "An SDP offer (application/sdp) is expected."),
    401: ("Un jeton est demandé.", "A token is required."),
}
_PROGRAM_PATHS = ("/api/", "/whip/", "/whep/", "/schema/", "/healthz", "/readyz")


def add_refusals(app: FastAPI) -> None:
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, VoixlaError)
        status = _STATUS.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            logger.error("request code=%s", error.code)
        headers = _HEADERS.get(status, {})
        return _response(request, status, error.code, in_both(error), headers)

    async def unknown(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        texts = _GENERAL.get(error.status_code, (HTTPStatus(error.status_code).phrase,) * 2)
        return _response(
            request, error.status_code, f"http.{error.status_code}", texts, dict(error.headers or {})
        )

    async def broken(request: Request, error: Exception) -> Response:
        texts = ("Défaut inattendu du serveur.", "Unexpected server error.")
        return _response(request, 500, "internal", texts, {})

    app.add_exception_handler(VoixlaError, refused)
    app.add_exception_handler(HTTPException, unknown)
    app.add_exception_handler(Exception, broken)


def _response(
    request: Request, status: int, code: str, texts: tuple[str, str], headers: dict[str, str]
) -> Response:
    french, english = texts
    path = request.url.path
    if "text/html" in request.headers.get("accept", "") and not path.startswith(_PROGRAM_PATHS):
        return HTMLResponse(_page(french, english, "../" * path.count("/", 1)), status, headers)
    return JSONResponse({"code": code, "fr": french, "en": english}, status, headers)


def _page(french: str, english: str, home: str) -> str:
    return f"""<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{escape(french)} – Voixlà</title>
  <script src="{home or "./"}web/starting.js"></script>
  <link rel="stylesheet" href="{home or "./"}web/style.css">
</head>
<body>
  <main id="content">
    <h1>{escape(french)}</h1>
    <p lang="en">{escape(english)}</p>
    <p><a href="{home or "./"}">Retour à l’accueil</a></p>
  </main>
</body>
</html>
"""
