"""Reads a room from outside, as its pages do, and comes back by itself without missing or repeating an event.

What was said before the first coming is not told. Knows neither where the lines go nor what is done with them.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection, connect

from captions import wire
from captions.errors import VoixlaError
from captions.events import CaptionEvent, Final, Gap, Interim
from gateway.cart.address import RoomAddress
from gateway.live.protocol import SUBPROTOCOL, VERSION
from gateway.text.lines import Lines

_QUIET_S = 10.0
"""The clock comes every 2 s: a line that says nothing for so long is dead."""
_FIRST_S, _LONGEST_S = 1.0, 30.0
_JUST_SAID_MS = 10_000
"""What was said so short a time before the first coming is told: it became final since."""
_FINAL_CODES = ("access.", "room.unknown", "room.bad_name", "room.removed", "room.refused", "live.version")
_AWAY = "La salle ne répond pas. Nouvel essai."
_BACK = "La salle est de nouveau suivie."
_WAITING = "En salle d’attente : quelqu’un doit vous faire entrer."

_Message = Mapping[str, Any]


class RoomReader:
    """``run`` it as a task. ``write`` gets lines of text, ``tell`` what whoever looks on should know."""

    def __init__(
        self,
        address: RoomAddress,
        write: Callable[[str], None],
        tell: Callable[[str], None],
        *,
        first_s: float = _FIRST_S,
    ) -> None:
        self._address = address
        self._write = write
        self._tell = tell
        self._first_s = first_s
        self._session: str | None = None
        self._after = 0
        self._lines = _discreet()
        self._from_ms = 0
        self._away = False
        self._fatal: VoixlaError | None = None

    async def run(self) -> None:
        """Raises ``VoixlaError`` when the room will not have this reader, whatever is done."""
        wait = self._first_s
        while True:
            begun = self._after, self._session
            try:
                await self._follow()
            except (OSError, TimeoutError, ValueError, KeyError, TypeError, websockets.WebSocketException):
                pass
            if self._fatal is not None:
                if self._fatal.code.startswith(_FINAL_CODES):
                    raise self._fatal
                self._fatal = None
            if not self._away:
                self._away = True
                self._tell(_AWAY)
            wait = self._first_s if (self._after, self._session) != begun else min(2 * wait, _LONGEST_S)
            await asyncio.sleep(wait)

    def close(self) -> None:
        """What is open is finished as it stands."""
        self._put(self._lines.close())

    async def _follow(self) -> None:
        offered = [websockets.Subprotocol(SUBPROTOCOL)]
        async with connect(self._address.socket, subprotocols=offered, open_timeout=_QUIET_S) as socket:
            hello = {"type": "hello", "v": VERSION, "role": "reader", "token": self._address.token}
            await socket.send(json.dumps({**hello, "session": self._session, "after": self._after or None}))
            while True:
                self._hear(await _message(socket))

    def _hear(self, message: _Message) -> None:
        match message.get("type"):
            case "welcome":
                self._come_in(message)
            case "waiting":
                self._tell(_WAITING)
            case "event":
                self._take(message["event"])
            case "clock":
                self._put(self._lines.tick(int(message["now_ms"])))
            case "error" if message.get("fatal"):
                self._fatal = VoixlaError(str(message["code"]), str(message["fr"]))

    def _come_in(self, message: _Message) -> None:
        if self._away:
            self._away = False
            self._tell(_BACK)
        first = self._session is None
        if message["session"] != self._session:
            self.close()
            self._session, self._after, self._lines = message["session"], 0, _discreet()
            self._from_ms = max(0, int(message["now_ms"]) - _JUST_SAID_MS) if first else 0

    def _take(self, data: object) -> None:
        try:
            event = wire.decode(data)
        except VoixlaError:
            return  # of a newer server
        if event.seq <= self._after:
            return
        self._after = event.seq
        lines = self._lines.push(event)
        if _said_ms(event) >= self._from_ms:
            self._put(lines)

    def _put(self, lines: list[str]) -> None:
        for line in lines:
            self._write(line)


def _discreet() -> Lines:
    """Who shows captions elsewhere may keep them: what is off the record does not leave."""
    lines = Lines()
    lines.discreet = True
    return lines


async def _message(socket: ClientConnection) -> _Message:
    async with asyncio.timeout(_QUIET_S):
        message = json.loads(await socket.recv())
    if not isinstance(message, dict):
        raise ValueError
    return message


def _said_ms(event: CaptionEvent) -> int:
    return event.end_ms if isinstance(event, Interim | Final | Gap) else event.at_ms
