"""Search syntax, scripts, bidi controls, endless titles, forged paths: kept as text, or refused in French."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.archive_server import API, ArchiveServer
from tests.fakes.archives import SESSION
from tests.fakes.hidden_space import Hidden

pytestmark = pytest.mark.integration


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
