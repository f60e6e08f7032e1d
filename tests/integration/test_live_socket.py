"""The live protocol against the real server on a real port; no sound."""

import json

import httpx
import pytest
import websockets
from websockets.asyncio.client import connect

from captions import wire
from gateway.live.protocol import SUBPROTOCOL
from gateway.meeting.rules import RoomRules
from gateway.settings import Settings
from tests.fakes.meeting import QUICK, Page, meeting, until

pytestmark = pytest.mark.integration


async def test_a_welcome_tells_what_there_is() -> None:
    greeting = {"notice": {"fr": "Démonstration", "en": "Demonstration"}}
    async with meeting(RoomRules(greeting=greeting)) as server, server.page("Anne") as anne:
        welcome = anne.welcome
        assert anne.got[0] is welcome
        assert (welcome["v"], welcome["room"], welcome["captions"], welcome["after"]) == (
            1,
            "conseil",
            False,
            0,
        )
        assert welcome["session"] == server.session.session
        assert welcome["notice"] == greeting["notice"]
        assert (welcome["role"], welcome["chat"], welcome["ice"]) == ("host", [], [])
        assert (welcome["video"], welcome["media_up"]) == (False, True)
        assert welcome["door"] == {"locked": False, "lobby": False, "waiting": []}
        assert set(welcome["you"]) == {"id", "name", "key"}
        assert welcome["people"] == [
            {
                "id": welcome["you"]["id"],
                "name": "Anne",
                "role": "host",
                "muted": False,
                "speaking": False,
                "publishing": False,
                "camera": False,
                "screen": False,
                "hand": None,
                "signer": False,
                "corrects": False,
                "shared": False,
                "voices": None,
            }
        ]
        async with server.page(None) as reader:
            assert reader.welcome["you"] is None
            assert [person["name"] for person in reader.people] == ["Anne"]
            assert welcome["you"]["key"] not in json.dumps(reader.got)


async def test_a_welcome_tells_what_may_be_done_with_the_text() -> None:
    async with meeting() as server, server.page("Anne") as anne, server.page(None) as reader:
        for page, may, terms in ((anne, True, []), (reader, False, None)):
            assert page.welcome["correction"] == {"open": False, "may": may}
            assert page.welcome["terms"] == terms
            assert (page.welcome["off_record"], page.welcome["voice"]) == (False, False)


async def test_events_reach_everybody_in_order_and_latecomers_get_the_history() -> None:
    async with meeting() as server, server.page("Anne") as anne:
        for n in range(5):
            server.session.say(f"mot{n}")
        async with server.page(None) as late:
            server.session.say("fin")
            await until(lambda: late.seqs == anne.seqs == [1, 2, 3, 4, 5, 6, 7], "both have all")
            assert [wire.decode(m["event"]).seq for m in late.of("event")] == late.seqs


async def test_after_a_cut_exactly_what_is_missing_comes() -> None:
    async with meeting() as server, server.page("Anne") as first:
        server.session.say("un")
        await until(lambda: first.seqs == [1, 2], "Anne reads")
        first.cut()
        for n in range(200):
            server.session.say(f"mot{n}")
        you = first.welcome["you"]
        async with server.page("Anne", session=first.welcome["session"], after=2, person=you) as second:
            server.session.say("deux")
            await until(lambda: len(second.seqs) == 201, "what was missing has come")
            assert second.seqs == list(range(3, 204))
            assert second.welcome["after"] == 2
            assert second.welcome["you"] == you
            assert [person["id"] for person in second.people] == [you["id"]]


async def test_an_unknown_session_starts_from_the_beginning() -> None:
    async with meeting() as server, server.page("Anne") as anne:
        server.session.say("un")
        for hello in ({"session": "other", "after": 1}, {"session": anne.welcome["session"], "after": 99}):
            async with server.page(None, **hello) as page:
                assert page.welcome["after"] == 0
                await until(lambda page=page: page.seqs == [1, 2], "everything comes")


