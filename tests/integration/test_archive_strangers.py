"""A reader of space A tries everything for space B: what comes back is what comes back for what does not exist."""

import json

import httpx
import pytest
import websockets
from websockets.asyncio.client import connect

from captions.archive.ports import SYSTEM
from captions.archive.records import (
    Invitation,
    InvitationId,
    Moment,
    RecordStatus,
    SpaceId,
    SpaceRole,
)
from gateway.access.roles import Role
from gateway.archive.invitations import personal_space_id, sign
from gateway.archive.keeping import Keeping
from gateway.live.protocol import SUBPROTOCOL
from tests.fakes.archive_server import ArchiveServer, Visitor
from tests.fakes.archives import NOW, SESSION, STARTED, new_record
from tests.fakes.hidden_space import SECRET, Hidden, attempts
from tests.fakes.keepings import space_of

pytestmark = pytest.mark.integration

ABSENT = "absent"


def told(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    """Without what tells one answer from the next anyway."""
    passing = {"date", "content-length"}
    return (
        answer.status_code,
        answer.text,
        {name: value for name, value in answer.headers.items() if name not in passing},
    )


async def visitors(server: ArchiveServer) -> dict[str, Visitor]:
    """Everybody who is not in space B."""
    reader = await server.host("Anne")
    space = space_of(server.keeping.archive, "a", {server.account("Anne"): SpaceRole.READER})
    guest = Invitation(
        id=InvitationId("guest-of-a-1"),
        space=space,
        name="Partenaire",
        role=SpaceRole.PARTNER,
        created=STARTED,
        # Browsers reckon with a clock of their own.
        expires=Moment(NOW + 3_600_000),
    )
    server.keeping.archive.invite(guest)
    token = sign(guest.id, guest.expires, server.keeping.key)
    return {
        "reader of A": reader,
        "owner of nothing": await server.host("Zoé"),
        "partner of A": await server.bearer(token),
        "partner of A in a browser": await server.guest(token),
    }


async def test_every_route_answers_as_for_what_does_not_exist(server: ArchiveServer) -> None:
    await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    real = attempts(hidden, hidden.space, hidden.record, hidden.invitation)
    absent = attempts(hidden, ABSENT, ABSENT, ABSENT)
    for who, visitor in (await visitors(server)).items():
        for (method, path, body), (_, missing, _) in zip(real, absent, strict=True):
            for headers in ({}, {"if-match": '"0"'}, {"idempotency-key": "k"}):
                tried = told(await visitor.ask(method, path, body, headers))
                never = told(await visitor.ask(method, missing, body, headers))
                assert tried == never, f"{who}: {method} {path}"
                assert tried[0] in (404, 412, 428), f"{who}: {method} {path}: {tried}"
                assert SECRET not in tried[1]
    record = server.keeping.archive.record(hidden.record, SYSTEM)
    assert (record.title, record.legal_hold) == (f"{SECRET}titre", False)
    assert record.status is RecordStatus.RAW


async def test_lists_searches_and_counts_have_nothing_of_it(server: ArchiveServer) -> None:
    await server.host("Paul")
    everybody = await visitors(server)
    new_record(server.keeping.archive, SpaceId("id-of-a"), "le marché", "la suite")
    asked = [
        ("/spaces", {}),
        ("/records", {}),
        *(
            ("/search", {"q": q})
            for q in (SECRET, "le", "suite", f'"le {SECRET}"', "suite -marché", "*", "a OR b")
        ),
    ]
    before = [
        (await visitor.get(path, **query)).json() for visitor in everybody.values() for path, query in asked
    ]
    hidden = Hidden(server.keeping, server.account("Paul"))
    after = [
        (await visitor.get(path, **query)).json() for visitor in everybody.values() for path, query in asked
    ]
    assert before == after
    for visitor in everybody.values():
        for query in (
            {"space": hidden.space},
            {"record": hidden.record},
            {"room": f"{SECRET}salle"},
            {"speaker": "Émile", "space": hidden.space},
        ):
            found = (await visitor.get("/search", q="suite", **query)).json()
            assert (found["items"], found["total"], found["next"]) == ([], 0, None)
            listed = (await visitor.get("/records", **query)).json()
            assert not [item for item in listed["items"] if item["id"] == hidden.record]
    assert SECRET not in json.dumps(after)


async def test_a_cursor_of_somebody_else_opens_nothing(server: ArchiveServer) -> None:
    paul = await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    cursors = {
        "/search": (await paul.get("/search", q="le suite", limit=1)).json()["next"],
        f"/records/{hidden.record}/entries": (
            await paul.get(f"/records/{hidden.record}/entries", limit=1)
        ).json()["next"],
    }
    for visitor in (await visitors(server)).values():
        for path, cursor in cursors.items():
            if cursor is not None:
                answer = await visitor.get(path, q="le suite", cursor=cursor)
                assert answer.status_code in (200, 400, 404)
                assert SECRET not in answer.text
                assert answer.json().get("items", []) == []


async def test_old_links_and_forged_ones_open_nothing(server: ArchiveServer) -> None:
    await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    key = server.keeping.key
    revoked = sign(hidden.invitation, Moment(NOW + 10_000), key)
    expired = sign(hidden.invitation, Moment(NOW), key)
    room = server.hosting.register.create("Salle", server.account("Paul"))
    pass_, _ = server.hosting.access.issue(room, Role.READER)
    for token, codes in (
        (None, {"access.signed_out"}),
        (revoked, {"archive.unknown"}),
        (expired, {"access.expired"}),
        (pass_, {"access.bad"}),
        (f"{revoked}x", {"access.bad"}),
        (sign(hidden.invitation, Moment(NOW + 10_000), b"another key"), {"access.bad"}),
    ):
        visitor = await server.bearer(token)
        for path in (f"/records/{hidden.record}", f"/spaces/{hidden.space}"):
            answer = await visitor.get(path)
            assert answer.json()["code"] in codes, token
            assert SECRET not in answer.text


async def test_nothing_else_on_the_server_tells_of_it(server: ArchiveServer) -> None:
    await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    invitation = sign(hidden.invitation, Moment(NOW + 10_000), server.keeping.key)
    for visitor in (await visitors(server)).values():
        for path in (
            f"/api/rooms/{SECRET}/captions.txt?token={invitation}",
            "/api/rooms/salle/captions.json",
            f"/records/{hidden.record}/sound.opus",
            f"/api/v1/records/{hidden.record}/export.odt",
            f"/api/v1/records/{hidden.record}/../{hidden.record}",
            "/api/v1/records/..%2F..%2Farchive.sqlite3",
            "/web/../archive.sqlite3",
            f"/replay/{hidden.record}",
            f"/api/v2/records/{hidden.record}",
        ):
            answer = await visitor.client.get(path)
            assert answer.status_code in (400, 401, 403, 404), path
            assert SECRET not in answer.text, path


async def test_the_pages_say_the_same_of_everything(server: ArchiveServer) -> None:
    """They are files; what is in the address, only the API looks at."""
    await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    for who, visitor in (await visitors(server)).items():
        for real, absent in (
            (f"/espaces/{hidden.space}", f"/espaces/{ABSENT}"),
            (f"/comptes-rendus/{hidden.record}", f"/comptes-rendus/{ABSENT}"),
        ):
            tried, never = await visitor.client.get(real), await visitor.client.get(absent)
            assert tried.status_code == never.status_code == (303 if who == "partner of A" else 200), who
            assert tried.content == never.content
            assert SECRET not in tried.text
        for path in ("/espaces/a/b", "/espaces/..%2F..%2Fsalles", f"/invitation/{hidden.invitation}"):
            assert (await visitor.client.get(path)).status_code == 404, path


async def test_a_live_socket_takes_no_invitation(server: ArchiveServer) -> None:
    await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    room = server.hosting.register.create("Salle", server.account("Paul"))
    token = sign(hidden.invitation, Moment(NOW + 10_000), server.keeping.key)
    address = server.address.replace("http", "ws")
    async with connect(
        f"{address}/live/{room.name}", subprotocols=[websockets.Subprotocol(SUBPROTOCOL)], proxy=None
    ) as socket:
        await socket.send(
            json.dumps({"type": "hello", "v": 1, "role": "reader", "name": None, "pass": token})
        )
        said = json.loads(await socket.recv())
        assert said["type"] == "error"
        assert said["code"].startswith("access.")


async def test_a_page_of_another_site_changes_nothing(server: ArchiveServer) -> None:
    paul = await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        for method, path, body in attempts(hidden, hidden.space, hidden.record, hidden.invitation):
            if method != "GET":
                answer = await paul.ask(method, path, body, headers)
                assert answer.json()["code"] == "access.cross_site", path


async def test_the_id_of_a_personal_space_cannot_be_made_by_others(keeping: Keeping) -> None:
    assert personal_space_id(1, keeping.key) == personal_space_id(1, keeping.key)
    assert (
        len(
            {personal_space_id(1, keeping.key), personal_space_id(2, keeping.key), personal_space_id(1, b"x")}
        )
        == 3
    )


async def test_each_route_is_among_the_attempts(server: ArchiveServer) -> None:
    """Whoever adds a route adds an attempt."""
    paul = await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    tried = {
        (method, _shape(path)) for method, path, _ in attempts(hidden, "{space}", "{record}", "{invitation}")
    }
    described = (await paul.get("/openapi.json")).json()["paths"]
    names = {
        "{session}": SESSION,
        "{segment}": "1",
        "{speaker}": "émile",
        "{chapter}": str(hidden.chapter),
        "{note}": str(hidden.note),
        "{room}": f"{SECRET}salle",
        "{redaction}": str(hidden.redaction),
        "{start}": str(STARTED),
        "{kind}": "vtt",
        "{account}": "1",
        "{form}": "txt",
    }
    for path, methods in described.items():
        if "{" in path:
            shaped = path
            for name, value in names.items():
                shaped = shaped.replace(name, value)
            for method in methods:
                found = {
                    (verb, place.replace("/Anne", "/{name}").replace("/Paul", "/{name}"))
                    for verb, place in tried
                }
                assert (method.upper(), shaped) in found, f"nobody tries {method} {path}"


def _shape(path: str) -> str:
    return path.partition("?")[0]
