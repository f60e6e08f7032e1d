"""The pages and what surrounds them, from the real server."""

import io

import httpx
import jsonschema
import pytest
import segno

from tests.fakes.meeting import meeting

pytestmark = pytest.mark.integration


async def test_the_addresses_of_the_pages() -> None:
    async with meeting() as server, httpx.AsyncClient(base_url=server.http) as client:
        start = await client.get("/", headers={"accept": "text/html"})
        assert start.status_code == 200
        assert "<html" in start.text
        assert (await client.get("/room/conseil")).text != start.text
        made = await client.post("/rooms")
        assert made.status_code == 303
        assert (await client.get("/" + made.headers["location"])).status_code == 200
        typed = await client.get("/room", params={"room": " Conseil Été "})
        assert (typed.status_code, typed.headers["location"]) == (303, "room/conseil-ete")
        odd = await client.get("/room", params={"room": "a/b?c"})
        assert odd.headers["location"] == "room/a%2Fb%3Fc"
        assert (await client.get("/r/conseil")).headers["location"] == "../room/conseil"
        assert (await client.get("/room/conseil/pass")).json() == {"pass": None}
        api = (await client.post("/api/rooms")).json()
        assert api["url"] == f"{server.http}/room/{api['room']}"
        assert api["room"] not in made.headers["location"]
        assert (await client.get("/readyz")).status_code == 200
        assert (await client.get("/api/server")).json() == {"video": False}


async def test_the_reader_and_the_code_that_leads_to_it() -> None:
    async with meeting() as server, httpx.AsyncClient(base_url=server.http) as client:
        page = await client.get("/read/conseil")
        assert (page.status_code, "read.js" in page.text) == (200, True)
        assert (await client.get("/correct/conseil")).status_code == 200
        assert (await client.get("/read/Pas Permis")).status_code == 400
        code = await client.get("/read/conseil/qr.svg", params={"token": "somebody's"})
        assert code.headers["content-type"].startswith("image/svg+xml")
        drawn = io.BytesIO()
        address = f"{server.http}/read/conseil"
        segno.make(address, error="m").save(drawn, kind="svg", scale=8, border=4, light="#ffffff")
        assert code.content == drawn.getvalue()
        assert (await client.get("/web/fonts/opendyslexic-400.woff2")).content[:4] == b"wOF2"


async def test_files_schema_and_refusals() -> None:
    async with meeting() as server, httpx.AsyncClient(base_url=server.http) as client:
        script = await client.get("/web/main.js")
        assert script.headers["content-type"].startswith("text/javascript")
        again = await client.get("/web/main.js", headers={"if-none-match": script.headers["etag"]})
        assert again.status_code == 304
        schema = (await client.get("/schema/caption-event.json")).json()
        jsonschema.Draft202012Validator.check_schema(schema)
        for path in (
            "/web/../rooms.py",
            "/web/%2e%2e/rooms.py",
            "/web/",
            "/docs",
            "/openapi.json",
            "/nulle/part",
        ):
            shown = await client.get(path, headers={"accept": "text/html"})
            assert shown.status_code == 404
            assert "n’existe pas" in shown.text
        assert (await client.get("/nulle/part")).json()["code"] == "http.404"
        assert (await client.delete("/rooms")).status_code == 405


async def test_every_response_is_safe() -> None:
    async with meeting() as server, httpx.AsyncClient(base_url=server.http) as client:
        for path in ("/", "/room/conseil", "/room/A", "/web/main.js", "/nulle/part", "/healthz"):
            headers = (await client.get(path)).headers
            assert "default-src 'self'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert {"microphone=(self)", "camera=(self)"} <= set(headers["permissions-policy"].split(", "))
            assert headers["referrer-policy"] == "no-referrer"
            assert "server" not in headers
