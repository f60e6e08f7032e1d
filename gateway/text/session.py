"""One plain-text reader from coming in to leaving, over whatever carries lines. Knows no socket.

A carrier that cannot take lines fast enough raises ``TimeoutError``; one that is gone, ``ConnectionError``.
"""

import asyncio
import time
from typing import Protocol

from captions.errors import VoixlaError
from gateway.access.stays import Stays
from gateway.live.allowance import Allowance
from gateway.live.closing import Close
from gateway.live.refusals import refusal
from gateway.rooms import Rooms
from gateway.text.conversation import Conversation
from gateway.text.follower import Follower, following


class Carrier(Protocol):
    """Lines to one reader and back."""

    async def receive(self) -> str | None:
        """The next line; None when nothing more will come."""
        ...

    async def send(self, rows: list[str]) -> None: ...


class TextSession:
    """``serve`` one reader of ``rooms``."""

    def __init__(self, carrier: Carrier, rooms: Rooms, stays: Stays) -> None:
        self._carrier = carrier
        self._rooms = rooms
        self._stays = stays

    async def serve(self, name: str, token: str | None, *, whole: bool, cells: int | None) -> int:
        """How it ended, as a close code. Raises ``VoixlaError`` when there is no place, ``TimeoutError`` when too slow.

        ``whole``: from the beginning of the meeting, not from now.
        """
        async with following(self._rooms, self._stays, name, token, whole=whole) as follower:
            conversation = Conversation(follower.backlog, lambda: follower.speaking, cells=cells)
            seated = asyncio.create_task(follower.run(), name="text-follow")
            listening = asyncio.create_task(self._listen(conversation, follower), name="text-listen")
            writing = asyncio.create_task(self._write(conversation, follower, seated), name="text-write")
            try:
                await asyncio.wait([seated, listening, writing], return_when=asyncio.FIRST_COMPLETED)
                if not writing.done() and not listening.cancelled() and not _gone(listening):
                    await asyncio.wait([writing])  # there may be last words
            finally:
                for task in (seated, listening, writing):
                    task.cancel()
                await asyncio.wait([seated, listening, writing])
            for task in (listening, writing):
                if not task.cancelled() and (error := task.exception()) is not None:
                    if isinstance(error, ConnectionError):
                        return Close.LEFT
                    raise error
            return seated.result() if not seated.cancelled() else Close.LEFT

    async def _listen(self, conversation: Conversation, follower: Follower) -> bool:
        """Until the reader has gone (False) or wants to (True)."""
        allowance = Allowance(time.monotonic())
        while not conversation.over:
            line = await self._carrier.receive()
            if line is None:
                return False
            if not allowance.take(time.monotonic()):
                raise refusal("live.too_many")
            conversation.say(line)
            follower.wake.set()
        return True

    async def _write(
        self, conversation: Conversation, follower: Follower, seated: "asyncio.Task[int]"
    ) -> None:
        """Everything there is to say; returns after the last of it when the reader or the room is done."""
        seated.add_done_callback(lambda _: follower.wake.set())
        while True:
            done = seated.done() or conversation.over
            if done:
                conversation.paused = False
            while (rows := conversation.take()) is not None:
                await self._carrier.send(rows)
            if done:
                return
            await follower.wake.wait()
            follower.wake.clear()


def _gone(listening: "asyncio.Task[bool]") -> bool:
    """The reader has gone, or failed to say anything sensible."""
    return listening.done() and (listening.exception() is not None or not listening.result())


def checked_cells(given: str | None) -> int | None:
    """Cells of a row as an address gives them. Raises ``text.cells``."""
    if given is None or given == "0":
        return None
    if not (given.isascii() and given.isdigit() and 12 <= int(given[:4]) <= 80):
        raise VoixlaError("text.cells", "Le nombre de cellules va de 12 à 80.")
    return int(given)
