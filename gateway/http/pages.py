"""The pages and their files, the ways into a room, health and the published schema (docs/protocol.md)."""

import io
import os
import unicodedata
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import segno
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

import captions
import gateway
from gateway.access.register import new_room_name
from gateway.http.transcript import add_transcript
from gateway.rooms import Rooms, checked_room_name

Route = Callable[[Request], Awaitable[Response]]


class WebFiles(StaticFiles):
    """Scripts are ``text/javascript`` whatever the machine's own table of types says."""

    def file_response(self, full_path: Any, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(full_path, *args, **kwargs)
        if os.fspath(full_path).endswith(".js"):
            response.headers["content-type"] = "text/javascript; charset=utf-8"
        return response


def add_pages(app: FastAPI, rooms: Rooms) -> None:
    add_transcript(app, rooms)
    web = Path(str(files(gateway))) / "web"
    schema = Path(str(files(captions))) / "caption-event.schema.json"

    async def event_schema(request: Request) -> Response:
        return FileResponse(schema, media_type="application/schema+json")

    async def ready(request: Request) -> Response:
        return PlainTextResponse("ready\n") if rooms.ready else PlainTextResponse("not ready\n", 503)

    async def facts(request: Request) -> Response:
        return JSONResponse({"video": rooms.video})

    for path, page in (
        ("/", _page(web / "index.html")),
        ("/room", _go_to_room),
        ("/room/{room:path}", _room_page(web / "room.html")),
        ("/read/{room}/qr.svg", _code_to_read),
        ("/read/{room:path}", _room_page(web / "read.html")),
        ("/correct/{room:path}", _room_page(web / "correct.html")),
        ("/r/{room:path}", _short_link),
        ("/api/server", facts),
        ("/healthz", _healthy),
        ("/readyz", ready),
        ("/schema/caption-event.json", event_schema),
    ):
        app.add_route(path, page, methods=["GET"])
    app.mount("/web", WebFiles(directory=web), name="web")


def add_open_rooms(app: FastAPI) -> None:
    """Anybody may open a room: it is there as soon as somebody comes in."""
    app.add_route("/rooms", _new_room, methods=["POST"])
    app.add_route("/api/rooms", _new_room_json, methods=["POST"])
    app.add_route("/room/{room}/pass", _no_pass, methods=["GET"])


def _page(file: Path) -> Route:
    async def page(request: Request) -> Response:
        return FileResponse(file)

    return page


def _room_page(file: Path) -> Route:
    async def page(request: Request) -> Response:
        checked_room_name(request.path_params["room"])
        return FileResponse(file)

    return page


async def _go_to_room(request: Request) -> Response:
    return _see_other(f"room/{quote(_typed(request.query_params.get('room', '')), safe='')}")


async def _short_link(request: Request) -> Response:
    return _see_other(f"../room/{quote(checked_room_name(request.path_params['room']), safe='')}")


async def _code_to_read(request: Request) -> Response:
    """A QR code of the page that reads, for the phones of those who look at this one; nobody's pass is in it."""
    room = checked_room_name(request.path_params["room"])
    prefix = request.scope.get("root_path", "")
    address = str(request.base_url.replace(path=f"{prefix}/read/{quote(room, safe='')}"))
    image = io.BytesIO()
    segno.make(address, error="m").save(image, kind="svg", scale=8, border=4, light="#ffffff")
    return Response(image.getvalue(), media_type="image/svg+xml")


async def _new_room(request: Request) -> Response:
    return _see_other(f"room/{new_room_name()}")


async def _new_room_json(request: Request) -> Response:
    name = new_room_name()
    return JSONResponse({"room": name, "url": str(request.base_url.replace(path=f"/room/{name}"))}, 201)


async def _no_pass(request: Request) -> Response:
    """None is needed here; pages ask before they know."""
    return JSONResponse({"pass": None})


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _typed(name: str) -> str:
    """A name as people type it, in the spelling of room names: *Conseil Été* is ``conseil-ete``."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", name.strip().lower()) if not unicodedata.combining(c)
    )
    return "-".join(plain.split())


def _see_other(address: str) -> Response:
    return RedirectResponse(address, 303)
