"""The page on which a host chooses the space that the records of a room are kept in. It works without script."""

import asyncio
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from captions.archive.records import Space
from gateway.access.accounts import Host
from gateway.access.hosting import Hosting
from gateway.access.register import HostedRoom
from gateway.archive.keeping import Keeping
from gateway.archive.personal import space_of_room
from gateway.archive.room_shelf import keep_room_in, shelves_for
from gateway.http.host_pages import HostPages
from gateway.http.host_texts import words
from gateway.http.hosted_rooms import for_hosts, see_other
from gateway.http.sign_in import PRIVATE
from gateway.http.visitors import form_of, keep_language, language_of
from gateway.live.refusals import refusal

PATH = "/salles/{room}/espace"


def add_room_space(app: FastAPI, hosting: Hosting, keeping: Keeping) -> None:
    of_room = _SpaceOfRoom(hosting, keeping)
    app.add_route(PATH, for_hosts(hosting, of_room.page), methods=["GET"])
    app.add_route(PATH, for_hosts(hosting, of_room.choose, changes=True), methods=["POST"])


class _SpaceOfRoom:
    def __init__(self, hosting: Hosting, keeping: Keeping) -> None:
        self._hosting = hosting
        self._keeping = keeping
        self._pages = HostPages()

    async def page(self, request: Request, host: Host) -> Response:
        response = await self._shown(request, host)
        keep_language(request, response)
        return response

    async def choose(self, request: Request, host: Host) -> Response:
        room = self._room(request, host)
        wanted = (await form_of(request)).get("espace", "")
        found = await asyncio.to_thread(shelves_for, self._keeping, host)
        space = next((space for space in found if space.id == wanted), None)
        if space is None:
            trouble = words("shelf.gone", language_of(request))
            return await self._shown(request, host, trouble, HTTPStatus.UNPROCESSABLE_ENTITY)
        await asyncio.to_thread(keep_room_in, self._keeping, room.name, host, space.id)
        return see_other(f"../../salles#{room.name}")

    async def _shown(
        self, request: Request, host: Host, trouble: str = "", status: int = HTTPStatus.OK
    ) -> Response:
        room = self._room(request, host)
        found, now = await asyncio.to_thread(self._read, room, host)
        choice = [(space.id, space.name, space.id == now) for space in found]
        shown = self._pages.shelf(language_of(request), room.name, room.title, choice, trouble)
        return HTMLResponse(shown, status, PRIVATE)

    def _read(self, room: HostedRoom, host: Host) -> tuple[list[Space], str]:
        return shelves_for(self._keeping, host), space_of_room(self._keeping, room.name, host)

    def _room(self, request: Request, host: Host) -> HostedRoom:
        """Raises ``room.unknown`` unless it is the host's."""
        room = self._hosting.register.find(request.path_params["room"])
        if room is None or room.owner != host.id:
            raise refusal("room.unknown")
        return room
