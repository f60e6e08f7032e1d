"""The plain text over a WebSocket, ``/text/{room}``: one line a message, and the same commands as by telnet.

Close codes are those of the live protocol.
"""

import asyncio
import logging

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from captions.errors import VoixlaError
from gateway.access.stays import Stays
from gateway.http.headers import may_connect
from gateway.live.closing import Close
from gateway.live.refusals import refusal
from gateway.rooms import Rooms, checked_room_name
from gateway.settings import Settings
from gateway.text import wording
from gateway.text.session import TextSession, checked_cells
from gateway.text.telnet import LONGEST_LINE

logger = logging.getLogger(__name__)

SUBPROTOCOL = "voixla.text.v1"
_PASS_SECONDS = 10.0
_SEND_SECONDS = 10.0


def add_text(app: FastAPI, rooms: Rooms, settings: Settings, stays: Stays) -> None:
    """The route. A pass comes as ``?token=`` or, where rooms ask for one, as the first message."""

    async def text(socket: WebSocket) -> None:
        if not may_connect(socket.headers, settings.origins):
            await socket.close(Close.REFUSED)
            return
        await socket.accept(SUBPROTOCOL if SUBPROTOCOL in socket.scope["subprotocols"] else None)
        await _serve(_Lines(socket), socket, rooms, stays)

    app.add_api_websocket_route("/text/{room:path}", text)


async def _serve(lines: "_Lines", socket: WebSocket, rooms: Rooms, stays: Stays) -> None:
    try:
        name, asked = checked_room_name(socket.path_params["room"]), socket.query_params
        cells = checked_cells(asked.get("cells"))
        token = asked.get("token") or await _first_line(lines, rooms, name)
        session = TextSession(lines, rooms, stays)
        code = await session.serve(name, token, whole=asked.get("from") == "start", cells=cells)
        await lines.close(code)
    except VoixlaError as error:
        await lines.close(Close.REFUSED, f"[{error.message}]")
    except TimeoutError:
        logger.info("text code=slow")
        await lines.close(Close.SLOW)
    except ConnectionError:
        logger.debug("text code=gone")


async def _first_line(lines: "_Lines", rooms: Rooms, name: str) -> str | None:
    """The pass, where one is needed."""
    try:
        rooms.access.grant(name, None)
        return None
    except VoixlaError as error:
        if error.code != "access.needed":
            raise
    try:
        async with asyncio.timeout(_PASS_SECONDS):
            return await lines.receive()
    except TimeoutError:
        raise refusal("access.needed") from None


class _Lines:
    """A carrier over one accepted socket."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def receive(self) -> str | None:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        text = message.get("text")
        if not isinstance(text, str) or len(text) > LONGEST_LINE:
            return "?"
        return text

    async def send(self, rows: list[str]) -> None:
        async with asyncio.timeout(_SEND_SECONDS):
            for row in rows:
                await self._send(row)

    async def close(self, code: int, last: str | None = None) -> None:
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                if last is not None:
                    await self._send(last)
                reason = wording.TOO_SLOW if code == Close.SLOW else None
                await self._socket.close(code, reason)
        except (ConnectionError, RuntimeError, TimeoutError, WebSocketDisconnect):
            logger.debug("text code=gone")

    async def _send(self, row: str) -> None:
        try:
            await self._socket.send_text(row)
        except (WebSocketDisconnect, RuntimeError) as error:
            # The framework says RuntimeError when it is asked to send on a socket that has just closed.
            raise ConnectionResetError from error
