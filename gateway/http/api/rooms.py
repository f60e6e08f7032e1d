"""In which space the meetings of a room are kept, over HTTP: its host says so, for the meetings to come."""

from fastapi import APIRouter

from captions.archive.spaces import Right
from gateway.access.accounts import Host
from gateway.archive.personal import space_of_room
from gateway.archive.room_shelf import keep_room_in
from gateway.http.api.bodies import RoomSpace
from gateway.http.api.desk import Desk, Who
from gateway.http.api.rights import space_for
from gateway.http.api.shown import Json
from gateway.http.api.visitor import Visitor
from gateway.live.refusals import refusal


def room_routes(desk: Desk) -> APIRouter:
    router, keeping = APIRouter(tags=["salles"]), desk.keeping

    @router.get("/rooms/{room}/space")
    def read(room: str, who: Who) -> Json:
        return {"space": space_of_room(keeping, room, _host_of(desk, room, who))}

    @router.put("/rooms/{room}/space")
    def choose(room: str, who: Who, body: RoomSpace) -> Json:
        host = _host_of(desk, room, who)
        space = None if body.space is None else space_for(keeping, who, body.space, Right.RECORD).id
        return {"space": keep_room_in(keeping, room, host, space)}

    return router


def _host_of(desk: Desk, room: str, who: Visitor) -> Host:
    """Raises ``room.unknown`` unless it is the visitor's."""
    owned = desk.hosting.register.find(room)
    if owned is None or who.host is None or owned.owner != who.host.id:
        raise refusal("room.unknown")
    return who.host