async def test_who_comes_in_elsewhere_takes_the_place() -> None:
    async with (
        meeting() as server,
        server.page("Anne") as first,
        server.page("Anne", person=first.welcome["you"]) as second,
    ):
        await until(lambda: first.close_code == 4409, "the former page is told")
        assert first.of("error")[-1]["fatal"] is True
        assert second.welcome["you"] == first.welcome["you"]
        await second.send({"type": "mute", "muted": True})
        await until(lambda: second.people[0]["muted"], "the new page works")


async def test_a_dropped_place_is_kept_and_then_given_up() -> None:
    async with meeting(QUICK) as server, server.page(None) as reader, server.page("Anne") as anne:
        anne.cut()
        await until(lambda: anne.close_code is not None, "it is cut")
        assert [person["name"] for person in reader.people] == ["Anne"]
        await until(lambda: reader.people == [], "her place is given up")


async def test_leaving_takes_effect_at_once() -> None:
    async with meeting() as server, server.page(None) as reader, server.page("Anne") as anne:
        await anne.send({"type": "leave"})
        await until(lambda: reader.people == [], "she has left")
        await until(lambda: anne.close_code == 1000, "the socket is closed")


async def test_the_clock_ticks() -> None:
    async with meeting() as server, server.page(None) as reader:
        await until(lambda: len(reader.of("clock")) == 2, "two ticks")
        first, second = (message["now_ms"] for message in reader.of("clock"))
        assert 1500 < second - first < 3000


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("", "live.not_json"),
        ("pas du JSON", "live.not_json"),
        (b"\x00\xff", "live.not_json"),
        ("[" * 50_000, "live.not_json"),
        ({"type": "danse"}, "live.unknown_type"),
        ({"type": "hello", "v": 1, "role": "reader"}, "live.hello_once"),
        ({"type": "mute", "muted": "oui"}, "live.bad_field"),
        ({"type": "rename", "name": "x" * 61}, "live.bad_name"),
        ({"type": "publish", "sdp": "bonjour"}, "media.no_audio"),
        (
            {"type": "publish", "sdp": "v=0\r\nm=audio 9 X 111\r\na=rtpmap:111 opus/48000/2\r\n"},
            "media.bad_sdp",
        ),
        ({"type": "leave", "pad": "x" * 70_000}, "live.too_large"),
    ],
)
async def test_what_is_wrong_is_refused_and_nothing_else_happens(message: object, code: str) -> None:
    async with meeting() as server, server.page("Anne") as anne:
        await anne.send(message)
        await until(lambda: anne.codes == [code], "it is refused")
        assert anne.of("error")[0]["fatal"] is False
        assert anne.of("error")[0]["fr"] != anne.of("error")[0]["en"]
        await anne.send({"type": "rename", "name": "Zoé"})
        await until(lambda: [person["name"] for person in anne.people] == ["Zoé"], "the socket lives on")


async def test_readers_cannot_do_what_participants_do() -> None:
    async with meeting() as server, server.page(None) as reader:
        for message in ({"type": "mute", "muted": True}, {"type": "publish", "sdp": "x"}):
            await reader.send(message)
        await until(lambda: reader.codes == ["live.reader"] * 2, "it is refused")
        await reader.send({"type": "captions", "on": True})
        await until(lambda: len(reader.of("event")) == 2, "captions they may switch on")


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ({"v": 2}, "live.version"),
        ({"type": "leave"}, "live.hello_first"),
        ({"name": " "}, "live.bad_name"),
        ({"role": "roi"}, "live.bad_field"),
    ],
)
async def test_a_bad_hello_is_fatal(hello: dict[str, object], code: str) -> None:
    async with meeting() as server, Page(f"ws://{server.address}/live/conseil", "Anne", hello) as page:
        await until(lambda: page.close_code == 1008, "the socket is closed")
        assert (page.codes, page.of("error")[0]["fatal"]) == ([code], True)
        assert len(server.rooms) == 0


