"""The pages of the record: the list with its search, the replay of one, spaces; and what an invitation leads to.

They hold nothing of any record or space: what they show, they ask the API for, which knows the rights. So they open for
every browser that somebody with an account or an invitation uses; others are sent to sign in first.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

import gateway
from gateway.access.hosting import Hosting
from gateway.http.guests import came_invited
from gateway.http.visitors import host_of

_PRIVATE = {"cache-control": "private, no-cache"}
_PAGES = {"comptes-rendus": ("records.html", "replay.html"), "espaces": ("spaces.html", "space.html")}
"""By the beginning of the address: the list, and the page of one."""

Route = Callable[[Request], Awaitable[Response]]


def add_record_pages(app: FastAPI, hosting: Hosting) -> None:
    web = Path(str(files(gateway))) / "web"
    for kind, (several, one) in _PAGES.items():
        app.add_route(f"/{kind}", _for_readers(hosting, web / several, kind), methods=["GET"])
        app.add_route(f"/{kind}/{{id}}", _for_readers(hosting, web / one, kind), methods=["GET"])
    app.add_route("/invitation", _for_everybody(web / "invitation.html"), methods=["GET"])


def _for_readers(hosting: Hosting, file: Path, kind: str) -> Route:
    async def page(request: Request) -> Response:
        if host_of(request, hosting) is not None or came_invited(request):
            return FileResponse(file, headers=_PRIVATE)
        # By the route, not by its whole address: a proxy may serve us under a prefix.
        id_ = request.path_params.get("id")
        wanted = kind if id_ is None else f"{kind}/{id_}"
        up = "" if id_ is None else "../"
        address = f"{up}connexion?vers={wanted if _is_plain(wanted) else kind}"
        return RedirectResponse(address, HTTPStatus.SEE_OTHER, _PRIVATE)

    return page


def _for_everybody(file: Path) -> Route:
    async def page(request: Request) -> Response:
        return FileResponse(file, headers=_PRIVATE)

    return page


def _is_plain(path: str) -> bool:
    return all(character.isalnum() or character in "-_/" for character in path) and path.isascii()
