"""WHEP (draft-ietf-wish-whep): programs and meeting-room devices listen to a room with two requests.

They get one track, the mix of everybody who speaks. A room must have somebody in it; listening opens none and keeps
none open. A closed door keeps newcomers out: no host sees who would listen. The bearer token is a pass into the room of
a role that may hear, where passes are asked for. Knows neither trickle ICE nor ICE restarts, so ``PATCH`` is refused.
The address of a session contains a key that nobody else is told.
"""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from captions.errors import VoixlaError
from gateway.access.grants import Grant
from gateway.access.roles import Right
from gateway.access.stays import Stay, Stays
from gateway.http.offers import SDP, bearer, sdp_offer
from gateway.live.refusals import refusal
from gateway.media.audience import Audience
from gateway.rooms import Rooms, checked_room_name


def add_whep(app: FastAPI, rooms: Rooms, stays: Stays) -> None:
    """Those who listen are shown out by ``stays`` as everybody is."""

    async def listen(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"accept-post": SDP, "allow": "POST, OPTIONS"})
        room = checked_room_name(request.path_params["room"])
        grant = _granted(request, rooms, room)
        offer = await sdp_offer(request)
        audience = _open_to_all(rooms, room)
        stay = Stay(room=room, grant=grant, show_out=lambda reason: audience.dismiss(key))
        key, answer = await audience.join(offer, lambda: stays.end(stay))
        try:
            # It took a while: the links may have been replaced, the door closed.
            _granted(request, rooms, room)
            _open_to_all(rooms, room)
        except VoixlaError:
            audience.dismiss(key)
            raise
        stays.begin(stay)
        location = f"{request.scope.get('root_path', '')}/whep/{room}/{key}"
        return Response(answer, 201, {"location": location}, SDP)

    async def end(request: Request) -> Response:
        audience = rooms.audience(request.path_params["room"])
        if audience is None or not await audience.leave(request.path_params["key"]):
            raise HTTPException(404)
        return Response(status_code=200)

    app.add_route("/whep/{room}", listen, methods=["POST", "OPTIONS"])
    app.add_route("/whep/{room}/{key}", end, methods=["DELETE"])


def _granted(request: Request, rooms: Rooms, room: str) -> Grant:
    """Raises an ``access.`` refusal, ``room.unknown`` or ``live.reader``."""
    grant = rooms.access.grant(room, bearer(request))
    if not grant.may(Right.HEAR):
        raise refusal("live.reader")
    return grant


def _open_to_all(rooms: Rooms, room: str) -> Audience:
    """Raises ``room.not_open`` or ``room.locked``."""
    meeting, audience = rooms.find(room), rooms.audience(room)
    if meeting is None or audience is None:
        raise refusal("room.not_open")
    if meeting.guarded:
        raise refusal("room.locked")
    return audience
