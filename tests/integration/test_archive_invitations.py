"""An invitation in a browser: accepted, carried as a cookie, shut off by role, end, revocation, account and origin."""

import re
from typing import Any

import httpx
import pytest

from captions.archive.audit import Deed
from captions.archive.records import InvitationId, Moment, RecordId, SpaceId
from captions.archive.spaces import DAY_MS
from gateway.archive.invitations import sign
from gateway.http.guests import COOKIE, SEEN_COOKIE
from tests.fakes.archive_server import API, ArchiveServer, Visitor
from tests.fakes.archives import new_record
from tests.fakes.host_browser import PATIENCE_S
from tests.fakes.keepings import UnixClock, end
from tests.fakes.prefix_proxy import Prefix

pytestmark = pytest.mark.integration

DAYS = 3


class Shared:
    """A space of Anne's with a record, and an invitation into it."""

    def __init__(self, anne: Visitor, space: SpaceId, record: RecordId, invited: dict[str, Any]) -> None:
        self.anne = anne
        self.space = space
        self.record = record
        self.invited = invited
        self.token: str = invited["token"]

    async def revoke(self) -> None:
        path = f"/spaces/{self.space}/invitations/{self.invited['id']}"
        assert (await self.anne.ask("DELETE", path)).status_code == 204


@pytest.fixture
async def shared(server: ArchiveServer) -> Shared:
    anne = await server.host("Anne")
    space = SpaceId((await anne.made("/spaces", {"name": "Voirie", "type": "project"}))["id"])
    record = new_record(server.keeping.archive, space, "le marché public")
    end(server.keeping.archive, record)
    invited = await anne.made(f"/spaces/{space}/invitations", {"name": "Ville voisine", "days": DAYS})
    return Shared(anne, space, record, invited)


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["code"]
    return found


async def test_who_opens_the_link_is_told_who_invites_where_and_until_when(
    server: ArchiveServer, shared: Shared
) -> None:
    told = (await (await server.bearer(shared.token)).get("/me")).json()
    assert told["account"] is None
    assert told["invitation"] == {
        "name": "Ville voisine",
        "role": "partner",
        "expires": shared.invited["expires"],
        "space": {"id": shared.space, "name": "Voirie", "type": "project"},
        "by": "Anne",
        "owners": ["Anne"],
    }
    await server.host("Paul")
    await shared.anne.ask("PUT", f"/spaces/{shared.space}/members/Paul", {"role": "owner"})
    server.hosting.accounts.remove("Anne")
    told = (await (await server.bearer(shared.token)).get("/me")).json()["invitation"]
    assert (told["by"], told["owners"]) == (None, ["Paul"])


async def test_the_browser_carries_it_to_the_api_alone(server: ArchiveServer, shared: Shared) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=server.address) as client:
        answer = await Visitor(client).ask("POST", "/invitation", {"token": shared.token})
        set_ = {line.partition("=")[0]: line.lower() for line in answer.headers.get_list("set-cookie")}
        secret, seen = set_[COOKIE], set_[SEEN_COOKIE]
        assert "httponly" in secret
        assert "samesite=strict" in secret
        assert "path=" not in secret, "the folder of the API, whatever a proxy calls it"
        assert f"max-age={DAYS * 86_400}" in secret
        assert shared.token not in answer.text
        assert shared.token.lower() not in seen
        assert [cookie.path for cookie in client.cookies.jar if cookie.name == COOKIE] == [API]
        for path in (
            "/espaces",
            f"/espaces/{shared.space}",
            "/comptes-rendus",
            f"/comptes-rendus/{shared.record}",
        ):
            page = await client.get(path)
            assert page.status_code == 200, path
            assert COOKIE not in page.request.headers.get("cookie", ""), path
        assert (await client.get("/salles")).headers["location"] == "connexion?vers=salles"


async def test_behind_a_proxy_with_a_prefix_it_goes_to_the_api_of_that_prefix(
    server: ArchiveServer, shared: Shared
) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=server.address, transport=Prefix()) as client:
        headers = {"origin": server.address}
        path = f"/voixla{API}"
        entered = await client.post(f"{path}/invitation", json={"token": shared.token}, headers=headers)
        assert entered.status_code == 200
        assert [cookie.path for cookie in client.cookies.jar if cookie.name == COOKIE] == [path]
        assert [space["id"] for space in (await client.get(f"{path}/spaces")).json()["items"]] == [
            shared.space
        ]
        assert (await client.get("/voixla/comptes-rendus")).status_code == 200
        left = await client.delete(f"{path}/invitation", headers=headers)
        assert left.status_code == 204
        assert not list(client.cookies.jar)


