"""The rooms of the host who is signed in: made, listed with their links, revoked, closed; and their pass as host."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from captions.errors import VoixlaError
from gateway.access.accounts import Host
from gateway.access.hosting import Hosting
from gateway.access.register import HostedRoom
from gateway.access.roles import INVITED, Role
from gateway.access.stays import Stays
from gateway.archive.keeping import Keeping
from gateway.archive.room_shelf import shelf_names
from gateway.http.host_pages import HostPages, RoomView
from gateway.http.host_texts import day, words
from gateway.http.sign_in import PRIVATE
from gateway.http.visitors import check_own_page, form_of, host_of, keep_language, language_of
from gateway.live.refusals import in_both, refusal
from gateway.live.wording import clean_name
from gateway.rooms import Rooms

logger = logging.getLogger(__name__)

Answer = Callable[[Request, Host], Awaitable[Response]]

_PAGES = {Role.PARTICIPANT: "room", Role.CORRECTOR: "correct", Role.READER: "read"}
"""Where links lead: to the page that is made for what one comes for."""


def add_hosted_rooms(app: FastAPI, rooms: Rooms, hosting: Hosting, keeping: Keeping | None = None) -> None:
    """To be added before the pages: ``/room/{room}/pass`` would be taken for the name of a room."""
    of_host = _RoomsOfHost(rooms, hosting, keeping)
    app.add_route("/salles", for_hosts(hosting, of_host.listed), methods=["GET"])
    app.add_route("/room/{room}/pass", for_hosts(hosting, of_host.host_pass), methods=["GET"])
    for path, change in (
        ("/salles", of_host.create),
        ("/salles/{room}/liens", of_host.revoke),
        ("/salles/{room}/fermer", of_host.close),
        ("/rooms", of_host.create_and_enter),
        ("/api/rooms", of_host.create_as_json),
    ):
        app.add_route(path, for_hosts(hosting, change, changes=True), methods=["POST"])


def close_room(rooms: Rooms, stays: Stays, name: str) -> None:
    """Everybody is shown out of a room that was closed."""
    stays.close(name)
    room = rooms.find(name)
    if room is not None:
        room.stop(over=True)


class _RoomsOfHost:
    """What a host who is signed in may ask for."""

    def __init__(self, rooms: Rooms, hosting: Hosting, keeping: Keeping | None) -> None:
        self._rooms = rooms
        self._hosting = hosting
        self._keeping = keeping
        self._pages = HostPages()

    async def listed(self, request: Request, host: Host) -> Response:
        response = await self._page(request, host, _today(language_of(request)))
        keep_language(request, response)
        return response

    async def create(self, request: Request, host: Host) -> Response:
        title = (await form_of(request)).get("titre", "")
        try:
            room = await self._create(title, host)
        except VoixlaError as error:
            trouble = in_both(error)[language_of(request) == "en"]
            return await self._page(request, host, title, trouble, HTTPStatus.UNPROCESSABLE_ENTITY)
        return see_other(f"salles#{room.name}")

    async def create_and_enter(self, request: Request, host: Host) -> Response:
        room = await self._create(_today(language_of(request)), host)
        return see_other(f"room/{quote(room.name, safe='')}")

    async def create_as_json(self, request: Request, host: Host) -> Response:
        room = await self._create(_today("fr"), host)
        url = str(request.base_url.replace(path=f"/room/{room.name}"))
        return JSONResponse({"room": room.name, "url": url}, HTTPStatus.CREATED, PRIVATE)

    async def revoke(self, request: Request, host: Host) -> Response:
        name = request.path_params["room"]
        room = await asyncio.to_thread(self._hosting.register.revoke, name, host.id)
        self._hosting.stays.revoke(room.name, room.generation)
        return see_other(f"../../salles#{room.name}")

    async def close(self, request: Request, host: Host) -> Response:
        room = await asyncio.to_thread(self._hosting.register.close, request.path_params["room"], host.id)
        close_room(self._rooms, self._hosting.stays, room.name)
        return see_other("../../salles")

    async def host_pass(self, request: Request, host: Host) -> Response:
        room = self._hosting.register.find(request.path_params["room"])
        if room is None or room.owner != host.id:
            raise refusal("room.unknown")
        token, expires = self._hosting.access.issue(room, Role.HOST)
        return JSONResponse({"pass": token, "role": Role.HOST.value, "expires": expires}, headers=PRIVATE)

    async def _create(self, title: str, host: Host) -> HostedRoom:
        try:
            tidy = clean_name(title)
        except VoixlaError:
            raise refusal("rooms.bad_title") from None
        return await asyncio.to_thread(self._hosting.register.create, tidy, host.id)

    async def _page(
        self, request: Request, host: Host, proposed: str, trouble: str = "", status: int = HTTPStatus.OK
    ) -> Response:
        language, base = language_of(request), str(request.base_url)
        rooms = self._hosting.register.of(host.id)
        shelves = await asyncio.to_thread(self._shelves, host, [room.name for room in rooms])
        shown = [self._view(room, base, language, shelves) for room in rooms]
        return HTMLResponse(self._pages.rooms(language, host.name, shown, proposed, trouble), status, PRIVATE)

    def _shelves(self, host: Host, rooms: list[str]) -> dict[str, str] | None:
        """The chosen spaces of those of ``rooms`` that have one; None where nothing is kept, or cannot be now."""
        if self._keeping is None:
            return None
        try:
            return shelf_names(self._keeping, host, rooms)
        except VoixlaError as error:
            # Meetings go on without their archive; so does their list.
            logger.error("page=rooms code=%s", error.code)
            return None

    def _view(self, room: HostedRoom, base: str, language: str, shelves: dict[str, str] | None) -> RoomView:
        links, until = [], room.created
        for role in INVITED:
            token, until = self._hosting.access.issue(room, role)
            path = f"{_PAGES[role]}/{room.name}#pass={token}"
            links.append((role, path, base + path))
        meeting = self._rooms.find(room.name)
        return RoomView(
            name=room.name,
            title=room.title,
            created=_day(room.created, language),
            good_until=_day(until, language),
            links=links,
            present=meeting.participants if meeting is not None else None,
            shelf=None if shelves is None else shelves.get(room.name),
            keeps=shelves is not None,
        )


def for_hosts(
    hosting: Hosting, answer: Answer, *, changes: bool = False
) -> Callable[[Request], Awaitable[Response]]:
    """For hosts only; others are asked to sign in. What ``changes`` something, only a page of ours may ask for."""

    async def handle(request: Request) -> Response:
        host = host_of(request, hosting)
        if host is not None:
            if changes:
                check_own_page(request)
            return await answer(request, host)
        path = request.url.path
        if path.startswith("/api/") or path.endswith("/pass"):
            raise refusal("access.signed_out")
        return see_other("../" * (path.count("/") - 1) + "connexion?vers=salles")

    return handle


def see_other(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, PRIVATE)


def _today(language: str) -> str:
    now = datetime.now().astimezone()
    return words("rooms.default", language, date=day(now.year, now.month, now.day, language))


def _day(unix: int, language: str) -> str:
    moment = datetime.fromtimestamp(unix, UTC).astimezone()
    return day(moment.year, moment.month, moment.day, language)
