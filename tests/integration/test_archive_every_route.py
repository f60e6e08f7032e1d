"""Every route that the server has, as its application lists them, asked for what is in a space of others.

What comes back is what comes back for what does not exist. A route that is added is asked, too; one with a parameter
that nobody has thought of fails here, until somebody says what of the hidden space it may be.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import websockets
from websockets.asyncio.client import connect

from captions.archive.ports import SYSTEM
from captions.archive.records import Moment, SpaceRole
from gateway.access.hosting import Hosting
from gateway.archive.invitations import sign
from gateway.archive.keeping import Keeping
from gateway.http.app import create_app
from gateway.live.protocol import SUBPROTOCOL
from gateway.metrics import Metrics
from gateway.rooms import Rooms
from gateway.settings import Settings
from tests.fakes.archive_server import ArchiveServer, Visitor
from tests.fakes.archives import NOW, SESSION, STARTED
from tests.fakes.caption_session import FakeSessions
from tests.fakes.hidden_space import SECRET, Hidden
from tests.fakes.keepings import space_of
from tests.integration.test_archive_strangers import visitors

pytestmark = pytest.mark.integration

ABSENT = "nowhere"
ABOUT_NOBODY = {
    "DELETE /api/v1/invitation",
    "POST /api/rooms",
    "POST /api/v1/invitation",
    "POST /api/v1/spaces",
    "POST /connexion",
    "POST /deconnexion",
    "POST /rooms",
    "POST /salles",
}
"""Changes that name nothing in their address: what they do is tried elsewhere."""
FILES_OF_THE_PAGE = "/web"
PAGES = {"comptes-rendus": "record", "espaces": "space"}
"""Of what the id of a page is."""
PICTURE_OF_ITS_ADDRESS = "/read/{room}/qr.svg"


@dataclass(frozen=True, slots=True)
class Way:
    method: str
    path: str

    @property
    def _named(self) -> str:
        path = self.path
        for page, of_what in PAGES.items():
            path = path.replace(f"/{page}/{{id}}", f"/{page}/{{{of_what}}}")
        return path

    @property
    def parameters(self) -> set[str]:
        return {part.partition("}")[0].partition(":")[0] for part in self._named.split("{")[1:]}

    def with_(self, values: dict[str, str]) -> str:
        path = self._named.replace(":path}", "}")
        for name in self.parameters:
            path = path.replace("{" + name + "}", quote(values[name], safe=""))
        return path


@pytest.fixture
def ways(accounts: Hosting, keeping: Keeping) -> list[Way]:
    rooms = Rooms(sessions=FakeSessions(time.monotonic), access=accounts.access)
    app = create_app(rooms, Settings(access="hosts"), Metrics(), hosting=accounts, keeping=keeping)
    return list(_listed(app.routes, ""))


def _listed(routes: list[Any], before: str) -> Iterator[Way]:
    for route in routes:
        inner = getattr(route, "original_router", route)
        path = before + getattr(route, "path", "")
        if getattr(inner, "routes", None):
            yield from _listed(inner.routes, path)
        elif path != FILES_OF_THE_PAGE:
            for method in getattr(route, "methods", None) or {"SOCKET"}:
                yield Way(method, path)


def of(hidden: Hidden) -> dict[str, str]:
    """What each parameter may be of the hidden space."""
    return {
        "space": hidden.space,
        "record": hidden.record,
        "invitation": hidden.invitation,
        "room": f"{SECRET}salle",
        "name": "Paul",
        "account": "1",
        "form": "txt",
        "session": SESSION,
        "segment": "1",
        "speaker": "émile",
        "start": str(STARTED),
        "kind": "vtt",
        "format": "vtt",
        "chapter": str(hidden.chapter),
        "note": str(hidden.note),
        "redaction": str(hidden.redaction),
        "key": ABSENT,
        "number": "1",
    }


def nothing(known: dict[str, str]) -> dict[str, str]:
    """The same question about what was never there."""
    return known | dict.fromkeys(("space", "record", "invitation", "room"), ABSENT)


def test_the_application_lists_its_routes(ways: list[Way]) -> None:
    paths = {way.path for way in ways}
    assert {
        "/api/v1/search",
        "/api/v1/records/{record}",
        "/live/{room:path}",
        "/comptes-rendus/{id}",
    } <= paths
    assert len(ways) > 60
    changing = {way for way in ways if not way.parameters and way.method not in ("GET", "HEAD")}
    assert {f"{way.method} {way.path}" for way in changing} == ABOUT_NOBODY


async def test_every_route_knows_nothing_of_it(server: ArchiveServer, ways: list[Way]) -> None:
    await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    known = of(hidden)
    for who, visitor in (await visitors(server)).items():
        for way in ways:
            if way.method == "SOCKET" or not (way.parameters or way.method in ("GET", "HEAD")):
                continue
            assert way.parameters <= known.keys(), f"{way}: what of the hidden space may that be?"
            tried = await answer(visitor, way, way.with_(known))
            never = await answer(visitor, way, way.with_(nothing(known)))
            if way.path == PICTURE_OF_ITS_ADDRESS:
                assert tried[0] == never[0] == "200"
                continue
            assert tried == never, f"{who}: {way}"
            assert SECRET not in "".join(tried[1:]), f"{who}: {way}"


async def test_its_owner_is_answered(server: ArchiveServer, ways: list[Way]) -> None:
    """Else the attempts of the others would prove nothing."""
    paul = await server.host("Paul")
    known = of(Hidden(server.keeping, server.account("Paul")))
    answered = 0
    for way in ways:
        if way.method == "GET" and way.path.startswith("/api/v1/") and way.parameters:
            tried = await answer(paul, way, way.with_(known))
            answered += tried != await answer(paul, way, way.with_(nothing(known)))
    assert answered >= 15


async def test_owners_of_other_spaces_reach_nothing_through_their_own(
    server: ArchiveServer, ways: list[Way]
) -> None:
    await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    zoé = await server.host("Zoé")
    own = space_of(server.keeping.archive, "z", {server.account("Zoé"): SpaceRole.OWNER})
    known = of(hidden)
    for way in ways:
        if {"space", "record"} <= way.parameters or {"space", "invitation"} <= way.parameters:
            tried = await answer(zoé, way, way.with_(known | {"space": own}))
            never = await answer(zoé, way, way.with_(nothing(known) | {"space": own}))
            assert tried == never, way
            assert tried[0] == "404", way
    (kept,) = server.keeping.archive.invitations(hidden.space, SYSTEM)
    assert kept.revoked == NOW - 1


async def answer(visitor: Visitor, way: Way, path: str) -> tuple[str, str, str]:
    address = str(visitor.client.base_url).rstrip("/")
    query = {"q": "le", "text": "parle"} if way.method == "GET" else {}
    told = await visitor.client.request(
        way.method,
        path,
        params=query,
        json={} if way.method in ("POST", "PUT", "PATCH", "DELETE") else None,
        headers={"origin": address},
    )
    passing = {"date", "content-length", "etag"}
    headers = {name: value for name, value in told.headers.items() if name not in passing}
    # What was asked for may be said again: whoever asks knows it.
    asked = [part for part in path.split("/") if len(part) > 4 and part not in way.path]
    said = [told.text, json.dumps(headers)]
    for part in asked:
        said = [text.replace(part, "") for text in said]
    return str(told.status_code), said[0], said[1]


async def test_every_socket_knows_nothing_of_it(server: ArchiveServer, ways: list[Way]) -> None:
    await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    old = sign(hidden.invitation, Moment(NOW + 10_000), server.keeping.key)
    sockets = [way for way in ways if way.method == "SOCKET"]
    assert len(sockets) >= 2
    for way in sockets:
        tried = await heard(server, way.with_({"room": f"{SECRET}salle"}), old)
        assert tried == await heard(server, way.with_({"room": ABSENT}), old), way
        for id_ in (hidden.record, hidden.space):
            tried += await heard(server, way.with_({"room": id_}), old)
        assert SECRET not in tried, way
        assert "welcome" not in tried, way


async def heard(server: ArchiveServer, path: str, token: str) -> str:
    """The first that a socket says to who comes with a link, or that it is closed."""
    hello = {"type": "hello", "v": 1, "role": "reader", "name": None, "pass": token}
    address = f"{server.address.replace('http', 'ws')}{path}?pass={token}&token={token}"
    try:
        async with connect(
            address, subprotocols=[websockets.Subprotocol(SUBPROTOCOL)], proxy=None, open_timeout=10
        ) as socket:
            await socket.send(json.dumps(hello))
            return str(await socket.recv())
    except websockets.ConnectionClosed as closed:
        return f"closed {closed.rcvd.code if closed.rcvd else None}"
    except websockets.InvalidStatus as refused:
        return f"refused {refused.response.status_code}"