@pytest.mark.parametrize(
    "room", ["a", "A-B-C", "a/b/c", "%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80", "x" * 65, "..%2F..", ""]
)
async def test_room_names_that_are_none(room: str) -> None:
    async with meeting() as server:
        async with server.page("Anne", room=room) as page:
            await until(lambda: page.close_code == 1008, "the socket is closed")
            assert page.codes == ["room.bad_name"]
        async with httpx.AsyncClient(base_url=server.http) as client:
            shown = await client.get(f"/room/{room}", headers={"accept": "text/html"})
            assert shown.status_code in (400, 404)
            assert "text/html" in shown.headers["content-type"]
            assert (
                await client.post(f"/whip/{room}", headers={"content-type": "application/sdp"})
            ).is_client_error
            assert (await client.get("/healthz")).text == "ok\n"


async def test_a_flood_is_stopped() -> None:
    async with meeting() as server, server.page("Anne") as anne:
        for _ in range(80):
            await anne.send("{}")
        await until(lambda: anne.close_code == 1008, "the socket is closed")
        assert anne.codes[-1] == "live.too_many"


async def test_limits() -> None:
    rules = RoomRules(people=1, readers=1)
    async with meeting(rules, Settings(rooms=1)) as server, server.page("Anne"), server.page(None):
        for page, code in (
            (server.page("Bruno"), "room.full"),
            (server.page(None), "room.readers_full"),
            (server.page("Bruno", room="autre"), "rooms.full"),
        ):
            async with page:
                await until(lambda page=page: page.close_code == 1008, "it is refused")
                assert page.codes == [code]


async def test_pages_of_other_sites_and_other_protocols_are_turned_away() -> None:
    async with meeting(settings=Settings(origins=("https://ville.fr",))) as server:
        address = f"ws://{server.address}/live/conseil"
        spoken = [websockets.Subprotocol(SUBPROTOCOL)]
        with pytest.raises(websockets.InvalidStatus) as refused:
            await connect(
                address, subprotocols=spoken, origin=websockets.Origin("http://evil.example"), proxy=None
            )
        assert refused.value.response.status_code == 403
        async with connect(
            address, subprotocols=spoken, origin=websockets.Origin("https://ville.fr"), proxy=None
        ) as ok:
            assert ok.subprotocol == SUBPROTOCOL
        async with connect(address, proxy=None) as silent:
            assert json.loads(await silent.recv())["code"] == "live.version"


async def test_the_room_is_over_a_while_after_the_last_has_left() -> None:
    async with meeting(QUICK) as server:
        async with server.page("Anne"):
            first = server.session
        await until(lambda: len(server.rooms) == 0, "the room is over")
        assert first.left
        async with server.page("Anne"):
            assert server.session is not first


async def test_a_server_that_stops_finishes_its_rooms() -> None:
    async with meeting() as server:
        page = server.page("Anne")
        await page.__aenter__()
    assert server.session.left
    await until(lambda: page.close_code is not None, "the page is told")
    assert page.close_code == 1012
    await page.__aexit__()


async def test_a_reader_that_does_not_read_is_cut_off_and_resumes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.live.socket._SEND_SECONDS", 0.3)
    async with meeting() as server, server.page("Anne") as anne, server.page(None) as slow:
        transport = slow._socket.transport
        transport.pause_reading()
        for _ in range(15):
            for _ in range(100):
                server.session.say("mot" * 4000)
            latest = server.session.seq
            await until(lambda latest=latest: anne.seqs[-1:] == [latest], "the others are not held up")
        room = server.rooms.find("conseil")
        assert room is not None
        await until(lambda: len(list(room._assembly.inside)) == 1, "the slow one is cut off")
        transport.resume_reading()
        await until(lambda: slow.close_code is not None, "it notices")
        last = slow.seqs[-1] if slow.seqs else 0
        assert last < latest
        async with server.page(None, session=anne.welcome["session"], after=last) as again:
            await until(lambda: again.seqs[-1:] == [latest], "the rest comes")
            assert again.seqs == list(range(last + 1, latest + 1))
