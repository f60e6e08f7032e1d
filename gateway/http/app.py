"""The web application: puts the routes together around ``Rooms``. Serving it is ``server.py``'s work."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI, WebSocket

from gateway.access.hosting import Hosting
from gateway.access.review import reviewing
from gateway.access.stays import Stays
from gateway.archive.keeping import Keeping
from gateway.archive.readiness import making_ready
from gateway.archive.sweep import sweeping
from gateway.http.api.app import PATH as API_PATH
from gateway.http.api.app import create_api
from gateway.http.exports import add_exports
from gateway.http.headers import SafetyHeaders, may_connect
from gateway.http.hosted_rooms import add_hosted_rooms, close_room
from gateway.http.metrics import add_metrics
from gateway.http.pages import add_open_rooms, add_pages
from gateway.http.record_pages import add_record_pages
from gateway.http.refusals import add_refusals
from gateway.http.room_space import add_room_space
from gateway.http.sign_in import add_sign_in
from gateway.http.whep import add_whep
from gateway.http.whip import add_whip
from gateway.live.protocol import SUBPROTOCOL
from gateway.live.socket import LiveSocket
from gateway.metrics import Metrics
from gateway.rooms import Rooms
from gateway.settings import Settings
from gateway.text.socket import add_text
from hardware.cards import CardUse

_POLICY_VIOLATION = 1008


def create_app(
    rooms: Rooms,
    settings: Settings,
    metrics: Metrics | None = None,
    cards: Callable[[], Sequence[CardUse]] = tuple,
    hosting: Hosting | None = None,
    keeping: Keeping | None = None,
) -> FastAPI:
    """Enters ``rooms`` when the server starts and leaves it when it stops. ``cards`` may block.

    ``hosting``: what ``rooms.access`` stands on; None where anybody may open a room. ``keeping``: what keeps records,
    which hosts and those they invite read.
    """
    stays = hosting.stays if hosting is not None else Stays()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        closing = reviewing(hosting, lambda name: close_room(rooms, stays, name))
        async with rooms, closing, sweeping(keeping), making_ready(keeping):
            yield

    app = FastAPI(title="Voixlà", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    async def live(socket: WebSocket) -> None:
        if not may_connect(socket.headers, settings.origins):
            await socket.close(_POLICY_VIOLATION)
            return
        offered = SUBPROTOCOL in socket.scope["subprotocols"]
        await socket.accept(SUBPROTOCOL if offered else None)
        await LiveSocket(socket, stays).serve(rooms, socket.path_params["room"], spoken=offered)

    app.add_middleware(SafetyHeaders)
    add_refusals(app)
    if metrics is not None:
        add_metrics(app, metrics, settings.metrics, cards)
    _add_hosts(app, rooms, hosting, keeping)
    add_pages(app, rooms)
    _add_programs(app, rooms, settings, hosting, stays)
    app.add_api_websocket_route("/live/{room:path}", live)
    return app


def _add_hosts(app: FastAPI, rooms: Rooms, hosting: Hosting | None, keeping: Keeping | None) -> None:
    """What is for those who have an account; before the pages, whose addresses would swallow some of theirs."""
    if hosting is None:
        add_open_rooms(app)
        return
    add_sign_in(app, hosting)
    add_hosted_rooms(app, rooms, hosting, keeping)
    if keeping is not None:
        add_room_space(app, hosting, keeping)
        app.mount(API_PATH, create_api(keeping, hosting))
        add_record_pages(app, hosting)


def _add_programs(
    app: FastAPI, rooms: Rooms, settings: Settings, hosting: Hosting | None, stays: Stays
) -> None:
    """What programs ask for rather than pages."""
    add_whip(app, rooms, stays, settings.whip_token if hosting is None else None)
    add_whep(app, rooms, stays)
    add_exports(app, rooms, language=settings.language, title=_titles(hosting))
    add_text(app, rooms, settings, stays)


def _titles(hosting: Hosting | None) -> Callable[[str], str]:
    """What rooms are called, by their names."""

    def title(name: str) -> str:
        room = hosting.register.find(name) if hosting is not None else None
        return room.title if room is not None else name

    return title
