"""The plain text of a meeting over real WebSockets: what readers get, and what those who may not come in do not."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import websockets
from websockets.asyncio.client import connect

from captions.events import OffRecord, Status
from captions.ids import Milliseconds
from gateway.access.hosting import Hosting
from gateway.access.register import HostedRoom
from gateway.access.roles import Role
from gateway.meeting.rules import RoomRules
from gateway.text import socket as text_socket
from tests.fakes.hosts import PASSWORD, Clock, hosting_in
from tests.fakes.meeting import QUICK, Meeting, meeting, until
from tests.fakes.seen import close_door, waiting
from tests.fakes.text_readers import TextPage

pytestmark = pytest.mark.integration

COME_IN = "[Vous lisez la salle conseil.]"


@pytest.fixture
async def server() -> AsyncIterator[Meeting]:
    async with meeting() as server:
        yield server


@pytest.fixture
def hosting(tmp_path: Path) -> Iterator[Hosting]:
    with hosting_in(tmp_path, Clock()) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
        yield hosting


@pytest.fixture
def room(hosting: Hosting) -> HostedRoom:
    return hosting.register.create("Conseil", 1)


async def test_a_reader_gets_finished_phrases_one_a_message(server: Meeting) -> None:
    async with server.page("Anne"), TextPage(server, "conseil") as reader:
        await reader.reads(COME_IN)
        server.session.state(Status.LIVE)
        server.session.say("Bonjour à tous.")
        server.session.say("La séance est ouverte.")
        await reader.reads("Personne : La séance est ouverte.")
        assert reader.lines[-3:] == [
            "[Les sous-titres sont en direct.]",
            "Personne : Bonjour à tous.",
            "Personne : La séance est ouverte.",
        ]


async def test_who_comes_later_is_told_how_much_was_said_or_all_of_it(server: Meeting) -> None:
    async with server.page("Anne"):
        for n in range(300):
            server.session.say(f"Phrase {n}.")
        async with TextPage(server, "conseil") as late, TextPage(server, "conseil?from=start") as whole:
            await late.reads("[300 lignes ont été dites avant votre arrivée.]")
            await whole.reads("Personne : Phrase 299.")
            server.session.say("Fin.")
            await late.reads("Personne : Fin.")
            await whole.reads("Personne : Fin.")
            assert [line for line in late.lines if "Phrase" in line] == []
            said = [f"Personne : Phrase {n}." for n in range(300)]
            assert [line for line in whole.lines if "Phrase" in line] == said


async def test_what_was_said_off_the_record_is_not_told_to_those_who_come_later(server: Meeting) -> None:
    async with server.page("Anne"), TextPage(server, "conseil") as present:
        await present.reads(COME_IN)
        server.session.say("Avant.")
        server.session.emit(OffRecord(seq=1, at_ms=Milliseconds(0), on=True))
        server.session.say("Entre nous.")
        await present.reads("Personne (hors compte rendu) : Entre nous.")
        async with TextPage(server, "conseil?from=start") as late:
            await late.reads("Personne : Avant.")
            server.session.say("Encore.")
            await late.reads("Personne (hors compte rendu) : Encore.")
            assert not [line for line in late.lines if "Entre nous" in line]


async def test_what_people_correct_type_and_promise_comes_as_lines_of_its_own(server: Meeting) -> None:
    async with server.page("Anne") as anne, TextPage(server, "conseil") as reader:
        await reader.reads(COME_IN)
        server.session.say("Bonjours.")
        await reader.reads("Personne : Bonjours.")
        await until(lambda: bool(anne.of("event")), "it has a segment")
        segment = anne.of("event")[-1]["event"]["segment"]
        amend = {"type": "amend", "id": "a", "segment": segment, "base": 0, "first": 0, "last": 1}
        await anne.send({**amend, "text": "Bonjour."})
        await reader.reads("Correction, Personne : Bonjour.")
        await anne.send({"type": "undo", "id": "u"})
        await reader.reads("Correction, Personne : Bonjours.")
        await anne.send({"type": "typing", "text": "Je vous", "done": False})
        await anne.send({"type": "typing", "text": "Je vous écoute", "done": True})
        await reader.reads("Anne (écrit) : Je vous écoute")
        assert not [line for line in reader.lines if line.endswith(": Je vous")]
        await anne.send({"type": "off_record", "on": True})
        await reader.reads("[Hors compte rendu : ce qui suit n’est gardé nulle part.]")


async def test_rows_are_cut_and_commands_are_understood(server: Meeting) -> None:
    async with server.page("Anne"), TextPage(server, "conseil?cells=20") as reader:
        await until(lambda: COME_IN in " ".join(reader.lines), "it is in")
        await reader.say("p")
        await until(lambda: "p : reprise.]" in " ".join(reader.lines), "it is paused")
        server.session.say("Nous allons voter la délibération suivante.")
        server.session.say("Merci.")
        await reader.say("s")
        said = "Personne : Nous allons voter la délibération suivante."
        await until(lambda: said in " ".join(reader.lines), "the next line comes")
        assert "Personne : Merci." not in reader.lines
        await reader.say("p")
        await reader.reads("Personne : Merci.")
        assert all(len(line) <= 20 for line in reader.lines)
        await reader.say("q")
        await reader.reads("[Au revoir.]")
        await reader.ends(1000)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("x", "[Nom de salle incorrect : 3 à 64 lettres minuscules sans accent, chiffres ou tirets.]"),
        (
            "conseil/../admin",
            "[Nom de salle incorrect : 3 à 64 lettres minuscules sans accent, chiffres ou tirets.]",
        ),
        ("conseil?cells=9", "[Le nombre de cellules va de 12 à 80.]"),
        ("conseil?cells=quarante", "[Le nombre de cellules va de 12 à 80.]"),
    ],
)
async def test_a_wrong_address_is_refused_in_words(server: Meeting, path: str, told: str) -> None:
    async with TextPage(server, path) as reader:
        await reader.ends(1008)
        assert reader.lines == [told]
        assert len(server.rooms) == 0


async def test_no_page_of_another_site_reads_along(server: Meeting) -> None:
    with pytest.raises(websockets.InvalidStatus):
        async with connect(
            f"ws://{server.address}/text/conseil",
            origin=websockets.Origin("https://evil.example"),
            proxy=None,
        ):
            pass


async def test_rooms_of_hosts_ask_for_a_pass_of_theirs(hosting: Hosting, room: HostedRoom) -> None:
    other = hosting.register.create("Bureau", 1)
    async with meeting(hosting=hosting) as server:
        good, foreign = (
            hosting.access.issue(room, Role.READER)[0],
            hosting.access.issue(other, Role.READER)[0],
        )
        for given in ("x", foreign, good + "x", "\ud800".encode("utf-8", "replace").decode()):
            async with TextPage(server, room.name) as reader:
                await reader.say(given)
                await reader.ends(1008)
                assert len(reader.lines) == 1
        async with TextPage(server, room.name) as reader:
            await reader.say(b"\xff\xfe")
            await reader.ends(1008)
        assert len(server.rooms) == 0
        for path, first in ((room.name, good), (f"{room.name}?token={good}", None)):
            async with TextPage(server, path) as reader:
                if first is not None:
                    await reader.say(first)
                await reader.reads(f"[Vous lisez la salle {room.name}.]")


async def test_a_pass_that_never_comes_is_not_waited_for(
    hosting: Hosting, room: HostedRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_socket, "_PASS_SECONDS", 0.2)
    async with meeting(hosting=hosting) as server, TextPage(server, room.name) as reader:
        await reader.ends(1008)


async def test_links_that_are_replaced_and_rooms_that_are_closed_end_it(
    hosting: Hosting, room: HostedRoom
) -> None:
    async with meeting(hosting=hosting) as server:
        token = hosting.access.issue(room, Role.PARTICIPANT)[0]
        async with TextPage(server, f"{room.name}?token={token}") as reader:
            await reader.reads(f"[Vous lisez la salle {room.name}.]")
            hosting.stays.revoke(room.name, hosting.register.revoke(room.name, 1).generation)
            await reader.ends(4403)
            assert reader.lines[-1].startswith("[Les liens de cette réunion ont été remplacés")


async def test_a_lobby_holds_readers_until_a_host_lets_them_in(server: Meeting) -> None:
    async with server.page("Anne") as anne:
        await close_door(anne, lobby=True)
        server.session.say("Secret.")
        async with TextPage(server, "conseil?from=start") as reader:
            await reader.reads("[Vous êtes dans la salle d’attente : on va vous faire entrer.]")
            await until(lambda: len(waiting(anne)) == 1, "a host sees somebody wait")
            assert not [line for line in reader.lines if "Secret" in line]
            (who,) = [seen["id"] for seen in anne.of("door")[-1]["waiting"]]
            await anne.send({"type": "admit", "id": who})
            await reader.reads(COME_IN, "Personne : Secret.")
        await close_door(anne, lobby=True, lock=True)
        async with TextPage(server, "conseil") as late:
            await late.ends(1008)
            assert late.lines[0].startswith("[La salle est verrouillée")


async def test_a_reader_of_text_counts_as_a_reader() -> None:
    async with (
        meeting(RoomRules(readers=1)) as server,
        server.page("Anne") as anne,
        TextPage(server, "conseil") as reader,
    ):
        await reader.reads(COME_IN)
        async with TextPage(server, "conseil") as second:
            await second.ends(1008)
            assert second.lines == ["[Trop de personnes lisent déjà les sous-titres de cette salle.]"]
        assert [person["name"] for person in anne.people] == ["Anne"]


async def test_the_end_of_the_meeting_is_told() -> None:
    async with meeting(QUICK) as server, TextPage(server, "conseil") as reader:
        await reader.reads(COME_IN)
        server.session.say("Presque")
        room = server.rooms.find("conseil")
        assert room is not None
        room.stop()
        await reader.ends(1012)
        assert "Personne : Presque" in reader.lines
        assert reader.lines[-1] == "[Le serveur s’arrête. Réessayez dans un instant.]"


async def test_nonsense_and_floods_harm_nobody_else(server: Meeting) -> None:
    async with server.page("Anne"), TextPage(server, "conseil") as good, TextPage(server, "conseil") as bad:
        await asyncio.gather(good.reads(COME_IN), bad.reads(COME_IN))
        for line in ("x" * 100_000, b"\x00\xff", "\u2028", "n 999999", "🦊"):
            await bad.say(line)
        for _ in range(200):
            try:
                await bad.say("?")
            except websockets.ConnectionClosed:
                break
        await bad.ends(1008)
        server.session.say("Tout va bien.")
        await good.reads("Personne : Tout va bien.")


async def test_a_reader_who_takes_nothing_is_dropped_and_the_others_read_on(
    server: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_socket, "_SEND_SECONDS", 2.0)
    async with server.page("Anne"), TextPage(server, "conseil") as good:
        await good.reads(COME_IN)
        address = f"ws://{server.address}/text/conseil"
        line = await narrow_line(server.address)
        async with connect(address, sock=line, proxy=None, max_queue=1, close_timeout=0.1) as slow:
            await slow.recv()
            slow.transport.pause_reading()
            room = server.rooms.find("conseil")
            assert room is not None
            assert readers(server) == 2
            for n in range(400):
                server.session.say(f"{n} " + "x" * 20_000 + ".")
                if n % 100 == 0:
                    await asyncio.sleep(0.01)
            await until(lambda: readers(server) == 1, "the slow one has been dropped")
        server.session.say("Suite.")
        await good.reads("Personne : Suite.")


async def narrow_line(address: str) -> socket.socket:
    """A connection that holds little of what is not read."""
    host, _, port = address.rpartition(":")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.setblocking(False)
    await asyncio.get_running_loop().sock_connect(line, (host, int(port)))
    return line


def readers(server: Meeting) -> int:
    room = server.rooms.find("conseil")
    assert room is not None
    return sum(seat.reads_only for seat in room._assembly.inside)
