"""The API put together: its routes, its OpenAPI description, its refusals, the bound of its bodies."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from captions.errors import VoixlaError
from gateway.access.hosting import Hosting
from gateway.archive.keeping import Keeping
from gateway.http.api.certificates import certificate_routes
from gateway.http.api.desk import Desk
from gateway.http.api.files import file_routes
from gateway.http.api.guests import guest_routes
from gateway.http.api.margins import margin_routes
from gateway.http.api.people import people_routes
from gateway.http.api.records import record_routes
from gateway.http.api.redactions import redaction_routes
from gateway.http.api.rooms import room_routes
from gateway.http.api.searches import search_routes
from gateway.http.api.sounds import sound_routes
from gateway.http.api.spaces import space_routes
from gateway.http.api.texts import text_routes

logger = logging.getLogger(__name__)

PATH = "/api/v1"
LARGEST_BODY = 256 * 1024

_STATUS = {
    "archive.unknown": 404,
    "archive.conflict": 412,
    "archive.held": 409,
    "archive.closed": 409,
    "archive.too_long": 422,
    "archive.cursor": 400,
    "archive.disk": 503,
    "archive.locked": 503,
    "archive.unreachable": 503,
    "api.bad_field": 422,
    "api.changed": 412,
    "api.no_match": 428,
    "api.key_reused": 422,
    "api.under_way": 409,
    "access.cross_site": 403,
    "export.library": 503,
    "record.running": 409,
    "redaction.disk": 503,
    "redaction.inside": 409,
    "redaction.published": 409,
    "redaction.remark": 422,
    "redaction.sound": 503,
    "redaction.span": 422,
    "redaction.touched": 409,
    "room.unknown": 404,
    "retention.days": 422,
    "seda.missing": 409,
    "seda.rules": 409,
    "seda.sound": 503,
    "seda.table": 409,
    "space.right": 403,
    "space.closed": 409,
    "space.last_owner": 409,
    "space.invited_role": 422,
    "space.expiry": 422,
    "space.no_account": 422,
    "space.past": 422,
    **dict.fromkeys(
        ("access.needed", "access.bad", "access.expired", "access.revoked", "access.signed_out"), 401
    ),
}
_GENERAL = {
    400: "Demande illisible : du JSON est attendu.",
    404: "Cette adresse n'existe pas.",
    405: "Cette action n'existe pas à cette adresse.",
    413: f"Demande trop grande ({LARGEST_BODY // 1024} Kio au plus).",
}


def create_api(keeping: Keeping, hosting: Hosting) -> FastAPI:
    """To be mounted at ``PATH``."""
    api = FastAPI(
        title="Voixlà",
        version="1",
        description="Espaces, transcriptions, recherche. Voir docs/archive.md.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    desk = api.state.desk = Desk(keeping, hosting)
    for routes in (
        guest_routes,
        space_routes,
        people_routes,
        certificate_routes,
        room_routes,
        record_routes,
        text_routes,
        sound_routes,
        file_routes,
        margin_routes,
        redaction_routes,
        search_routes,
    ):
        api.include_router(routes(desk))
    api.add_middleware(_Bounded)
    api.add_exception_handler(VoixlaError, _refused)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _general)
    return api


class _Bounded:
    """ASGI middleware: a body above ``LARGEST_BODY`` is refused before its end; no cache keeps answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST_BODY:
                raise HTTPException(413)
            return message

        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("cache-control", "private, no-cache")
            await send(message)

        await self._app(scope, bounded, send_private)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, VoixlaError)
    status = _STATUS.get(error.code, 500)
    if status == 500:
        logger.error("request code=%s", error.code)
    headers = {"www-authenticate": "Bearer"} if status == 401 else {}
    return _said(status, error.code, error.message, headers)


async def _invalid(request: Request, error: Exception) -> Response:
    """Which fields are wrong; never what stood in them."""
    assert isinstance(error, RequestValidationError)
    places = {str(found["loc"][-1])[:60] for found in error.errors() if found.get("loc")}
    named = ", ".join(sorted(place for place in places if place.isidentifier()))
    return _said(422, "api.bad_field", f"Champ absent ou incorrect dans la demande : {named or 'corps'}.")


async def _general(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = _GENERAL.get(error.status_code, "La demande est refusée.")
    return _said(error.status_code, f"http.{error.status_code}", text, dict(error.headers or {}))


def _said(status: int, code: str, french: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"code": code, "fr": french}, status, headers)
