"""Lobby and lock against the real server on a real port: who comes in, who waits, who opens."""

import httpx
import pytest

from gateway.meeting.rules import RoomRules
from tests.fakes.meeting import meeting, until
from tests.fakes.seen import about, close_door, door, waiting

pytestmark = pytest.mark.integration


async def test_who_waits_gets_nothing_of_the_meeting_until_admitted() -> None:
    async with meeting() as server, server.page("Anne") as anne:
        await anne.send({"type": "chat", "text": "Entre nous"})
        server.session.say("secret")
        await close_door(anne, lobby=True)
        async with server.page("Bruno") as bruno, server.page(None) as reader:
            await until(lambda: waiting(anne) == ["Bruno", ""], "the host sees who waits")
            for message in (
                {"type": "chat", "text": "Coucou"},
                {"type": "publish", "sdp": "v=0"},
                {"type": "captions", "on": True},
                {"type": "lobby", "on": False},
            ):
                await bruno.send(message)
            await until(lambda: bruno.codes == ["live.waiting"] * 4, "they can do nothing")
            server.session.say("encore secret")
            await until(lambda: len(anne.seqs) == 3, "the meeting goes on")
            for page in (bruno, reader):
                assert {message["type"] for message in page.got} <= {"waiting", "error", "clock"}
            assert bruno.got[0] == {"type": "waiting", "room": "conseil", "name": "Bruno", "host": True}
            first, second = door(anne)["waiting"]
            await anne.send({"type": "admit", "id": first["id"]})
            await until(lambda: bruno.seqs == [1, 2, 3], "he comes in and reads")
            assert [line["text"] for line in bruno.welcome["chat"]] == ["Entre nous"]
            assert bruno.welcome["door"] == {"locked": False, "lobby": True, "waiting": []}
            await anne.send({"type": "refuse", "id": second["id"]})
            await until(lambda: reader.close_code == 1008, "the other is sent away")
            assert reader.codes == ["room.refused"]
            assert reader.of("error")[0]["fatal"] is True
            await until(lambda: waiting(anne) == [], "nobody waits")


async def test_who_stops_waiting_is_forgotten() -> None:
    async with meeting() as server, server.page("Anne") as anne:
        await close_door(anne, lobby=True)
        async with server.page("Bruno") as bruno:
            await until(lambda: waiting(anne) == ["Bruno"], "he waits")
            bruno.cut()
            await until(lambda: waiting(anne) == [], "he does not any more")


async def test_a_lock_keeps_newcomers_out_and_lets_people_return() -> None:
    async with meeting() as server, server.page("Anne") as anne, server.page("Bruno") as bruno:
        await close_door(anne, lock=True)
        for name in ("Chloé", None):
            async with server.page(name) as late:
                await until(lambda late=late: late.close_code == 1008, "nobody new comes in")
                assert late.codes == ["room.locked"]
        bruno.cut()
        async with server.page("Bruno", person=bruno.welcome["you"]) as again:
            assert again.welcome["you"] == bruno.welcome["you"]
        await anne.send({"type": "lock", "on": False})
        await until(lambda: door(anne)["locked"] is False, "it is open again")
        async with server.page("Chloé") as chloe:
            assert chloe.welcome["role"] == "participant"


async def test_handing_over() -> None:
    async with meeting() as server, server.page("Anne") as anne, server.page("Bruno") as bruno:
        await close_door(anne, lobby=True)
        async with server.page("Chloé") as chloe:
            await until(lambda: waiting(anne) == ["Chloé"], "she waits")
            assert waiting(bruno) == []
            await anne.send({"type": "hand_over", "id": bruno.welcome["you"]["id"], "keep": False})
            await until(lambda: about(anne, "Bruno")["role"] == "host", "Bruno leads")
            await until(lambda: waiting(bruno) == ["Chloé"], "he sees who waits")
            await until(lambda: waiting(anne) == [], "Anne does not any more")
            await anne.send({"type": "lobby", "on": False})
            await until(lambda: anne.codes == ["live.not_host"], "nor does she lead")
            await bruno.send({"type": "lobby", "on": False})
            await until(lambda: bool(chloe.of("welcome")), "Chloé comes in")


async def test_when_the_host_leaves_another_leads_and_the_lobby_is_not_stuck() -> None:
    rules = RoomRules(linger=5.0, patience=0.5)
    async with meeting(rules) as server, server.page("Anne") as anne, server.page("Bruno") as bruno:
        await close_door(anne, lobby=True)
        async with server.page("Chloé") as chloe:
            await until(lambda: waiting(anne) == ["Chloé"], "she waits")
            anne.cut()
            await until(
                lambda: [m["host"] for m in chloe.of("waiting")] == [True, False, True],
                "she is kept informed",
            )
            assert about(bruno, "Bruno")["role"] == "host"
            await until(lambda: waiting(bruno) == ["Chloé"], "Bruno sees who waits")
            await bruno.send({"type": "admit", "id": door(bruno)["waiting"][0]["id"]})
            await until(lambda: bool(chloe.of("welcome")), "she comes in")


async def test_a_closed_meeting_that_all_have_left_is_over_and_its_name_is_free() -> None:
    rules = RoomRules(linger=30.0, patience=0.5)
    async with meeting(rules) as server:
        async with server.page("Anne") as anne:
            server.session.say("secret")
            await close_door(anne, lobby=True, lock=True)
            first = server.session.session
            await anne.send({"type": "lock", "on": False})
            chloe = server.page("Chloé")
            await chloe.__aenter__()
            await anne.send({"type": "leave"})
            await until(lambda: chloe.close_code == 1012, "who waits is told to come back")
            await chloe.__aexit__()
        async with server.page("Chloé", session=first) as chloe:
            assert (chloe.welcome["role"], chloe.welcome["after"]) == ("host", 0)
            assert chloe.welcome["session"] != first
            assert chloe.welcome["door"]["lobby"] is False


@pytest.mark.parametrize("closed", ["lobby", "lock"])
async def test_programs_do_not_come_in_by_a_closed_door(closed: str) -> None:
    async with meeting() as server, server.page("Anne") as anne:
        await close_door(anne, **{closed: True})
        async with httpx.AsyncClient(base_url=server.http) as client:
            answer = await client.post(
                "/whip/conseil", content="v=0\r\n", headers={"content-type": "application/sdp"}
            )
        assert (answer.status_code, answer.json()["code"]) == (403, "room.locked")
        assert [person["name"] for person in anne.people] == ["Anne"]
