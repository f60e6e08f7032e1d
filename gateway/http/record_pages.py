"""The pages of the record: the list with its search, and the replay of one. For hosts who are signed in.

They hold nothing of any record: what they show, they ask the API for, which knows the rights.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

import gateway
from gateway.access.hosting import Hosting
from gateway.http.visitors import host_of

_PRIVATE = {"cache-control": "private, no-cache"}


def add_record_pages(app: FastAPI, hosting: Hosting) -> None:
    web = Path(str(files(gateway))) / "web"
    for path, file in (("/comptes-rendus", "records.html"), ("/comptes-rendus/{record}", "replay.html")):
        app.add_route(path, _for_hosts(hosting, web / file), methods=["GET"])


def _for_hosts(hosting: Hosting, file: Path) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        if host_of(request, hosting) is not None:
            return FileResponse(file, headers=_PRIVATE)
        # By the route, not by its whole address: a proxy may serve us under a prefix.
        record = request.path_params.get("record")
        wanted = "comptes-rendus" if record is None else f"comptes-rendus/{record}"
        up = "" if record is None else "../"
        address = (
            f"{up}connexion?vers={wanted}" if _is_plain(wanted) else f"{up}connexion?vers=comptes-rendus"
        )
        return RedirectResponse(address, HTTPStatus.SEE_OTHER, _PRIVATE)

    return page


def _is_plain(path: str) -> bool:
    return all(character.isalnum() or character in "-_/" for character in path) and path.isascii()
