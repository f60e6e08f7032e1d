"""WHIP (RFC 9725): programs such as OBS or GStreamer publish sound into a room with two requests.

Knows neither trickle ICE nor ICE restarts, so ``PATCH`` is refused (§4.3.1, §4.3.2). The address of a session
contains the publisher's key, which nobody else is told.
"""

import secrets

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from gateway.live.messages import LONGEST_MESSAGE
from gateway.live.refusals import refusal
from gateway.live.wording import clean_name
from gateway.rooms import Rooms

SDP = "application/sdp"


def add_whip(app: FastAPI, rooms: Rooms, token: str | None) -> None:
    async def publish(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"accept-post": SDP, "allow": "POST, OPTIONS"})
        _authorise(request, token)
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != SDP:
            raise HTTPException(415, headers={"accept-post": SDP})
        if not _accepts_sdp(request.headers.get("accept", "*/*")):
            raise HTTPException(406)
        name = clean_name(request.query_params.get("name", "WHIP"))
        offer = await _body(request)
        room = await rooms.enter(request.path_params["room"])
        key, answer = await room.publish_alone(name, offer)
        location = f"{request.scope.get('root_path', '')}/whip/{room.name}/{key}"
        return Response(answer, 201, {"location": location}, SDP)

    async def end(request: Request) -> Response:
        _authorise(request, token)
        room = rooms.find(request.path_params["room"])
        if room is None or not await room.end_alone(request.path_params["key"]):
            raise HTTPException(404)
        return Response(status_code=200)

    app.add_route("/whip/{room}", publish, methods=["POST", "OPTIONS"])
    app.add_route("/whip/{room}/{key}", end, methods=["DELETE"])


def _authorise(request: Request, token: str | None) -> None:
    """RFC 9725 §4.5: a bearer token, where one is set."""
    if token is None:
        return
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secrets.compare_digest(given.strip().encode(), token.encode()):
        raise HTTPException(401, headers={"www-authenticate": "Bearer"})


def _accepts_sdp(accept: str) -> bool:
    kinds = [part.split(";")[0].strip().lower() for part in accept.split(",")]
    return any(kind in (SDP, "application/*", "*/*", "") for kind in kinds)


async def _body(request: Request) -> str:
    octets = bytearray()
    async for chunk in request.stream():
        octets += chunk
        if len(octets) > LONGEST_MESSAGE:
            raise refusal("live.too_large")
    try:
        return octets.decode()
    except UnicodeDecodeError:
        raise refusal("media.bad_sdp") from None