async def test_over_https_the_cookies_are_for_https_alone(server: ArchiveServer, shared: Shared) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=server.address) as client:
        headers = {"origin": "https://reunions.ville.fr", "host": "reunions.ville.fr"}
        answer = await client.post(f"{API}/invitation", json={"token": shared.token}, headers=headers)
        assert answer.status_code == 200
        assert all("; secure" in line.lower() for line in answer.headers.get_list("set-cookie"))


async def test_a_partner_reads_one_space_and_changes_nothing(server: ArchiveServer, shared: Shared) -> None:
    other = await shared.anne.made("/spaces", {"name": "Autre", "type": "team"})
    new_record(server.keeping.archive, SpaceId(other["id"]), "le marché secret")
    guest = await server.guest(shared.token)
    listed = (await guest.get("/spaces")).json()["items"]
    assert [(space["id"], space["role"]) for space in listed] == [(shared.space, "partner")]
    assert (await guest.get(f"/spaces/{shared.space}")).json()["may"] == ["read"]
    assert [found["id"] for found in (await guest.get("/records")).json()["items"]] == [shared.record]
    found = (await guest.get("/search", q="marchés")).json()
    assert (found["total"], found["items"][0]["record"]["id"]) == (1, shared.record)
    assert (await guest.get(f"/records/{shared.record}/entries")).status_code == 200
    for method, path, body in (
        ("POST", "/spaces", {"name": "x", "type": "team"}),
        ("PATCH", f"/spaces/{shared.space}", {"name": "x"}),
        ("GET", f"/spaces/{shared.space}/members", None),
        ("POST", f"/spaces/{shared.space}/invitations", {"name": "x"}),
        ("GET", f"/spaces/{shared.space}/log", None),
        ("GET", f"/spaces/{shared.space}/words?name=x", None),
        ("GET", f"/spaces/{shared.space}/certificates/{shared.record}/txt", None),
        ("PATCH", f"/records/{shared.record}", {"legal_hold": True}),
        ("DELETE", f"/records/{shared.record}", {"reason": "x"}),
        ("POST", f"/records/{shared.record}/notes", {"about": 1, "text": "x"}),
    ):
        refused = await guest.ask(method, path, body)
        assert (refused.status_code, code(refused)) == (403, "space.right"), path


async def test_revoked_and_expired_lead_nowhere_and_say_so(
    server: ArchiveServer, shared: Shared, unix: UnixClock
) -> None:
    guest = await server.guest(shared.token)
    again = await shared.anne.made(f"/spaces/{shared.space}/invitations", {"name": "Autre", "days": 1})
    second = await server.guest(again["token"])
    await shared.revoke()
    paths = ("/me", "/spaces", "/records", "/search?q=marché", f"/records/{shared.record}/files/vtt")
    for path in paths:
        refused = await guest.ask("GET", path)
        assert (refused.status_code, code(refused)) == (401, "access.revoked"), path
        assert "retirée" in refused.json()["fr"]
        assert (await second.ask("GET", path)).status_code == 200, path
    landing = await (await server.bearer(shared.token)).get("/me")
    assert code(landing) == "access.revoked"
    assert code(await guest.ask("POST", "/invitation", {"token": shared.token})) == "access.revoked"
    unix.now += DAY_MS
    for path in paths:
        refused = await second.ask("GET", path)
        assert (refused.status_code, code(refused)) == (401, "access.expired"), path
    # Browsers drop the secret when its time has come; that there was one is still known.
    second.client.cookies.delete(COOKIE)
    assert code(await second.get("/me")) == "access.expired"
    assert (await second.client.get("/comptes-rendus")).status_code == 200
    assert (await second.ask("DELETE", "/invitation")).status_code == 204
    assert code(await second.get("/me")) == "access.signed_out"
    assert (await second.client.get("/comptes-rendus")).status_code == 303


