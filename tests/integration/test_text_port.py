"""The plain text over real TCP connections: as somebody at a terminal reads it, and as somebody who attacks it."""

import asyncio
import random
import re
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.access.roles import Role
from gateway.settings import Settings
from gateway.text import port as text_port_module
from tests.fakes.hosts import PASSWORD, Clock, hosting_in
from tests.fakes.meeting import Meeting, meeting, until
from tests.fakes.text_readers import Terminal, TextPort, text_port

pytestmark = pytest.mark.integration

COME_IN = "[Vous lisez la salle conseil.]"
WHICH_ROOM = "Salle ? (le nom de la salle ; suivi de « début » pour tout lire)"


@pytest.fixture
async def server() -> AsyncIterator[Meeting]:
    async with meeting() as server:
        yield server


@pytest.fixture
async def port(server: Meeting) -> AsyncIterator[TextPort]:
    async with text_port(server, connections=5) as port:
        yield port


async def test_a_reader_is_greeted_names_the_room_and_reads(server: Meeting, port: TextPort) -> None:
    async with server.page("Anne"), Terminal(port) as terminal:
        await terminal.reads("Voixlà : les sous-titres de la réunion, en texte.", WHICH_ROOM)
        await terminal.say("conseil")
        await terminal.reads(COME_IN)
        server.session.say("Bonjour à tous.")
        await terminal.reads("Personne : Bonjour à tous.")
        await terminal.say("n 12")
        await until(lambda: "[12 cellules.]" in " ".join(terminal.lines), "rows are cut")
        server.session.say("Nous votons la délibération.")
        await until(lambda: terminal.lines[-2:] == ["délibération", "."], "it comes in rows")
        await terminal.say("q")
        await terminal.ends()
        assert terminal.lines[-1] == "[Au revoir.]"


async def test_everything_that_was_said_can_be_had(server: Meeting, port: TextPort) -> None:
    async with server.page("Anne"):
        server.session.say("Un.")
        async with Terminal(port, "conseil début") as whole, Terminal(port, "conseil") as now:
            await whole.reads("Personne : Un.")
            await now.reads("[1 ligne a été dite avant votre arrivée.]")


async def test_reading_line_by_line(server: Meeting, port: TextPort) -> None:
    async with server.page("Anne"), Terminal(port, "conseil") as terminal:
        await terminal.reads(COME_IN)
        await terminal.say("p")
        await terminal.reads("[Pause. s : la ligne suivante ; p : reprise.]")
        for text in ("Un.", "Deux.", "Trois."):
            server.session.say(text)
        await terminal.say("s")
        await terminal.reads("Personne : Un.")
        await terminal.send(b"\r\n")
        await terminal.reads("Personne : Deux.")
        await terminal.say("r")
        await until(lambda: terminal.lines.count("Personne : Deux.") == 2, "it is repeated")
        await terminal.say("c")
        await terminal.reads("[1 ligne à lire.]")
        await terminal.say("v")
        await terminal.reads("[Personne ne parle.]")
        assert "Personne : Trois." not in terminal.lines
        await terminal.say("d")
        await terminal.reads("[Direct.]")
        server.session.say("Quatre.")
        await terminal.reads("Personne : Quatre.")
        assert "Personne : Trois." not in terminal.lines


async def test_a_pass_is_asked_for_where_rooms_need_one(tmp_path: Path) -> None:
    with hosting_in(tmp_path, Clock()) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
        room = hosting.register.create("Conseil", 1)
        good = hosting.access.issue(room, Role.READER)[0]
        async with meeting(hosting=hosting) as server, text_port(server, hosting.stays) as port:
            async with Terminal(port, room.name, "faux", room.name, "", good) as terminal:
                await terminal.reads(f"[Vous lisez la salle {room.name}.]")
                server.session.say("Bonjour.")
                await terminal.reads("Personne : Bonjour.")
                hosting.stays.revoke(room.name, hosting.register.revoke(room.name, 1).generation)
                await terminal.ends()
                assert terminal.lines[-1].startswith("[Les liens de cette réunion ont été remplacés")
            rooms = len(server.rooms)
            async with Terminal(port, "inconnue", "bien/../sur", room.name, good) as terminal:
                await terminal.ends()
                assert terminal.lines[-1].startswith("[Les liens de cette réunion ont été remplacés")
                assert len(server.rooms) == rooms


async def test_who_says_nothing_is_not_waited_for(port: TextPort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_port_module, "_ASK_SECONDS", 0.2)
    async with Terminal(port) as terminal:
        await terminal.ends()
        assert terminal.lines[-1] == "[Sans réponse, la connexion est fermée.]"


async def test_telnet_is_answered_that_nothing_is_negotiated(server: Meeting, port: TextPort) -> None:
    async with server.page("Anne"), Terminal(port) as terminal:
        await terminal.send(bytes([255, 253, 1, 255, 251, 31, 255, 250, 31, 0, 80, 0, 24, 255, 240]) + b"con")
        await terminal.send(bytes([255, 253, 1]) + b"seil\r\0\n")
        await until(lambda: COME_IN.encode() in terminal.raw, "it is read all the same")
        assert terminal.raw.count(bytes([255, 252, 1])) == 1
        assert terminal.raw.count(bytes([255, 254, 31])) == 1


