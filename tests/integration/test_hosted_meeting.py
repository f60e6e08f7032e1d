"""Rooms that belong to hosts, on the real server: what people with and without passes try, and what revoking does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from gateway.access.hosting import Hosting
from gateway.access.register import HostedRoom
from gateway.access.roles import Role
from gateway.demo.recording import RecordingTrack, read_recording
from gateway.media.embedded.vendor import add_opus, close_connection, new_connection, take_description
from tests.fakes.host_browser import browser
from tests.fakes.hosts import PASSWORD, Clock, hosting_in
from tests.fakes.meeting import QUICK, Meeting, meeting, until, write_opus
from tests.fakes.opus_stream import tone
from tests.fakes.seen import close_door, door

pytestmark = pytest.mark.integration
SDP = {"content-type": "application/sdp"}


@pytest.fixture
def room(hosting: Hosting) -> HostedRoom:
    return hosting.register.create("Conseil", 1)


@pytest.fixture
async def server(hosting: Hosting) -> AsyncIterator[Meeting]:
    async with meeting(hosting=hosting) as server:
        yield server


def token(hosting: Hosting, room: HostedRoom, role: Role = Role.PARTICIPANT) -> str:
    return hosting.access.issue(room, role)[0]


async def refused(server: Meeting, room: str, name: str | None = "Mallory", **hello: object) -> str:
    """The code of the fatal refusal; nothing else was said, and no room was opened for it."""
    rooms = len(server.rooms)
    async with server.page(name, room=room, **hello) as page:
        await until(lambda: page.close_code is not None, "the socket is closed")
        assert page.close_code == 1008
        (only,) = page.got
        assert only["fatal"]
        assert len(server.rooms) == rooms
        return str(only["code"])


@pytest.mark.parametrize("name", ["Mallory", None])
async def test_who_may_not_come_in_reads_nothing(
    server: Meeting, hosting: Hosting, room: HostedRoom, clock: Clock, name: str | None
) -> None:
    other = hosting.register.create("Bureau", 1)
    good, foreign, old = token(hosting, room), token(hosting, other), token(hosting, room)
    assert await refused(server, room.name, name) == "access.needed"
    assert await refused(server, room.name, name, token=None) == "access.needed"
    assert await refused(server, room.name, name, token="x") == "access.bad"
    assert await refused(server, room.name, name, token=good + "x") == "access.bad"
    assert await refused(server, room.name, name, token=good.replace("participant", "host")) == "access.bad"
    assert await refused(server, room.name, name, token=foreign) == "access.other_room"
    assert await refused(server, "conseil-de-clairval", name, token=good) == "room.unknown"
    clock.now += 10**9
    assert await refused(server, room.name, name, token=old) == "access.expired"


async def test_the_door_stays_as_a_host_left_it(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "kept"
    with hosting_in(folder, clock) as first:
        first.accounts.add("Anne", PASSWORD)
        room = first.register.create("Conseil", 1)
        host = {"room": room.name, "token": token(first, room, Role.HOST)}
        guest = {"room": room.name, "token": token(first, room)}
        async with meeting(QUICK, hosting=first) as server:
            async with server.page("Anne", **host) as anne:
                await close_door(anne, lobby=True)
            await until(lambda: len(server.rooms) == 0, "the meeting is over")
            async with server.page("Bruno", **guest) as bruno, server.page("Anne", **host) as anne:
                assert bruno.got[0]["type"] == "waiting"
                await anne.send({"type": "lock", "on": True})
                await until(lambda: door(anne)["locked"], "it is locked")
    with hosting_in(folder, clock) as second:
        async with meeting(QUICK, hosting=second) as server:
            async with server.page("Bruno", **guest) as bruno:
                await until(lambda: bruno.codes == ["room.locked"], "it still is after a restart")
            async with server.page("Anne", **host) as anne:
                assert anne.welcome["door"] == {"locked": True, "lobby": True, "waiting": []}
                for kind in ("lobby", "lock"):
                    await anne.send({"type": kind, "on": False})
                await until(lambda: not (door(anne)["locked"] or door(anne)["lobby"]), "it is open")
            await until(lambda: len(server.rooms) == 0, "the meeting is over")
            async with server.page("Bruno", **guest) as bruno:
                assert bruno.welcome["role"] == "participant"


async def test_a_pass_of_another_room_reads_no_captions_while_they_are_made(
    server: Meeting, hosting: Hosting, room: HostedRoom
) -> None:
    other = hosting.register.create("Bureau", 1)
    async with server.page("Anne", room=room.name, token=token(hosting, room)) as anne:
        server.session.say("bonjour")
        await until(lambda: bool(anne.seqs), "captions are made")
        for role in Role:
            given = token(hosting, other, role)
            assert await refused(server, room.name, None, token=given) == "access.other_room"


async def test_a_reader_by_pass_cannot_take_part_whatever_is_said(
    server: Meeting, hosting: Hosting, room: HostedRoom
) -> None:
    given = token(hosting, room, Role.READER)
    async with server.page("Mallory", room=room.name, role="participant", token=given) as page:
        assert page.welcome["you"] is None
        assert page.people == []
        for message in (
            {"type": "publish", "feed": "main", "sdp": "v=0"},
            {"type": "rename", "name": "Anne"},
            {"type": "chat", "text": "bonjour"},
        ):
            await page.send(message)
        await until(lambda: len(page.codes) == 3, "all is refused")
        assert set(page.codes) == {"live.reader"}
        room_now = server.rooms.find(room.name)
        assert room_now is not None
        assert room_now.participants == 0


async def test_a_pass_does_not_give_another_persons_identity(
    server: Meeting, hosting: Hosting, room: HostedRoom
) -> None:
    given = token(hosting, room)
    async with server.page("Anne", room=room.name, token=given) as anne:
        you = anne.welcome["you"]
        for claim in ({"id": you["id"], "key": "x"}, {"id": you["id"], "key": you["id"]}):
            async with server.page("Anne", room=room.name, token=given, person=claim) as mallory:
                assert mallory.welcome["you"]["id"] != you["id"]
        assert anne.close_code is None
        stolen = {"id": you["id"], "key": you["key"]}
        assert await refused(server, room.name, "Anne", person=stolen) == "access.needed"
        assert anne.close_code is None


async def test_revoked_links_end_who_is_in_by_them_but_not_the_host(
    server: Meeting, hosting: Hosting, room: HostedRoom
) -> None:
    async with (
        browser(server.http) as host,
        server.page("Anne", room=room.name, token=token(hosting, room, Role.HOST)) as anne,
        server.page("Bruno", room=room.name, token=token(hosting, room)) as bruno,
        server.page(None, room=room.name, token=token(hosting, room, Role.READER)) as reader,
    ):
        await until(lambda: len(anne.people) == 2, "both are there")
        await host.sign_in()
        old = await host.passes(room.name)
        assert (await host.post(f"/salles/{room.name}/liens")).headers[
            "location"
        ] == f"../../salles#{room.name}"
        for page in (bruno, reader):
            await until(lambda page=page: page.close_code == 4403, "they are shown out")
            assert page.codes == ["access.revoked"]
            assert page.of("error")[0]["fatal"]
        await until(lambda: [p["name"] for p in anne.people] == ["Anne"], "no place is kept for them")
        assert anne.close_code is None
        for name, role in (("Bruno", "participant"), (None, "reader")):
            assert await refused(server, room.name, name, token=old[role]) == "access.revoked"
        new = await host.passes(room.name)
        async with server.page("Bruno", room=room.name, token=new["participant"]) as again:
            assert again.welcome["you"]["name"] == "Bruno"


async def test_closing_a_room_ends_the_meeting_for_everybody(
    server: Meeting, hosting: Hosting, room: HostedRoom
) -> None:
    given = token(hosting, room)
    async with (
        browser(server.http) as host,
        server.page("Anne", room=room.name, token=token(hosting, room, Role.HOST)) as anne,
        server.page("Bruno", room=room.name, token=given) as bruno,
    ):
        await host.sign_in()
        assert (await host.post(f"/salles/{room.name}/fermer")).status_code == 303
        for page in (anne, bruno):
            await until(lambda page=page: page.close_code == 4403, "they are told")
            assert page.codes == ["room.closed"]
        await until(lambda: len(server.rooms) == 0, "the meeting is over")
        assert await refused(server, room.name, token=given) == "room.unknown"


@pytest.fixture
def reviewed_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.access.review._EVERY_S", 0.2)


async def test_a_host_removed_on_the_command_line_is_out_of_a_running_server(
    reviewed_often: None, server: Meeting, hosting: Hosting, room: HostedRoom, tmp_path: Path
) -> None:
    async with server.page("Bruno", room=room.name, token=token(hosting, room)) as bruno:
        with hosting_in(tmp_path) as elsewhere:
            elsewhere.accounts.remove("Anne")
        await until(lambda: bruno.close_code == 4403, "it is noticed")
        await until(lambda: len(server.rooms) == 0, "the meeting is over")


async def test_programs_publish_with_a_participants_pass_only(
    server: Meeting, hosting: Hosting, room: HostedRoom
) -> None:
    other = hosting.register.create("Bureau", 1)
    wrong = {
        "": (401, "access.needed"),
        "Bearer x": (401, "access.bad"),
        f"Basic {token(hosting, room)}": (401, "access.needed"),
        f"Bearer {token(hosting, other)}": (401, "access.other_room"),
        f"Bearer {token(hosting, room, Role.READER)}": (403, "live.reader"),
    }
    async with httpx.AsyncClient(base_url=server.http) as client:
        for given, (status, code) in wrong.items():
            headers = SDP | ({"authorization": given} if given else {})
            answer = await client.post(f"/whip/{room.name}", content="v=0", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert ("www-authenticate" in answer.headers) == (status == 401)
            ended = await client.delete(f"/whip/{room.name}/x", headers=headers)
            assert ended.status_code == status
        good = SDP | {"authorization": f"Bearer {token(hosting, room)}"}
        assert (await client.post(f"/whip/{room.name}", content="v=0", headers=good)).status_code == 422
        unknown = await client.post("/whip/conseil", content="v=0", headers=good)
        assert (unknown.status_code, unknown.json()["code"]) == (404, "room.unknown")


async def test_a_program_is_cut_off_when_its_link_is_revoked(
    server: Meeting, hosting: Hosting, room: HostedRoom, tmp_path: Path
) -> None:
    recording = write_opus(tmp_path / "tone.opus", tone(2.0, 520))
    headers = SDP | {"authorization": f"Bearer {token(hosting, room)}"}
    async with (
        httpx.AsyncClient(base_url=server.http) as client,
        browser(server.http) as host,
        server.page("Anne", room=room.name, token=token(hosting, room, Role.HOST)) as anne,
    ):
        pc = new_connection()
        add_opus(pc, RecordingTrack(read_recording(recording), loop=True))
        await pc.setLocalDescription()
        answer = await client.post(f"/whip/{room.name}", content=pc.localDescription.sdp, headers=headers)
        assert answer.status_code == 201
        await take_description(pc, "answer", answer.text)
        await until(lambda: len(anne.people) == 2, "it is there")
        await host.sign_in()
        await host.post(f"/salles/{room.name}/liens")
        await until(lambda: [p["name"] for p in anne.people] == ["Anne"], "it is gone")
        await close_connection(pc)


async def test_a_restart_keeps_hosts_rooms_and_links(tmp_path: Path) -> None:
    clock = Clock()
    folder = tmp_path / "kept"
    with hosting_in(folder, clock) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
        async with meeting(hosting=hosting) as server, browser(server.http) as host:
            await host.sign_in()
            room = await host.create("Conseil")
            passes, host_pass = await host.passes(room), await host.host_pass(room)
            cookies = dict(host.client.cookies)
            async with server.page("Anne", room=room, token=host_pass):
                pass
    with hosting_in(folder, clock) as hosting:
        async with meeting(hosting=hosting) as server, browser(server.http) as host:
            host.client.cookies.update(cookies)
            assert "Conseil" in (await host.client.get("/salles")).text
            async with (
                server.page("Anne", room=room, token=host_pass) as anne,
                server.page("Bruno", room=room, token=passes["participant"]) as bruno,
                server.page(None, room=room, token=passes["reader"]) as reader,
            ):
                await asyncio.gather(
                    *(until(lambda p=p: len(p.people) == 2, "both") for p in (anne, bruno, reader))
                )
