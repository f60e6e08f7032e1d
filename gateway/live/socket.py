"""One page's WebSocket: carries messages between it and its seat in a room, and nothing else.

| Close code | Means | The page then |
|---|---|---|
| 1000 | it said that it leaves | is done |
| 1008 | refused; the reason came before, as a fatal ``error`` | is done |
| 1011, 1012 | the room failed, the server stops | comes back later |
| 4403 | removed, or the links were revoked; the reason came before, as a fatal ``error`` | is done |
| 4408 | it cannot keep up | comes back and resumes by ``seq`` |
| 4409 | the same person came in from elsewhere | is done |
"""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial

from fastapi import WebSocket, WebSocketDisconnect

from captions.errors import VoixlaError
from gateway.access.stays import Stay, Stays
from gateway.live import protocol
from gateway.live.allowance import Allowance
from gateway.live.closing import Close
from gateway.live.messages import Hello, Leave, parse
from gateway.live.refusals import refusal
from gateway.people import Seat
from gateway.room import Room
from gateway.rooms import Rooms, checked_room_name

logger = logging.getLogger(__name__)

_HELLO_SECONDS = 10.0
_SEND_SECONDS = 10.0
# The framework says RuntimeError when it is asked to send on a socket that has just closed.
_GONE = (WebSocketDisconnect, RuntimeError)


class LiveSocket:
    """``serve`` an accepted socket until one side closes it."""

    def __init__(
        self, socket: WebSocket, stays: Stays | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._socket = socket
        self._stays = stays or Stays()
        self._clock = clock
        self._allowance = Allowance(clock())

    async def serve(self, rooms: Rooms, name: str, *, spoken: bool) -> None:
        """``spoken``: the page said that it speaks this protocol."""
        try:
            if not spoken:
                raise refusal("live.version")
            await self._serve(rooms, checked_room_name(name))
        except VoixlaError as error:
            code = Close.REMOVED if error.code == "room.removed" else Close.REFUSED
            await self._close(code, protocol.error(error, fatal=True))
        except WebSocketDisconnect:
            logger.debug("socket code=gone")

    async def _serve(self, rooms: Rooms, name: str) -> None:
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                hello = parse(await self._receive())
        except TimeoutError:
            raise refusal("live.hello_first") from None
        if not isinstance(hello, Hello):
            raise refusal("live.hello_first")
        rooms.access.grant(name, hello.token)  # before a room is opened for somebody who may not come in
        room = await rooms.enter(name)
        # Again: links may have been revoked while the room opened.
        grant = rooms.access.grant(name, hello.token)
        seat = room.enter(hello, grant)
        stay = Stay(room=name, grant=grant, show_out=partial(_show_out, seat))
        self._stays.begin(stay)
        listening = asyncio.create_task(self._listen(room, seat), name="socket-listen")
        sending = asyncio.create_task(self._send(seat), name="socket-send")
        try:
            await asyncio.wait([listening, sending], return_when=asyncio.FIRST_COMPLETED)
        finally:
            listening.cancel()
            sending.cancel()
            await asyncio.wait([listening, sending])
            self._stays.end(stay)
            left = not listening.cancelled() and listening.exception() is None and listening.result()
            shown_out = seat.verdict is not None and seat.verdict[0] == Close.REMOVED
            await room.leave(seat, for_good=left or shown_out)
        if not listening.cancelled():
            listening.result()
        if left:
            await self._close(Close.LEFT)

    async def _listen(self, room: Room, seat: Seat) -> bool:
        """Until the page closes the socket (False) or says that it leaves (True)."""
        while True:
            try:
                data = await self._receive()
            except WebSocketDisconnect:
                return False
            if not self._allowance.take(self._clock()):
                raise refusal("live.too_many")
            try:
                message = parse(data)
                if isinstance(message, Leave):
                    return True
                await room.handle(seat, message)
            except VoixlaError as error:
                seat.reader.post(protocol.error(error))
            # Messages that wait already come without a pause: the answers to them must go out meanwhile.
            await asyncio.sleep(0)

    async def _send(self, seat: Seat) -> None:
        """Everything that the seat has to say; then closes, which ends ``_listen``."""
        reader = seat.reader
        try:
            while seat.verdict is None:
                while (message := reader.take()) is not None and seat.verdict is None:
                    async with asyncio.timeout(_SEND_SECONDS):
                        await self._socket.send_text(message)
                    if reader.behind:
                        raise TimeoutError
                if seat.verdict is None:
                    await reader.wait()
            await self._close(*seat.verdict)
        except TimeoutError:
            logger.info("socket code=slow")
            await self._close(Close.SLOW)
        except _GONE:
            logger.debug("socket code=gone")

    async def _receive(self) -> str | bytes:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1006))
        data: str | bytes | None = message.get("text")
        return data if data is not None else message.get("bytes") or b""

    async def _close(self, code: int, last: str | None = None) -> None:
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                if last is not None:
                    await self._socket.send_text(last)
                await self._socket.close(code)
        except (*_GONE, TimeoutError):
            logger.debug("socket code=gone")


def _show_out(seat: Seat, reason: VoixlaError) -> None:
    seat.dismiss(Close.REMOVED, protocol.error(reason, fatal=True))