async def test_whoever_is_signed_in_keeps_their_account(server: ArchiveServer, shared: Shared) -> None:
    paul = await server.host("Paul")
    own = (await paul.get("/me")).json()
    assert (await paul.ask("POST", "/invitation", {"token": shared.token})).status_code == 200
    assert (await paul.get("/me")).json() == own
    assert [space["name"] for space in (await paul.get("/spaces")).json()["items"]] == ["Réunions de Paul"]
    assert code(await paul.get(f"/records/{shared.record}")) == "archive.unknown"
    await shared.revoke()
    assert (await paul.get("/me")).status_code == 200, "what the browser carries does not shut an account out"


async def test_another_site_neither_gives_nor_uses_nor_takes_it(
    server: ArchiveServer, shared: Shared
) -> None:
    readers = {"name": "Lecteur", "role": "reader", "days": 1}
    token = (await shared.anne.made(f"/spaces/{shared.space}/invitations", readers))["token"]
    guest = await server.guest(token)
    note = f"/records/{shared.record}/notes"
    body = {"about": 1, "text": "vu"}
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        assert code(await guest.ask("POST", note, body, headers)) == "access.cross_site"
        for method, given in (("POST", {"token": token}), ("DELETE", None)):
            refused = await guest.ask(method, "/invitation", given, headers)
            assert (refused.status_code, code(refused)) == (403, "access.cross_site")
            assert "set-cookie" not in refused.headers
    assert (await guest.ask("POST", note, body)).status_code == 201


async def test_what_readers_write_stands_under_the_name_of_their_invitation(
    server: ArchiveServer, shared: Shared
) -> None:
    path = f"/records/{shared.record}/notes"
    for name in ("Ville voisine", "Agglomération"):
        invited = {"name": name, "role": "reader", "days": 1}
        token = (await shared.anne.made(f"/spaces/{shared.space}/invitations", invited))["token"]
        for visitor in (await server.guest(token), await server.bearer(token)):
            assert (await visitor.made(path, {"about": 1, "text": "vu"}))["author"]["name"] == name
    notes = (await shared.anne.get(path)).json()["items"]
    names = sorted(note["author"]["name"] for note in notes)
    assert names == [*["Agglomération"] * 2, *["Ville voisine"] * 2]


async def test_what_is_no_invitation_is_not_taken(server: ArchiveServer, shared: Shared) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=server.address) as client:
        key, later = server.keeping.key, Moment(server.keeping.now() + 10_000)
        for token, expected in (
            (f"{shared.token}x", "access.bad"),
            ("", "access.bad"),
            ("é" * 40, "access.bad"),
            (sign(InvitationId(shared.invited["id"]), later, b"another key"), "access.bad"),
            (sign(InvitationId("never-was-there"), later, key), "access.revoked"),
            (sign(InvitationId(shared.invited["id"]), Moment(server.keeping.now()), key), "access.expired"),
            ("x" * 300, "api.bad_field"),
        ):
            refused = await Visitor(client).ask("POST", "/invitation", {"token": token})
            assert code(refused) == expected, token
            assert "set-cookie" not in refused.headers
        for forged in ("", "s1", "s1.a.1.b", f"{shared.token}x", "../../x"):
            cookie = {"cookie": f"{COOKIE}={forged}"}
            assert code(await client.get(f"{API}/spaces", headers=cookie)) == "access.bad", forged


async def test_nothing_but_the_api_takes_the_cookie(server: ArchiveServer, shared: Shared) -> None:
    cookie = {"cookie": f"{COOKIE}={shared.token}; {SEEN_COOKIE}=1"}
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=server.address, headers=cookie) as client:
        room = server.hosting.register.create("Conseil", server.account("Anne")).name
        for path in ("/salles", f"/room/{room}/pass", f"/api/rooms/{room}/captions.txt"):
            assert (await client.get(path)).status_code in (303, 401, 403), path
        assert (await client.post("/salles", data={"titre": "x"})).status_code in (303, 401, 403)


async def test_the_log_names_who_came_in_and_holds_no_name(server: ArchiveServer, shared: Shared) -> None:
    await server.guest(shared.token)
    log = (await shared.anne.get(f"/spaces/{shared.space}/log")).json()["items"]
    entered = next(link for link in log if link["deed"] == Deed.ENTERED.value)
    assert entered["actor"] == f"invitation:{shared.invited['id']}"
    assert entered["name"] == "Ville voisine"
    assert next(link for link in log if link["deed"] == Deed.INVITED.value)["name"] == "Anne"
    kept = "".join(f"{link}" for link in server.keeping.audit.links())
    assert not re.search("Ville voisine|Anne|Voirie", kept)
    assert shared.token.rpartition(".")[2] not in kept
