"""Captions carried elsewhere: a real server, a captioning address that fails, delays and resets, and the command."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from captions.errors import VoixlaError
from captions.events import OffRecord
from captions.ids import Milliseconds
from gateway.access.roles import Role
from gateway.cart.address import destination, room_address
from gateway.cart.outbox import Outbox
from gateway.cart.poster import Poster
from gateway.cart.room_reader import RoomReader
from tests.fakes.hosts import PASSWORD, Clock, hosting_in
from tests.fakes.meeting import Meeting, meeting, until

pytestmark = pytest.mark.integration
Answer = Callable[[int], str]
"""What is answered to the n-th request: a status, ``reset``, or ``silence``."""
SECRET = "s3cr3t-signature"


class Captioning:
    """Takes POSTs as Zoom does: a number it has is accepted again and shown once."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.requests: list[tuple[int, str]] = []
        self.shown: dict[int, str] = {}
        self.port = 0
        self.seen: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/closedcaption?id=1&ns=GZHk%3D%3D&signature={SECRET}"

    @property
    def text(self) -> str:
        return "".join(self.shown[seq] for seq in sorted(self.shown))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await self._one(head.decode(), reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _one(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request, *headers = head.split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in headers)}
        text = (await reader.readexactly(int(fields["content-length"]))).decode()
        method, target, _ = request.split(" ")
        assert (method, fields["content-type"]) == ("POST", "text/plain; charset=utf-8")
        query = parse_qs(urlsplit(target).query, strict_parsing=True)
        assert target.startswith(f"/closedcaption?id=1&ns=GZHk%3D%3D&signature={SECRET}&seq=")
        assert query["lang"] == ["fr-FR"]
        seq = int(query["seq"][0])
        self.requests.append((seq, text))
        answer = self._answer(len(self.requests))
        if answer == "silence":
            await asyncio.sleep(30)
        if answer == "reset":
            connection = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, (1).to_bytes(4, "little") + bytes(4))
            writer.transport.abort()
            return
        if answer in ("200", "200 unheard"):
            self.shown.setdefault(seq, text)
        if answer == "200 unheard":
            writer.transport.abort()
            return
        writer.write(f"HTTP/1.1 {answer} x\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def captioning(answer: Answer = lambda n: "200") -> AsyncIterator[Captioning]:
    tasks: set[asyncio.Task[None]] = set()
    there = Captioning(answer)

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(there.serve(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def carried(server: Meeting, there: Captioning, outbox: Outbox) -> AsyncIterator[list[str]]:
    """From the room « conseil » to ``there``; what whoever looks on is told."""
    told: list[str] = []
    poster = Poster(outbox, destination(there.url, "fr-FR"), told.append, first_s=0.02, seconds=0.5)

    def write(line: str) -> None:
        outbox.push(line)
        poster.wake()

    reader = RoomReader(room_address(server.room()), write, told.append, first_s=0.05)
    tasks = [asyncio.create_task(reader.run()), asyncio.create_task(poster.run())]
    try:
        await until(lambda: any(seat.reads_only for seat in seats(server)), "it is in the room")
        yield told
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def seats(server: Meeting) -> list[object]:
    room = server.rooms.find("conseil")
    return [] if room is None else list(room._assembly.inside)


def said(there: Captioning) -> list[str]:
    return [line for line in there.text.splitlines() if line.startswith("Personne")]


async def test_what_is_said_arrives_in_order_under_rising_numbers() -> None:
    async with meeting() as server, server.page("Anne"), captioning() as there:
        server.session.say("Avant que quelqu’un regarde.")
        async with carried(server, there, Outbox(10)):
            for n in range(50):
                server.session.say(f"Phrase {n}.")
            await until(lambda: "Phrase 49." in there.text, "all is there")
        assert said(there)[-50:] == [f"Personne : Phrase {n}." for n in range(50)]
        assert sorted(there.shown) == list(range(10, 10 + len(there.shown)))


@pytest.mark.parametrize("trouble", ["500", "503", "400", "429", "reset", "silence", "200 unheard"])
async def test_after_a_failure_the_same_number_goes_again_and_nothing_is_shown_twice(trouble: str) -> None:
    async with (
        meeting() as server,
        server.page("Anne"),
        captioning(lambda n: trouble if n in (2, 3) else "200") as there,
    ):
        async with carried(server, there, Outbox(1)) as told:
            for n in range(30):
                server.session.say(f"Phrase {n}.")
                await asyncio.sleep(0.005)
            await until(lambda: "Phrase 29." in there.text, "all is there")
            await until(
                lambda: bool(told) and told[-1] == "Les sous-titres passent de nouveau.", "it is told"
            )
        assert said(there)[-30:] == [f"Personne : Phrase {n}." for n in range(30)]
        numbers = [seq for seq, _ in there.requests]
        assert numbers[1] == numbers[2] == numbers[3]
        assert len({text for seq, text in there.requests if seq == numbers[1]}) == 1
        assert sorted(there.shown) == list(range(1, 1 + len(there.shown)))


@pytest.mark.parametrize("status", ["401", "403", "404", "405", "410", "415", "301"])
async def test_what_will_never_be_taken_ends_it_in_words(status: str) -> None:
    async with captioning(lambda n: status) as there:
        outbox = Outbox(1)
        outbox.push("Bonjour.")
        with pytest.raises(VoixlaError) as stopped:
            await Poster(outbox, destination(there.url, "fr-FR"), print).run()
        assert len(there.requests) == 1
        assert f"(réponse {status})" in stopped.value.message
        assert SECRET not in stopped.value.message


async def test_a_text_that_is_too_large_is_left_out_and_said() -> None:
    async with captioning(lambda n: "413" if n == 1 else "200") as there:
        outbox = Outbox(1)
        for line in ("x" * 1000, "Suite."):
            outbox.push(line)
        poster = Poster(outbox, destination(there.url, "fr-FR"), print)
        poster.finish()
        await poster.run()
        assert there.shown == {1: "[1 ligne perdue : la lecture a pris trop de retard.]\nSuite.\n"}


async def test_a_room_that_falls_silent_is_taken_up_again_without_loss_or_repetition() -> None:
    async with meeting() as server, server.page("Anne"), captioning() as there:
        async with carried(server, there, Outbox(1)) as told:
            server.session.say("Un.")
            await until(lambda: "Un." in there.text, "it arrives")
            for seat in seats(server):
                if seat.reads_only:  # type: ignore[attr-defined]
                    seat.dismiss(1012, '{"type":"clock","now_ms":0}')  # type: ignore[attr-defined]
            for n in range(20):
                server.session.say(f"Pendant {n}.")
            await until(lambda: "Pendant 19." in there.text, "what was missed arrives")
            assert told[-2:] == ["La salle ne répond pas. Nouvel essai.", "La salle est de nouveau suivie."]
        assert said(there) == ["Personne : Un.", *(f"Personne : Pendant {n}." for n in range(20))]


async def test_what_is_off_the_record_does_not_leave() -> None:
    async with meeting() as server, server.page("Anne"), captioning() as there:
        async with carried(server, there, Outbox(1)):
            server.session.emit(OffRecord(seq=1, at_ms=Milliseconds(0), on=True))
            server.session.say("Entre nous.")
            server.session.emit(OffRecord(seq=1, at_ms=Milliseconds(2**40), on=False))
            await until(lambda: "[De nouveau au compte rendu.]" in there.text, "the end is told")
        assert "Entre nous" not in there.text
        assert "Hors compte rendu" in there.text


async def test_a_wrong_pass_ends_it_in_the_words_of_the_server(tmp_path: Path) -> None:
    with hosting_in(tmp_path, Clock()) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
        room = hosting.register.create("Conseil", 1)
        async with meeting(hosting=hosting) as server:
            for given in ("", "#pass=faux"):
                reader = RoomReader(room_address(server.room(room.name) + given), print, print)
                with pytest.raises(VoixlaError) as refused:
                    await reader.run()
                assert refused.value.code in ("access.needed", "access.bad")
            token = hosting.access.issue(room, Role.READER)[0]
            reader = RoomReader(room_address(f"{server.room(room.name)}#pass={token}"), print, print)
            running = asyncio.create_task(reader.run())
            await until(lambda: server.rooms.find(room.name) is not None, "the room is open")
            hosting.stays.revoke(room.name, hosting.register.revoke(room.name, 1).generation)
            with pytest.raises(VoixlaError):
                await running


async def test_the_command_carries_stops_and_keeps_secrets() -> None:
    async with meeting() as server, server.page("Anne"), captioning() as there:
        command = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gateway", "cart", "--seq", "7",
            stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "VOIXLA_CART_ROOM": server.room() + "#pass=s3cr3t-pass", "VOIXLA_CART_TO": there.url},
        )  # fmt: skip
        await until(lambda: any(seat.reads_only for seat in seats(server)), "it is in the room")  # type: ignore[attr-defined]
        server.session.say("Bonjour.")
        await until(lambda: "Bonjour." in there.text, "it arrives")
        server.session.say("Fin sans")
        server.session.emit(OffRecord(seq=1, at_ms=Milliseconds(2**40), on=True))
        await until(lambda: "Hors compte rendu" in there.text, "what came after it has arrived")
        command.send_signal(signal.SIGINT)
        out, err = await command.communicate()
        assert command.returncode == 0
        assert "Personne : Fin sans" in there.text
        assert "envoyée(s), aucune perdue. Pour reprendre : --seq" in err.decode()
        assert min(there.shown) == 7
        for word in (SECRET, "s3cr3t-pass", "Bonjour", "conseil"):
            assert word not in (out + err).decode()
