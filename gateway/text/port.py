"""The plain text over TCP, as telnet shows it: for braille lines and note-takers that know no WebSocket.

Nothing here is encrypted. So it listens to its own machine unless told otherwise, where a tunnel or an internal
network brings readers to it.

| Bound | Overflow |
|---|---|
| ``connections`` at once | the next is told so and closed |
| a minute to name the room, three wrong answers | the connection is closed |
| ``_BEHIND_SECONDS`` without the reader's machine taking anything | the connection is closed |
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from captions.errors import VoixlaError
from gateway.access.stays import Stays
from gateway.rooms import Rooms, checked_room_name
from gateway.text.session import TextSession
from gateway.text.telnet import TelnetLines

logger = logging.getLogger(__name__)

_GREETING = "Voixlà : les sous-titres de la réunion, en texte."
_WHICH_ROOM = "Salle ? (le nom de la salle ; suivi de « début » pour tout lire)"
_WHICH_PASS = "Invitation ? (dans le lien de la réunion, ce qui suit « pass= »)"
_FULL = "Trop de personnes lisent par cette entrée. Réessayez plus tard."
_TOO_LONG = "Ligne trop longue."
_NO_ANSWER = "Sans réponse, la connexion est fermée."
_ASK_SECONDS = 60.0
_BEHIND_SECONDS = 30.0
_TRIES = 3
_BUFFER = 16 * 1024
_CHUNK = 1024
_FROM_THE_START = ("début", "debut")


@asynccontextmanager
async def open_text_port(
    rooms: Rooms, stays: Stays, listener: socket.socket, *, connections: int
) -> AsyncIterator[None]:
    """Serves ``listener`` inside. Leave it after the rooms: they have last words for those who read."""
    port = _TextPort(rooms, stays, connections)
    server = await asyncio.start_server(port.welcome, sock=listener, limit=_BUFFER)
    try:
        yield
    finally:
        server.close()
        await server.wait_closed()
        await port.close()


class _TextPort:
    def __init__(self, rooms: Rooms, stays: Stays, connections: int) -> None:
        self._rooms = rooms
        self._stays = stays
        self._connections = connections
        self._tasks: set[asyncio.Task[None]] = set()

    def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Must not wait: one task for each connection, which this object ends."""
        if len(self._tasks) >= self._connections:
            writer.write(f"{_FULL}\r\n".encode())
            writer.close()
            return
        task = asyncio.create_task(self._serve(_Lines(reader, writer)), name="text-connection")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _serve(self, lines: "_Lines") -> None:
        try:
            await self._converse(lines)
            lines.close()
        except VoixlaError as error:
            lines.close(f"[{error.message}]")
        except TimeoutError:
            logger.info("text code=slow")
            lines.abort()
        except ConnectionError:
            lines.abort()
        except asyncio.CancelledError:
            lines.abort()
            raise
        except Exception:
            logger.exception("text code=internal")
            lines.abort()

    async def _converse(self, lines: "_Lines") -> None:
        lines.secure()
        await lines.send([_GREETING])
        for _ in range(_TRIES):
            try:
                asked = await self._ask(lines)
                if asked is None:
                    return
                name, token, whole = asked
                session = TextSession(lines, self._rooms, self._stays)
                await session.serve(name, token, whole=whole, cells=None)
                return
            except VoixlaError as error:
                if lines.over or not _is_answer(error):
                    raise
                await lines.send([f"[{error.message}]"])

    async def _ask(self, lines: "_Lines") -> tuple[str, str | None, bool] | None:
        """Room, pass and whether from the start; None when the reader has gone. Raises ``VoixlaError``."""
        answer = await lines.answer(_WHICH_ROOM)
        if answer is None or answer == "q":
            return None
        name, _, rest = answer.partition(" ")
        checked_room_name(name)
        token: str | None = None
        try:
            self._rooms.access.grant(name, None)
        except VoixlaError as error:
            if error.code != "access.needed":
                raise
            token = await lines.answer(_WHICH_PASS)
            if token is None:
                return None
        return name, token, rest.strip().lower() in _FROM_THE_START


def _is_answer(error: VoixlaError) -> bool:
    """Another answer may do better."""
    return error.code.startswith("access.") or error.code in ("room.bad_name", "room.unknown")


class _Lines:
    """A carrier over one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._telnet = TelnetLines()
        self._waiting: list[str | None] = []
        self.over = False
        """The reader's side has ended."""

    def secure(self) -> None:
        """A line that died is noticed, and little is written ahead of a reader."""
        self._writer.transport.set_write_buffer_limits(high=_BUFFER)
        connection = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(_BEHIND_SECONDS * 1000))

    async def answer(self, question: str) -> str | None:
        """What the reader answers; None when they have gone. Raises ``text.no_answer``."""
        await self.send([question])
        try:
            async with asyncio.timeout(_ASK_SECONDS):
                while (line := await self.receive()) == "":
                    pass
                return line
        except TimeoutError:
            raise VoixlaError("text.no_answer", _NO_ANSWER) from None

    async def receive(self) -> str | None:
        while not self._waiting:
            data = await self._reader.read(_CHUNK)
            if not data:
                self.over = True
                return None
            self._waiting = self._telnet.feed(data)
            if replies := self._telnet.replies():
                self._writer.write(replies)
                await self._drain()
        line = self._waiting.pop(0)
        if line is None:
            await self.send([f"[{_TOO_LONG}]"])
            return ""
        return line

    async def send(self, rows: list[str]) -> None:
        self._writer.write("".join(f"{row}\r\n" for row in rows).encode("utf-8", "replace"))
        await self._drain()

    async def _drain(self) -> None:
        async with asyncio.timeout(_BEHIND_SECONDS):
            await self._writer.drain()

    def close(self, last: str | None = None) -> None:
        """What was written still goes out."""
        if last is not None and not self._writer.is_closing():
            self._writer.write(f"{last}\r\n".encode("utf-8", "replace"))
        self._writer.close()

    def abort(self) -> None:
        """Without waiting for the other side, which takes nothing."""
        self._writer.transport.abort()