async def test_garbage_huge_lines_and_half_letters_harm_nobody(server: Meeting, port: TextPort) -> None:
    noise = random.Random(6)
    async with server.page("Anne"), Terminal(port, "conseil") as good:
        await good.reads(COME_IN)
        for data in (
            noise.randbytes(200_000),
            b"x" * 2_000_000 + b"\r\n",
            "é".encode()[:1],
            b"\xff" * 5000,
            b"\r\n" * 5000,
        ):
            async with Terminal(port) as bad:
                await bad.send(data)
                await bad.send("é".encode()[:1])
                bad.writer.write_eof()
                await bad.ends()
        async with Terminal(port, "conseil") as bad:
            await bad.reads(COME_IN)
            await bad.send(noise.randbytes(200_000))
            for _ in range(20):
                await bad.say("?")
        server.session.say("Tout va bien.")
        await good.reads("Personne : Tout va bien.")


async def test_those_who_ask_too_much_are_put_out(server: Meeting, port: TextPort) -> None:
    async with server.page("Anne"), Terminal(port, "conseil") as terminal:
        await terminal.reads(COME_IN)
        await terminal.send(b"?\n" * 1000)
        await terminal.ends()
        assert terminal.lines[-1].startswith("[Trop de messages")


async def test_so_many_come_in_and_no_more(server: Meeting, port: TextPort) -> None:
    async with server.page("Anne"):
        many = [Terminal(port) for _ in range(5)]
        for terminal in many:
            await terminal.__aenter__()
            await terminal.reads(WHICH_ROOM)
        crowd = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port.port) for _ in range(100)))
        for reader, writer in crowd:
            assert "Trop de personnes" in (await reader.read()).decode()
            writer.close()
        await many[0].__aexit__()
        async with Terminal(port, "conseil") as late:
            await late.reads(COME_IN)
        for terminal in many[1:]:
            await terminal.__aexit__()


async def test_a_reader_who_takes_nothing_is_dropped_and_the_others_read_on(
    server: Meeting, port: TextPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_port_module, "_BEHIND_SECONDS", 2.0)
    async with server.page("Anne"), Terminal(port, "conseil") as good:
        await good.reads(COME_IN)
        async with Terminal(port, "conseil", receive_buffer=4096) as slow:
            await until(lambda: readers(server) == 2, "both are in")
            slow.writer.transport.pause_reading()  # type: ignore[attr-defined]
            for n in range(300):
                server.session.say(f"{n} " + "x" * 5000 + ".")
                if n % 100 == 0:
                    await asyncio.sleep(0.01)
            await until(lambda: readers(server) == 1, "the slow one has been dropped")
        server.session.say("Suite.")
        await good.reads("Personne : Suite.")


async def test_a_line_that_dies_frees_its_place(server: Meeting, port: TextPort) -> None:
    async with server.page("Anne"), Terminal(port, "conseil") as terminal:
        await terminal.reads(COME_IN)
        terminal.writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, (1).to_bytes(4, "little") + bytes(4)
        )
        terminal.writer.transport.abort()
        await until(lambda: readers(server) == 0, "its place is free")


async def test_the_end_of_the_server_is_told() -> None:
    async with meeting() as server:
        opened = text_port(server)
        port = await opened.__aenter__()
        terminal = Terminal(port, "conseil")
        await terminal.__aenter__()
        await terminal.reads(COME_IN)
    await terminal.ends()
    assert terminal.lines[-1] == "[Le serveur s’arrête. Réessayez dans un instant.]"
    await terminal.__aexit__()
    await opened.__aexit__(None, None, None)


async def test_serve_opens_it_when_asked_and_says_where(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gateway", "serve", "--port", "0", "--text-port", "0", "--model", "base"]
    server = await asyncio.create_subprocess_exec(
        *command, "--access", "open", "--data", str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    try:
        told = [line.decode() async for line in until_ready(server.stdout)]
        (port,) = re.findall(r"Texte seul, non chiffré : telnet 127\.0\.0\.1 (\d+)", "".join(told))
        async with Terminal(TextPort(int(port)), "conseil") as terminal:
            await terminal.reads(COME_IN)
            server.terminate()
            await terminal.ends()
            assert terminal.lines[-1] == "[Le serveur s’arrête. Réessayez dans un instant.]"
        assert await server.wait() == 0
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()


async def until_ready(said: asyncio.StreamReader) -> AsyncIterator[bytes]:
    async for line in said:
        yield line
        if b"Ctrl-C" in line:
            return


def test_it_listens_nowhere_unless_asked() -> None:
    assert Settings().text_port is None
    assert Settings().text_host == "127.0.0.1"


def readers(server: Meeting) -> int:
    room = server.rooms.find("conseil")
    return 0 if room is None else sum(seat.reads_only for seat in room._assembly.inside)
