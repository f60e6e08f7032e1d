"""Readers of the plain text by hand: over a WebSocket, and at a terminal over TCP."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import websockets
from websockets.asyncio.client import ClientConnection, connect

from gateway.access.stays import Stays
from gateway.http.server import bind
from gateway.text.port import open_text_port
from gateway.text.socket import SUBPROTOCOL
from tests.fakes.meeting import Meeting, until


class TextPage:
    """Follows ``/text/ROOM``; ``lines`` is what came."""

    def __init__(self, server: Meeting, path: str) -> None:
        self._address = f"ws://{server.address}/text/{path}"
        self._socket: ClientConnection
        self._reading: asyncio.Task[None]
        self.lines: list[str] = []
        self.close_code: int | None = None

    async def __aenter__(self) -> Self:
        offered = [websockets.Subprotocol(SUBPROTOCOL)]
        self._socket = await connect(self._address, subprotocols=offered, proxy=None)
        assert self._socket.subprotocol == SUBPROTOCOL
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._socket.close()
        await self._reading

    async def say(self, line: str | bytes) -> None:
        await self._socket.send(line)

    async def reads(self, *wanted: str) -> None:
        for line in wanted:
            await until(lambda line=line: line in self.lines, f"« {line} » is read in {self.lines[:9]}")  # type: ignore[misc]

    async def ends(self, code: int) -> None:
        await until(lambda: self.close_code is not None, f"it ends, after {self.lines}")
        assert self.close_code == code

    async def _read(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for message in self._socket:
                assert isinstance(message, str)
                self.lines.append(message)
        self.close_code = self._socket.close_code


@dataclass(frozen=True)
class TextPort:
    port: int


@asynccontextmanager
async def text_port(
    server: Meeting, stays: Stays | None = None, *, connections: int = 50
) -> AsyncIterator[TextPort]:
    with bind("127.0.0.1", 0) as listener:
        async with open_text_port(server.rooms, stays or Stays(), listener, connections=connections):
            yield TextPort(listener.getsockname()[1])


class Terminal:
    """A telnet without negotiation; ``lines`` is what came, and ``raw`` the first of it."""

    def __init__(self, port: TextPort, *answers: str, receive_buffer: int | None = None) -> None:
        self._port = port.port
        self._answers = answers
        self._receive_buffer = receive_buffer
        self._reading: asyncio.Task[None] | None = None
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter
        self.lines: list[str] = []
        self.raw = b""
        self.over = False

    async def __aenter__(self) -> Self:
        connection = socket.socket()
        if self._receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", self._port))
        self.reader, self.writer = await asyncio.open_connection(sock=connection)
        if self._receive_buffer is None:
            self.read()
        for answer in self._answers:
            await self.say(answer)
        return self

    async def __aexit__(self, *error: object) -> None:
        self.writer.close()
        if self._reading is not None:
            await self._reading

    def read(self) -> None:
        """From now on; at once unless there is a ``receive_buffer``."""
        self._reading = asyncio.create_task(self._read())

    async def say(self, line: str) -> None:
        await self.send(f"{line}\r\n".encode())

    async def send(self, data: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def reads(self, *wanted: str) -> None:
        for line in wanted:
            await until(lambda line=line: line in self.lines, f"« {line} » is read in {self.lines[:9]}")  # type: ignore[misc]

    async def ends(self) -> None:
        await until(lambda: self.over, f"it ends, after {self.lines}")

    async def _read(self) -> None:
        try:
            rest = b""
            while data := await self.reader.read(65536):
                self.raw = (self.raw + data)[:65536]
                *lines, rest = (rest + data).split(b"\r\n")
                self.lines += [line.decode(errors="replace") for line in lines]
        except ConnectionError:
            pass
        self.over = True
