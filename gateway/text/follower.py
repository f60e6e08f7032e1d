"""One reader's seat in a room, told as lines of plain text: what pages get as messages becomes the backlog's lines.

A follower is a reader as every other: same door, same passes, same ways to be shown out. It hears nothing.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from captions import wire
from captions.errors import VoixlaError
from captions.ids import SegmentId
from gateway.access.roles import Role
from gateway.access.stays import Stay, Stays
from gateway.live import protocol
from gateway.live.closing import Close
from gateway.live.messages import Hello
from gateway.people import Seat
from gateway.rooms import Rooms, checked_room_name
from gateway.text import wording
from gateway.text.backlog import LONGEST, Backlog
from gateway.text.lines import Lines

_AT_A_TIME = 50
_Message = Mapping[str, Any]


class Follower:
    """``run`` it as a task; ``backlog`` grows and ``wake`` is set meanwhile."""

    def __init__(self, seat: Seat, *, whole: bool) -> None:
        """``whole``: from the beginning of the meeting, not from now."""
        self._seat = seat
        self._whole = whole
        self._lines = Lines()
        self._lines.discreet = True  # what was said off the record is for those who were there
        self._past: deque[str] = deque(maxlen=LONGEST)
        self._said = 0
        self._present = False
        self._now_ms = 0
        self._media_up = True
        self.backlog = Backlog()
        self.wake = asyncio.Event()
        self.speaking: list[str] = []
        """Names of those who speak now."""

    async def run(self) -> int:
        """Until the room has done with this reader; how, as a close code."""
        seat = self._seat
        while seat.verdict is None:
            await self._take_all()
            if seat.inside and not self._present:
                self._begin()
            if seat.verdict is None:
                await seat.reader.wait()
        code, message = seat.verdict
        self._tell(self._lines.close())
        self._hear(json.loads(message))
        return code

    async def _take_all(self) -> None:
        """What there is by now."""
        taken = 0
        while (message := self._seat.reader.take()) is not None and self._seat.verdict is None:
            self._hear(json.loads(message))
            taken += 1
            if taken % _AT_A_TIME == 0:
                await asyncio.sleep(0)

    def _hear(self, message: _Message) -> None:
        told = _TOLD.get(message["type"])
        if told is not None:
            self._tell(told(self, message))

    def _tell(self, lines: list[str]) -> None:
        for line in lines:
            self.backlog.push(line)
        if lines:
            self.wake.set()

    def _begin(self) -> None:
        """Everything said before this reader came has been taken."""
        self._present = True
        self._keep(self._lines.tick(self._now_ms))
        self._lines.discreet = False
        if self._whole:
            forgotten = self._said - len(self._past)
            self._tell([wording.lost(forgotten)] if forgotten > 0 else [])
            self._tell(list(self._past))
        else:
            self._tell([wording.said_before(self._said)] if self._said else [])
            self._tell([self._lines.state] if self._lines.state else [])
            self._tell([wording.OFF_RECORD_BEGINS] if self._lines.off_record else [])
        self._past.clear()

    def _event(self, message: _Message) -> list[str]:
        lines = self._lines.push(wire.decode(message["event"]))
        if self._present:
            return lines
        self._keep(lines)
        return []

    def _keep(self, lines: list[str]) -> None:
        self._past.extend(lines)
        self._said += len(lines)

    def _welcome(self, message: _Message) -> list[str]:
        self._now_ms = message["now_ms"]
        self._people(message)
        lines = [wording.come_in(message["room"])]
        if (notice := message.get("notice")) is not None:
            lines.append(f"[{notice['fr']}]")
        if (engine := message.get("engine")) is not None:
            lines.append(wording.made_by(engine["model"], engine["note_fr"]))
        if not message["captions"]:
            lines.append(wording.CAPTIONS_OFF)
        return lines

    def _people(self, message: _Message) -> list[str]:
        self.speaking = [person["name"] for person in message["people"] if person["speaking"]]
        return []

    def _clock(self, message: _Message) -> list[str]:
        self._now_ms = message["now_ms"]
        return self._lines.tick(self._now_ms) if self._present else []

    def _media(self, message: _Message) -> list[str]:
        if message["up"] == self._media_up:
            return []
        self._media_up = message["up"]
        return [wording.MEDIA_UP if self._media_up else wording.MEDIA_DOWN]

    def _answered(self, message: _Message) -> list[str]:
        return [self._lines.repeated(SegmentId(message["segment"]))] if message["how"] == "repeat" else []


_TOLD: Mapping[str, Callable[[Follower, _Message], list[str]]] = MappingProxyType(
    {
        "event": Follower._event,
        "welcome": Follower._welcome,
        "people": Follower._people,
        "clock": Follower._clock,
        "media": Follower._media,
        "answered": Follower._answered,
        "waiting": lambda follower, message: [wording.waits(host=message["host"])],
        "error": lambda follower, message: [f"[{message['fr']}]"],
    }
)


@asynccontextmanager
async def following(
    rooms: Rooms, stays: Stays, name: str, token: str | None, *, whole: bool = False
) -> AsyncIterator[Follower]:
    """A seat in the room ``name``, kept while inside. Raises ``VoixlaError`` when there is none for ``token``."""
    rooms.access.grant(
        checked_room_name(name), token
    )  # before a room is opened for somebody who may not come in
    room = await rooms.enter(name)
    # Again: links may have been revoked while the room opened.
    grant = rooms.access.grant(name, token)
    hello = Hello(role="reader", name="", session=None, after=0, person=None, token=token)
    # As a reader whatever the pass is worth: others are offered sound, which costs the server and nobody here hears.
    seat = room.enter(hello, replace(grant, role=Role.READER))
    stay = Stay(room=name, grant=grant, show_out=partial(_show_out, seat))
    stays.begin(stay)
    try:
        yield Follower(seat, whole=whole)
    finally:
        stays.end(stay)
        await room.leave(seat, for_good=True)


def _show_out(seat: Seat, reason: VoixlaError) -> None:
    seat.dismiss(Close.REMOVED, protocol.error(reason, fatal=True))
