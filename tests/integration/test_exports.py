"""Captions of a meeting that goes on, as files and as segments, on the real server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
import webvtt

from captions.events import Amended, Author, AuthorKind, Final, OffRecord
from captions.formats.export import MEDIA_TYPES
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId
from gateway.access.hosting import Hosting
from gateway.access.roles import Role
from tests.fakes.caption_session import FakeSession
from tests.fakes.meeting import Meeting, meeting, until
from tests.fakes.seen import close_door, me
from tests.unit.captions.saying import final

pytestmark = pytest.mark.integration


@pytest.fixture
async def server() -> AsyncIterator[Meeting]:
    async with meeting() as server:
        yield server


@pytest.fixture
async def client(server: Meeting) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.http, trust_env=False) as client:
        yield client


def say(session: FakeSession, text: str, start_ms: int, *, line: int = 1) -> Final:
    """Recognised now, as if said at ``start_ms`` by Élise."""
    said = final(text, start_ms, line=line, name="Élise")
    session.emit(said)
    return said


def amend(session: FakeSession, said: Final, text: str) -> None:
    session.emit(
        Amended(
            seq=0,
            at_ms=Milliseconds(5),
            author=Author(kind=AuthorKind.PERSON, id=SpeakerId("c"), name="Nadia"),
            track=said.track,
            speaker=said.speaker,
            segment=said.segment,
            line=said.line,
            revision=1,
            start_ms=said.start_ms,
            end_ms=said.end_ms,
            words=final(text, said.start_ms).words,
        )
    )


async def test_captions_so_far_in_every_format(server: Meeting, client: httpx.AsyncClient) -> None:
    async with server.page():
        say(server.session, "Bonjour à tous.", 0)
        for name, kind in MEDIA_TYPES.items():
            answer = await client.get(f"/api/rooms/conseil/captions.{name}")
            assert answer.status_code == 200, name
            assert answer.headers["content-type"] == kind
            assert answer.headers["content-disposition"] == f'attachment; filename="conseil.{name}"'
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert b"Bonjour " in answer.content
        assert (await client.get("/api/rooms/conseil/captions.exe")).status_code == 404


async def test_a_correction_is_in_the_next_answer(server: Meeting, client: httpx.AsyncClient) -> None:
    async with server.page():
        said = say(server.session, "La deliberation.", 0)
        say(server.session, "secret", 9000, line=2)
        amend(server.session, said, "La délibération.")
        answer = await client.get("/api/rooms/conseil/captions.txt")
        assert answer.text.splitlines()[0] == "Élise : La délibération."
        events = (await client.get("/api/rooms/conseil/captions.json")).json()["events"]
        assert [event["author"]["name"] for event in events if event["type"] == "amended"] == ["Nadia"]


async def test_what_is_off_the_record_is_not_given_out(server: Meeting, client: httpx.AsyncClient) -> None:
    async with server.page():
        session = server.session
        session.emit(OffRecord(seq=0, at_ms=Milliseconds(8000), on=True))
        say(session, "secret", 9000)
        for name in MEDIA_TYPES:
            assert b"secret" not in (await client.get(f"/api/rooms/conseil/captions.{name}")).content
        assert "depuis 00:00:08" in (await client.get("/api/rooms/conseil/captions.txt")).text


async def test_a_room_that_nobody_is_in(server: Meeting, client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/rooms/conseil/captions.vtt")
    assert answer.status_code == 404
    assert answer.json()["fr"] == "Personne n’est dans cette salle."
    assert len(server.rooms) == 0
    assert (await client.get("/api/rooms/X/captions.vtt")).status_code == 400
    assert (await client.get("/api/rooms/conseil/hls/captions.m3u8")).status_code == 404


async def test_a_closed_door_lets_out_nothing_but_to_those_inside(
    server: Meeting, client: httpx.AsyncClient
) -> None:
    async with server.page("Anne") as anne:
        say(server.session, "Bonjour.", 0)
        for door in ({"lobby": True}, {"lobby": True, "lock": True}):
            await close_door(anne, **door)
            for path in ("captions.vtt", "captions.json", "hls/captions.m3u8", "hls/0.vtt"):
                answer = await client.get(f"/api/rooms/conseil/{path}")
                assert answer.status_code == 403, path
                assert "Bonjour" not in answer.text
        assert await _status(client, f"{me(anne)} wrong") == 403
        assert await _status(client, f"{me(anne)} {anne.welcome['you']['key']}") == 200


async def test_who_was_removed_gets_nothing(server: Meeting, client: httpx.AsyncClient) -> None:
    async with server.page("Anne") as anne, server.page("Marc") as marc:
        claim = f"{me(marc)} {marc.welcome['you']['key']}"
        await close_door(anne, lobby=True)
        assert await _status(client, claim) == 200
        await anne.send({"type": "remove", "id": me(marc)})
        await until(lambda: marc.close_code is not None, "Marc is out")
        assert await _status(client, claim) == 403


async def _status(client: httpx.AsyncClient, claim: str) -> int:
    answer = await client.get("/api/rooms/conseil/captions.vtt", headers={"voixla-person": claim})
    return answer.status_code


async def test_segments_beside_a_live_stream(server: Meeting, client: httpx.AsyncClient) -> None:
    base = "/api/rooms/conseil/hls"
    async with server.page():
        session = server.session
        say(session, "Bonjour à tous et à toutes.", 4500)
        empty = await client.get(f"{base}/captions.m3u8")
        assert (empty.status_code, ".vtt" in empty.text) == (200, False)
        assert (await client.get(f"{base}/0.vtt")).status_code == 404
        session.opened -= 30  # half a minute goes by
        playlist = await client.get(f"{base}/captions.m3u8?mpegts=900&x=1")
        assert playlist.headers["content-type"] == "application/vnd.apple.mpegurl"
        segments = [row for row in playlist.text.splitlines() if not row.startswith("#")]
        assert segments == ["0.vtt?mpegts=900", "1.vtt?mpegts=900"]
        texts = [(await client.get(f"{base}/{segment}")).text for segment in segments]
        assert all("X-TIMESTAMP-MAP=MPEGTS:900,LOCAL:00:00:00.000\n" in text for text in texts)
        assert [[c.text for c in webvtt.from_string(text)] for text in texts] == [
            ["Bonjour à tous et à toutes."]
        ] * 2
        for bad in ("2.vtt", "-1.vtt", "9999999999999999.vtt", "²²².vtt"):
            assert (await client.get(f"{base}/{bad}")).status_code == 404
        assert (await client.get(f"{base}/captions.m3u8?mpegts=x")).status_code == 400


async def test_a_correction_reaches_the_segments(server: Meeting, client: httpx.AsyncClient) -> None:
    async with server.page():
        session = server.session
        said = say(session, "Bonjour Paul.", 0)
        session.opened -= 30
        assert "Bonjour Paul." in (await client.get("/api/rooms/conseil/hls/0.vtt")).text
        amend(session, said, "Bonjour Pol.")
        assert "Bonjour Pol." in (await client.get("/api/rooms/conseil/hls/0.vtt")).text


@pytest.mark.calm
async def test_a_long_meeting_is_sent_while_everybody_is_served(
    server: Meeting, client: httpx.AsyncClient
) -> None:
    async with server.page() as page:
        session = server.session
        for number in range(1500):
            said = final("Nous passons au vote de la délibération.", 4000 * number, line=number)
            session.emit(replace(said, segment=SegmentId(number), line=LineId(number)))
            if number % 100 == 0:
                await until(lambda: page.seqs[-1:] == [session.seq], "the page keeps up")
        export = asyncio.create_task(client.get("/api/rooms/conseil/captions.ttml"))
        delays = []
        while not export.done():
            began = asyncio.get_running_loop().time()
            assert (await client.get("/healthz")).status_code == 200
            delays.append(asyncio.get_running_loop().time() - began)
        assert (await export).text.count("<p xml:id") == 1500
        assert page.close_code is None
        assert sorted(delays)[len(delays) // 2] < 0.5


async def test_rooms_of_hosts_ask_for_a_pass(hosting: Hosting) -> None:
    room = hosting.register.create("Conseil d’été", 1)
    other = hosting.register.create("Bureau", 1)
    passes = {role: hosting.access.issue(room, role)[0] for role in Role}
    path = f"/api/rooms/{room.name}/captions.ttml"
    async with meeting(hosting=hosting) as server:
        page = server.page("Anne", room=room.name, token=passes[Role.PARTICIPANT])
        async with page, httpx.AsyncClient(base_url=server.http, trust_env=False) as client:
            say(server.session, "Bonjour.", 0)
            foreign = hosting.access.issue(other, Role.READER)[0]
            for bad in ("", "?token=x", f"?token={foreign}"):
                answer = await client.get(path + bad)
                assert answer.status_code == 401
                assert "Bonjour" not in answer.text
            for role in Role:
                by_header = await client.get(path, headers={"authorization": f"Bearer {passes[role]}"})
                by_query = await client.get(path, params={"token": passes[role]})
                assert by_header.status_code == by_query.status_code == 200
                assert "<ttm:title>Conseil d’été</ttm:title>" in by_query.text
            playlist = f"/api/rooms/{room.name}/hls/captions.m3u8"
            server.session.opened -= 21
            listed = (await client.get(playlist, params={"token": passes[Role.READER]})).text
            assert f"0.vtt?token={passes[Role.READER]}" in listed
            hosting.register.revoke(room.name, 1)
            assert (await client.get(path, params={"token": passes[Role.READER]})).status_code == 401
            unknown = await client.get("/api/rooms/inconnue/captions.vtt")
            assert unknown.status_code == 404
