"""The hosts' pages as HTTP, and what other sites and strangers try with them."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from gateway.access.hosting import Hosting
from gateway.http.visitors import COOKIE
from gateway.rooms import checked_room_name
from tests.fakes.host_browser import HostBrowser, browser
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.meeting import Meeting, meeting

pytestmark = pytest.mark.integration


@pytest.fixture
def hosting(tmp_path: Path) -> Iterator[Hosting]:
    with hosting_in(tmp_path) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
        hosting.accounts.add("Paul <b>", PASSWORD)
        yield hosting


@pytest.fixture
async def server(hosting: Hosting) -> AsyncIterator[Meeting]:
    async with meeting(hosting=hosting) as server:
        yield server


@pytest.fixture
async def anne(server: Meeting) -> AsyncIterator[HostBrowser]:
    async with browser(server.http) as anne:
        assert (await anne.sign_in()).status_code == 303
        yield anne


async def test_signing_in_leads_to_the_rooms(server: Meeting) -> None:
    async with browser(server.http) as anne:
        asked = await anne.client.get("/salles")
        assert (asked.status_code, asked.headers["location"]) == (303, "connexion?vers=salles")
        form = await anne.client.get("/connexion?vers=room/abcd-efgh")
        assert 'value="room/abcd-efgh"' in form.text
        entered = await anne.post("/connexion", nom="anne", mot_de_passe=PASSWORD, vers="room/abcd-efgh")
        assert (entered.status_code, entered.headers["location"]) == (303, "room/abcd-efgh")
        assert "Mes réunions" in (await anne.client.get("/salles")).text
        assert (await anne.client.get("/connexion")).headers["location"] == "salles"


async def test_the_cookie_is_kept_from_scripts_and_other_sites(server: Meeting) -> None:
    async with browser(server.http) as anne:
        cookie = (await anne.sign_in()).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    said = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= said
    assert "secure" not in said, "this server is not served over HTTPS"


@pytest.mark.parametrize(
    "headers",
    [{"x-forwarded-proto": "https"}, {"origin": "https://{host}", "sec-fetch-site": "same-origin"}],
)
async def test_over_https_the_cookie_never_goes_in_the_clear(
    server: Meeting, headers: dict[str, str]
) -> None:
    given = {name: value.format(host=server.address) for name, value in headers.items()}
    async with browser(server.http) as anne:
        answer = await anne.post("/connexion", given, nom="Anne", mot_de_passe=PASSWORD)
    assert "; secure" in answer.headers["set-cookie"].lower()


async def test_a_wrong_password_says_nothing_about_the_name(server: Meeting) -> None:
    async with browser(server.http) as stranger:
        wrong = await stranger.sign_in(password="pas le bon du tout")
        unknown = await stranger.sign_in("Personne", "pas le bon du tout")
        assert wrong.status_code == unknown.status_code == 403
        assert wrong.text.replace("Anne", "") == unknown.text.replace("Personne", "")
        assert "Nom ou mot de passe incorrect" in wrong.text
        assert "pas le bon" not in wrong.text
        assert COOKIE not in stranger.client.cookies


async def test_guessing_is_stopped(server: Meeting) -> None:
    async with browser(server.http) as stranger:
        answers = [(await stranger.sign_in(password=f"essai numéro {n}")).status_code for n in range(8)]
        assert answers == [403] * 5 + [429] * 3
        assert (await stranger.sign_in()).status_code == 429


async def test_signing_out_ends_what_the_cookie_meant(anne: HostBrowser) -> None:
    kept = anne.client.cookies[COOKIE]
    answer = await anne.post("/deconnexion")
    assert (answer.status_code, answer.headers["location"]) == (303, "./")
    assert COOKIE not in anne.client.cookies
    anne.client.cookies.set(COOKIE, kept)
    assert (await anne.client.get("/salles")).status_code == 303


@pytest.mark.parametrize("cookie", ["", "x", "é" * 20, "a" * 3000])
async def test_a_cookie_that_was_made_up_is_nobody(server: Meeting, cookie: str) -> None:
    async with httpx.AsyncClient(base_url=server.http) as client:
        answer = await client.get("/salles", headers={"cookie": f"{COOKIE}={cookie}".encode()})
        assert answer.status_code == 303


async def test_a_room_has_a_name_that_nobody_guesses_and_three_links(
    anne: HostBrowser, hosting: Hosting, server: Meeting
) -> None:
    room = await anne.create("Conseil <i>municipal</i>")
    assert checked_room_name(room) == room
    assert len(room) == 19
    page = (await anne.client.get("/salles")).text
    assert "Conseil &lt;i&gt;municipal&lt;/i&gt;" in page
    assert "<i>" not in page
    passes = await anne.passes(room)
    assert {role: hosting.access.grant(room, token).role.value for role, token in passes.items()} == {
        role: role for role in ("participant", "corrector", "reader")
    }
    links = re.findall(r'value="([^"]*#pass=[^"]*)"', page)
    pages = [link.partition("#pass=")[0] for link in links]
    assert pages == [f"{server.http}/{page}/{room}" for page in ("room", "correct", "read")]


@pytest.mark.parametrize("title", ["", "  ", "x" * 61, "\u202e"])
async def test_a_title_that_is_none(anne: HostBrowser, title: str, hosting: Hosting) -> None:
    answer = await anne.post("/salles", titre=title)
    assert answer.status_code == 422
    assert "1 à 60 caractères" in answer.text
    assert hosting.register.of(1) == []


async def test_the_start_page_opens_rooms_for_hosts_only(anne: HostBrowser, server: Meeting) -> None:
    opened = await anne.post("/rooms")
    assert re.fullmatch(r"room/[a-z0-9-]{19}", opened.headers["location"])
    as_json = await anne.post("/api/rooms")
    assert as_json.status_code == 201
    async with browser(server.http) as stranger:
        refused = await stranger.post("/rooms")
        assert (refused.status_code, refused.headers["location"]) == (303, "connexion?vers=salles")
        assert (await stranger.post("/api/rooms")).status_code == 401
    assert len(server.rooms) == 0


async def test_other_sites_change_nothing_in_a_hosts_name(anne: HostBrowser, hosting: Hosting) -> None:
    room = await anne.create()
    before = hosting.register.of(1)
    foreign = (
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-site"},
    )
    for headers in foreign:
        for path in (
            "/salles",
            f"/salles/{room}/liens",
            f"/salles/{room}/fermer",
            "/rooms",
            "/api/rooms",
            "/deconnexion",
        ):
            answer = await anne.post(path, headers, titre="Piège")
            assert answer.status_code == 403, path
    bare = await anne.client.post("/salles", data={"titre": "Piège"})
    assert bare.status_code == 403
    assert hosting.register.of(1) == before
    assert "Mes réunions" in (await anne.client.get("/salles")).text


async def test_nobody_is_signed_in_by_another_site(server: Meeting) -> None:
    async with browser(server.http) as victim:
        answer = await victim.post(
            "/connexion",
            {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
            nom="Anne",
            mot_de_passe=PASSWORD,
        )
        assert answer.status_code == 403
        assert COOKIE not in victim.client.cookies


async def test_a_host_has_no_say_in_the_rooms_of_another(
    anne: HostBrowser, server: Meeting, hosting: Hosting
) -> None:
    room = await anne.create()
    async with browser(server.http) as paul:
        await paul.sign_in("Paul <b>")
        page = (await paul.client.get("/salles")).text
        assert room not in page
        assert "Paul &lt;b&gt;" in page
        assert (await paul.client.get(f"/room/{room}/pass")).status_code == 404
        for action in ("liens", "fermer"):
            assert (await paul.post(f"/salles/{room}/{action}")).status_code == 404
    (kept,) = hosting.register.of(1)
    assert kept.generation == 1


async def test_the_pass_of_the_host_is_for_the_owner_alone(
    anne: HostBrowser, server: Meeting, hosting: Hosting
) -> None:
    room = await anne.create()
    answer = await anne.client.get(f"/room/{room}/pass")
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers
    assert hosting.access.grant(room, answer.json()["pass"]).role.value == answer.json()["role"] == "host"
    async with browser(server.http) as stranger:
        refused = await stranger.client.get(f"/room/{room}/pass")
        assert (refused.status_code, refused.json()["code"]) == (401, "access.signed_out")
        assert (await stranger.client.get(f"/room/{room}")).status_code == 200, (
            "the page itself asks for a pass"
        )


async def test_pages_of_hosts_are_not_kept_framed_or_scripted_from_elsewhere(anne: HostBrowser) -> None:
    await anne.create()
    for path in ("/salles", "/room/abc/pass"):
        assert (await anne.client.get(path)).headers["cache-control"] in ("no-store", "no-cache")
    headers = (await anne.client.get("/salles")).headers
    policy = headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert part in policy
    assert "unsafe" not in policy


async def test_english_is_second_and_kept(server: Meeting) -> None:
    async with browser(server.http) as anne:
        french = (await anne.client.get("/connexion?vers=room/abcd-efgh")).text
        assert '<html lang="fr">' in french
        assert 'href="connexion?vers=room/abcd-efgh&amp;langue=en"' in french
        assert '<html lang="en">' in (await anne.client.get("/connexion?langue=en")).text
        await anne.sign_in()
        assert "My meetings" in (await anne.client.get("/salles")).text


async def test_a_form_that_is_too_large_or_none(server: Meeting) -> None:
    async with browser(server.http) as anne:
        assert (await anne.post("/connexion", nom="x" * 10_000)).status_code == 413
        own = {"origin": server.http, "content-type": "multipart/form-data; boundary=x"}
        assert (await anne.client.post("/connexion", content=b"--x--", headers=own)).status_code == 403
