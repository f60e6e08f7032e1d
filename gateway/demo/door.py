"""The way into the pages of a demonstration without a password: links that sign their bearer in, each of them once.

Only the server of a demonstration has this route: whoever starts one holds its first link, and nobody else can make
one. Keys are random, known to this process alone, and end with it.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.access.accounts import Host
from gateway.access.hosting import Hosting
from gateway.http.sign_in import PRIVATE
from gateway.http.visitors import host_of, keep_signed_in

LIFE_S = 3 * 3600.0
_REFUSAL = """<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Ce lien a déjà servi – Voixlà</title>
  <script src="../web/starting.js"></script>
  <link rel="stylesheet" href="../web/style.css">
</head>
<body>
  <main id="content">
    <h1>Ce lien a déjà servi, ou n’est plus valable.</h1>
    <p>Il ne connecte qu’un navigateur, une fois, pendant trois heures. Revenez à ce navigateur, ou arrêtez la
      démonstration et relancez-la : <code>./run demo --record</code>.</p>
    <p lang="en">This link has been used, or is no longer good. It signs one browser in, once, within three hours.</p>
  </main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    host: Host
    to: str
    until: float
    used: bool = False


class Door:
    """``clock``: seconds that only rise."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ways: dict[bytes, _Way] = {}

    def link(self, host: Host, to: str) -> str:
        """The path of a new link that leads ``host`` to the page ``to``."""
        key = secrets.token_urlsafe(32)
        self._ways[_digest(key)] = _Way(host=host, to=to, until=self._clock() + LIFE_S)
        return f"demonstration/{key}"

    def furnish(self, app: FastAPI, hosting: Hosting | None) -> None:
        assert hosting is not None

        async def enter(request: Request) -> Response:
            known = _digest(request.path_params["key"])
            way = self._ways.get(known)
            # Programs that look at a link before its reader does ask for its head.
            if way is None or request.method != "GET":
                return _refused()
            signed_in = host_of(request, hosting) == way.host
            if not signed_in and (way.used or self._clock() >= way.until):
                return _refused()
            self._ways[known] = replace(way, used=True)
            response = _see(way)
            if signed_in:
                return response
            keep_signed_in(request, response, await asyncio.to_thread(hosting.sign_ins.open, way.host))
            return response

        app.add_route("/demonstration/{key}", enter, methods=["GET"])


def _see(way: _Way) -> Response:
    return RedirectResponse(f"../{way.to}", HTTPStatus.SEE_OTHER, PRIVATE)


def _refused() -> Response:
    return HTMLResponse(_REFUSAL, HTTPStatus.FORBIDDEN, PRIVATE)


def _digest(key: str) -> bytes:
    return sha256(key.encode("utf-8", "surrogatepass")).digest()
