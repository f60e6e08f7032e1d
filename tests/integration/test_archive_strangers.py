"""A reader of space A tries everything for space B: what comes back is what comes back for what does not exist."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

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
from gateway.access.hosting import Hosting
from gateway.access.roles import Role
from gateway.archive.invitations import personal_space_id, sign
from gateway.archive.keeping import Keeping
from gateway.live.protocol import SUBPROTOCOL
from tests.fakes.archive_server import API, ArchiveServer, Visitor, archive_server
from tests.fakes.archives import NOW, PERSON, SESSION, STARTED, new_record
from tests.fakes.hosts import hosting_in
from tests.fakes.keepings import UnixClock, end, keeping_in, space_of, with_sound

pytestmark = pytest.mark.integration

SECRET = "zygomatique"
ABSENT = "absent"


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    with keeping_in(tmp_path, UnixClock()) as keeping:
        yield keeping


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Hosting]:
    with hosting_in(tmp_path) as hosting:
        yield hosting


@pytest.fixture
async def server(accounts: Hosting, keeping: Keeping) -> AsyncIterator[ArchiveServer]:
    async with archive_server(accounts, keeping) as server:
        yield server


class Hidden:
    """Space B, with everything in it that can be asked for."""

    def __init__(self, keeping: Keeping, owner: int) -> None:
        archive = keeping.archive
        self.space = space_of(archive, f"{SECRET}espace", {owner: SpaceRole.OWNER})
        self.record = new_record(
            archive, self.space, f"le {SECRET} parle", "suite", title=f"{SECRET}titre", room=f"{SECRET}salle"
        )
        self.chapter = archive.add_chapter(self.record, Moment(1), f"{SECRET}chapitre").id
        self.note = archive.add_note(self.record, Moment(1), PERSON, Moment(1), f"{SECRET}note").id
        self.invitation = InvitationId("old-invitation-1")
        archive.invite(
            Invitation(
                id=self.invitation,
                space=self.space,
                name=f"{SECRET}partenaire",
                role=SpaceRole.READER,
                created=STARTED,
                expires=Moment(NOW + 10_000),
                revoked=Moment(NOW - 1),
            )
        )
        end(archive, self.record)
        with_sound(keeping, self.record, SECRET.encode())


def attempts(hidden: Hidden, space: str, record: str, invitation: str) -> list[tuple[str, str, Any]]:
    """Every route that names a space or a record."""
    line = f"/records/{record}/entries/{SESSION}/1"
    return [
        ("GET", f"/spaces/{space}", None),
        ("PATCH", f"/spaces/{space}", {"name": "x"}),
        ("PATCH", f"/spaces/{space}", {"days": 1}),
        ("GET", f"/spaces/{space}/log", None),
        ("GET", f"/spaces/{space}/members", None),
        ("PUT", f"/spaces/{space}/members/Anne", {"role": "owner"}),
        ("DELETE", f"/spaces/{space}/members/Paul", None),
        ("GET", f"/spaces/{space}/invitations", None),
        ("POST", f"/spaces/{space}/invitations", {"name": "x"}),
        ("DELETE", f"/spaces/{space}/invitations/{invitation}", None),
        ("GET", f"/spaces/{space}/words?name=Émile", None),
        ("GET", f"/records/{record}", None),
        ("PATCH", f"/records/{record}", {"title": "x"}),
        ("PATCH", f"/records/{record}", {"legal_hold": True}),
        ("DELETE", f"/records/{record}", {"reason": "x"}),
        ("GET", f"/records/{record}/entries", None),
        ("GET", f"/records/{record}/entries?as_of={STARTED}", None),
        ("GET", line, None),
        ("GET", f"{line}/history", None),
        ("PUT", line, {"text": "x"}),
        ("PUT", f"/records/{record}/speakers/émile", {"name": "x"}),
        ("GET", f"/records/{record}/marks", None),
        ("GET", f"/records/{record}/chapters", None),
        ("POST", f"/records/{record}/chapters", {"start": 1, "title": "x"}),
        ("PUT", f"/records/{record}/chapters/{hidden.chapter}", {"start": 1, "title": "x"}),
        ("DELETE", f"/records/{record}/chapters/{hidden.chapter}", None),
        ("GET", f"/records/{record}/notes", None),
        ("POST", f"/records/{record}/notes", {"about": 1, "text": "x"}),
        ("DELETE", f"/records/{record}/notes/{hidden.note}", None),
    ]


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
        expires=Moment(NOW + 10_000),
    )
    server.keeping.archive.invite(guest)
    return {
        "reader of A": reader,
        "owner of nothing": await server.host("Zoé"),
        "partner of A": await server.bearer(sign(guest.id, guest.expires, server.keeping.key)),
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


HOSTILE = (
    "'; DROP TABLE records; --",
    '" OR 1=1 --',
    "NEAR(a b, 3)",
    'exact : "x"',
    "*",
    '"',
    '""""',
    "-",
    "( AND ) OR NOT",
    "a" * 1000,
    "\u202egnirts desrever\u202c",
    "\0\ud7ff￿",
    "<script>alert(1)</script>",
    "%s %n {0} ${x}",
    "a:* & b | !c <-> d",
)


