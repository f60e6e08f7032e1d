"""All meetings of this server: opens a room for the first who comes, forgets it when it is over.

One task per room; a room that breaks ends alone. Leaving the context ends every room in order: what was said
becomes final, pages are told to come back.
"""

import asyncio
import logging
import re
from functools import partial
from types import TracebackType
from typing import Self

from captions.errors import VoixlaError
from gateway.access.grants import Access, OpenAccess
from gateway.archive.recorders import Recorders
from gateway.captioner import SessionFactory
from gateway.live.refusals import refusal
from gateway.media.audience import Audience
from gateway.media.embedded.server import EmbeddedServer
from gateway.media.overheard import OverheardServer
from gateway.media.ports import MediaServer
from gateway.meeting.rules import RoomRules
from gateway.meeting.sharing import Prepare
from gateway.meeting.staff import Premises
from gateway.room import Room

logger = logging.getLogger(__name__)

_NAME = re.compile(r"[a-z0-9-]{3,64}")


def checked_room_name(name: str) -> str:
    """``name`` if it can be one. Raises ``room.bad_name``."""
    if not _NAME.fullmatch(name):
        raise refusal("room.bad_name")
    return name


class Rooms:
    """Enter it, in the task that will leave it; then ``enter`` rooms."""

    def __init__(
        self,
        *,
        sessions: SessionFactory,
        media: MediaServer | None = None,
        access: Access | None = None,
        rules: RoomRules | None = None,
        limit: int = 50,
        recorders: Recorders | None = None,
        prepare_voices: Prepare | None = None,
    ) -> None:
        """``media`` is entered by whoever gives it; by default it is the embedded server, which needs no entering.

        ``access``: open by default. Without ``recorders`` no meeting is ever kept, without ``prepare_voices``
        no microphone is shared.
        """
        self._sessions = sessions
        self._media = OverheardServer(media or EmbeddedServer())
        self.access: Access = access or OpenAccess()
        self._rules = rules or RoomRules()
        self._limit = limit
        self._recorders = recorders
        self._prepare_voices = prepare_voices
        self._rooms: dict[str, Room] = {}
        self._group = asyncio.TaskGroup()
        self._open = False

    @property
    def ready(self) -> bool:
        """Somebody can come in."""
        return self._open

    @property
    def video(self) -> bool:
        """Meetings have pictures."""
        return self._media.video

    def __len__(self) -> int:
        return len(self._rooms)

    @property
    def people(self) -> int:
        """Participants in all rooms."""
        return sum(room.participants for room in self._rooms.values())

    @property
    def captioned(self) -> int:
        """Rooms with captions on."""
        return sum(room.captioned for room in self._rooms.values())

    @property
    def shared(self) -> int:
        """Microphones at which several people speak, in all rooms."""
        return sum(room.shared for room in self._rooms.values())

    @property
    def talkers(self) -> int:
        """People who speak in rooms with captions on."""
        return sum(room.talkers for room in self._rooms.values() if room.captioned)

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        for room in self._rooms.values():
            room.stop()
        await self._group.__aexit__(kind, error, trace)

    async def enter(self, name: str) -> Room:
        """The room ``name``, open; made if need be. Raises ``VoixlaError`` when it cannot be.

        Whoever gets it must take a seat without waiting for anything in between.
        """
        checked_room_name(name)
        if not self.access.known(name):
            raise refusal("room.unknown")
        while True:
            if not self._open:
                raise refusal("rooms.closing")
            room = self._rooms.get(name) or self._begin(name)
            await asyncio.shield(room.opened)
            if not room.ending:
                return room
            await room.over.wait()

    def find(self, name: str) -> Room | None:
        """The room ``name`` if somebody is in it."""
        return self._rooms.get(name)

    def audience(self, name: str) -> Audience | None:
        """Who listens to the room ``name`` without a page; None while nobody is in it."""
        return self._media.audience(name)

    async def kept(self, name: str) -> tuple[bool, bool]:
        """Whether what is said in the room ``name`` is kept, and its sound; or would be as soon as somebody comes.

        Raises ``archive.*``.
        """
        room = self._rooms.get(name)
        if room is not None and not room.ending:
            return room.transcribed, room.sounding
        return (self._recorders is not None and await self._recorders.broken_off(name)), False

    def _begin(self, name: str) -> Room:
        if len(self._rooms) >= self._limit:
            raise refusal("rooms.full")
        room = self._rooms[name] = Room(
            name,
            sessions=self._sessions,
            premises=Premises(
                media=self._media,
                rules=self._rules,
                admit=self._admit,
                keep_latch=partial(self.access.keep_latch, name),
                recorders=self._recorders,
                prepare_voices=self._prepare_voices,
            ),
            latch=self.access.latch(name),
        )
        self._group.create_task(self._run(room), name="room")
        return room

    def _admit(self, talkers: int) -> None:
        """Raises ``captions.full``. Alone, a room may have all of the machine, be it ever so slow."""
        limit, others = self._rules.talkers, self.talkers
        if limit is not None and others and others + max(1, talkers) > limit:
            raise refusal("captions.full")

    async def _run(self, room: Room) -> None:
        try:
            await room.run()
        except* VoixlaError as errors:
            codes = [error.code for error in errors.exceptions if isinstance(error, VoixlaError)]
            logger.error("session=%s codes=%s", room.session, codes)
        except* Exception:
            logger.exception("session=%s code=internal", room.session)
        finally:
            del self._rooms[room.name]
            room.over.set()
