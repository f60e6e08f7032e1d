"""WHIP (RFC 9725): programs such as OBS or GStreamer publish sound into a room with two requests.

Knows neither trickle ICE nor ICE restarts, so ``PATCH`` is refused (§4.3.1, §4.3.2). The address of a session
contains the publisher's key, which nobody else is told.

Where rooms belong to hosts, the bearer token is a participant's pass; elsewhere it is that of the settings.
"""

import asyncio
import secrets
from collections.abc import Callable

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from captions.errors import VoixlaError
from gateway.access.grants import Grant
from gateway.access.roles import Right
from gateway.access.stays import Stay, Stays
from gateway.http.offers import SDP, bearer, sdp_offer
from gateway.live.refusals import refusal
from gateway.live.wording import clean_name
from gateway.room import Room
from gateway.rooms import Rooms


def add_whip(app: FastAPI, rooms: Rooms, stays: Stays, token: str | None) -> None:
    """``token`` of the settings; None where there is none, or where passes are asked for."""
    sources = _Sources(rooms, stays)

    async def publish(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"accept-post": SDP, "allow": "POST, OPTIONS"})
        grant = _granted(request, rooms, token)
        name = clean_name(request.query_params.get("name", "WHIP"))
        offer = await sdp_offer(request)
        room = await rooms.enter(request.path_params["room"])
        key, answer = await room.publish_alone(name, offer, grant)
        await sources.begin(room, key, grant, lambda: _granted(request, rooms, token))
        location = f"{request.scope.get('root_path', '')}/whip/{room.name}/{key}"
        return Response(answer, 201, {"location": location}, SDP)

    async def end(request: Request) -> Response:
        _granted(request, rooms, token)
        room, key = rooms.find(request.path_params["room"]), request.path_params["key"]
        sources.end(key)
        if room is None or not await room.end_alone(key):
            raise HTTPException(404)
        return Response(status_code=200)

    app.add_route("/whip/{room}", publish, methods=["POST", "OPTIONS"])
    app.add_route("/whip/{room}/{key}", end, methods=["DELETE"])


class _Sources:
    """Who publishes here, so that they end when their pass does."""

    def __init__(self, rooms: Rooms, stays: Stays) -> None:
        self._rooms = rooms
        self._stays = stays
        self._all: dict[str, tuple[Room, Stay]] = {}
        self._ending: set[asyncio.Task[bool]] = set()

    async def begin(self, room: Room, key: str, grant: Grant, granted: Callable[[], Grant]) -> None:
        """``granted`` raises when what was granted is not any more: it took a while until the source was there."""
        try:
            granted()
        except (HTTPException, VoixlaError):
            await room.end_alone(key)
            raise
        self._forget_gone()
        stay = Stay(room=room.name, grant=grant, show_out=lambda reason: self._show_out(room, key))
        self._all[key] = (room, stay)
        self._stays.begin(stay)

    def end(self, key: str) -> None:
        _, stay = self._all.pop(key, (None, None))
        if stay is not None:
            self._stays.end(stay)

    def _show_out(self, room: Room, key: str) -> None:
        self._all.pop(key, None)
        task = asyncio.create_task(room.end_alone(key), name="source-shown-out")
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _forget_gone(self) -> None:
        for key, (room, _) in list(self._all.items()):
            if self._rooms.find(room.name) is not room:
                self.end(key)


def _granted(request: Request, rooms: Rooms, token: str | None) -> Grant:
    """RFC 9725 §4.5: by bearer token. Raises ``HTTPException`` (401), an ``access.`` refusal or ``live.reader``."""
    shown = bearer(request)
    if token is not None and not secrets.compare_digest((shown or "").encode(), token.encode()):
        raise HTTPException(401, headers={"www-authenticate": "Bearer"})
    grant = rooms.access.grant(request.path_params["room"], shown)
    if not grant.may(Right.SPEAK):
        raise refusal("live.reader")
    return grant
