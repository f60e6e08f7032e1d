"""WHEP (draft-ietf-wish-whep): programs and meeting-room devices listen to a room with two requests.

They get one track, the mix of everybody who speaks. A room must have somebody in it; listening opens none and keeps
none open. The bearer token is a pass into the room, where passes are asked for; any role may listen. Knows neither
trickle ICE nor ICE restarts, so ``PATCH`` is refused. The address of a session contains a key that nobody else is told.
"""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from gateway.access.stays import Stay, Stays
from gateway.http.offers import SDP, bearer, sdp_offer
from gateway.live.refusals import refusal
from gateway.rooms import Rooms, checked_room_name


def add_whep(app: FastAPI, rooms: Rooms, stays: Stays) -> None:
    """Those who listen are shown out by ``stays`` as everybody is."""

    async def listen(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"accept-post": SDP, "allow": "POST, OPTIONS"})
        room = checked_room_name(request.path_params["room"])
        grant = rooms.access.grant(room, bearer(request))
        offer = await sdp_offer(request)
        audience = rooms.audience(room)
        if audience is None:
            raise refusal("room.not_open")
        stay = Stay(room=room, grant=grant, show_out=lambda reason: audience.dismiss(key))
        key, answer = await audience.join(offer, lambda: stays.end(stay))
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
