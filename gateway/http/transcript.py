"""Whether a meeting is being kept, for the page that is about to enter it: nobody should learn that too late.

Says it to those who may come in, and no word of what is kept.
"""

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from gateway.http.offers import bearer
from gateway.rooms import Rooms, checked_room_name

_PRIVATE = {"cache-control": "no-store"}


def add_transcript(app: FastAPI, rooms: Rooms) -> None:
    async def transcript(request: Request) -> Response:
        name = checked_room_name(request.path_params["room"])
        rooms.access.grant(name, bearer(request))
        on, audio = await rooms.kept(name)
        return JSONResponse({"on": on, "audio": audio}, headers=_PRIVATE)

    app.add_route("/api/rooms/{room}/transcript", transcript, methods=["GET"])