async def test_hostile_searches_are_only_searches(server: ArchiveServer) -> None:
    paul = await server.host("Paul")
    Hidden(server.keeping, server.account("Paul"))
    for query in HOSTILE:
        for parameters in (
            {"q": query},
            {"q": "le", "speaker": query[:200]},
            {"q": "le", "space": query[:200]},
        ):
            answer = await paul.get("/search", **parameters)
            assert answer.status_code == 200, (parameters, answer.text)
        answer = await paul.get("/search", q="le", cursor=query)
        assert answer.status_code in (200, 400)
    assert (await paul.get("/records")).json()["total"] == 1


async def test_hostile_texts_are_kept_as_texts_or_refused_in_french(server: ArchiveServer) -> None:
    paul = await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))
    path = f"/records/{hidden.record}"
    for title in HOSTILE:
        answer = await paul.ask("PATCH", path, {"title": title[:200]})
        assert answer.status_code in (200, 422), title
        assert not any(mark in answer.text for mark in ("\u202e", "\\u202e", "\\u0000"))
    shown = await paul.ask("PATCH", path, {"title": "<script>alert(1)</script>"})
    assert shown.headers["content-type"] == "application/json"
    assert shown.headers["x-content-type-options"] == "nosniff"
    for body, status, code in (
        ({"title": "x" * 1_000_000}, 413, "http.413"),
        ({"title": "x" * 100_000}, 422, "api.bad_field"),
        ({"title": "\u202e\u202c"}, 422, "api.bad_field"),
        ({"title": 5}, 422, "api.bad_field"),
        ({"secret": "valeur"}, 422, "api.bad_field"),
        ([1], 422, "api.bad_field"),
    ):
        answer = await paul.ask("PATCH", path, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), body
        assert "valeur" not in answer.text
    origin = {"origin": server.address, "content-type": "application/json"}
    for content, status in ((b"{", 422), (b"\xff\xfe", 400), (b"[" * 100_000, 422), (b"", 422)):
        raw = await paul.client.patch(API + path, content=content, headers=origin)
        assert raw.status_code in (status, 400, 422), content[:5]
        assert raw.json()["fr"]
    for number in ("1e999", "-1", str(2**70), "x", "../../etc/passwd", "%00"):
        answer = await paul.get(f"{path}/entries/{SESSION}/{number}/history")
        assert answer.status_code in (404, 422), number
        assert answer.json()["fr"]
    for name in ("../../../etc/cron.d/x", "C:\\x", "..%2f..%2fx", "a/b", "%00"):
        assert (await paul.get(f"/records/{name}")).status_code in (404, 422)


async def test_a_body_that_never_says_how_long_it_is_is_bounded_too(server: ArchiveServer) -> None:
    paul = await server.host("Paul")
    hidden = Hidden(server.keeping, server.account("Paul"))

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    answer = await paul.client.patch(
        f"{API}/records/{hidden.record}", content=endless(), headers={"origin": server.address}
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "http.413"
