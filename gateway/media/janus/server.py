"""Janus as a ``MediaServer``: reached or started, watched, and taken up again with all its meetings when it was gone.

Who runs Janus is a ``Source``: ``JanusProcess`` here, or somebody else (``SomewhereElse``).
"""

import asyncio
import logging
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from captions.errors import VoixlaError
from gateway.media.janus.handle import Handle
from gateway.media.janus.link import Link, RefusedError
from gateway.media.janus.room import JanusRoom
from gateway.media.janus.tap_socket import TapSocket
from gateway.media.janus.tokens import Keys, Tokens
from gateway.media.janus.venue import Server
from gateway.tasks import Tasks
from models.audio import Samples

logger = logging.getLogger(__name__)

_PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before each attempt in a row; the last one from then on."""
_SETTLED_SECONDS = 60.0
"""A Janus that has lasted so long is not taken to fail over and over."""


class Source(Protocol):
    """Where a Janus comes from."""

    @property
    def tap_host(self) -> str:
        """Our address as Janus sees it."""
        ...

    @property
    def tap_sender(self) -> str | None:
        """The only address that Janus sends from, if it is known."""
        ...

    async def start(self, tasks: Tasks) -> str:
        """The address of its WebSocket. Raises ``VoixlaError``."""
        ...

    async def ended(self) -> None:
        """Returns when it has died; may never return."""
        ...

    async def stop(self) -> None:
        """May be called again."""
        ...


class SomewhereElse:
    """A Janus that somebody else runs; it sends people's sound to ``tap_host``, an address of ours."""

    tap_sender = None

    def __init__(self, address: str, *, tap_host: str) -> None:
        self._address = address
        self.tap_host = tap_host

    async def start(self, tasks: Tasks) -> str:
        return self._address

    async def ended(self) -> None:
        await asyncio.Event().wait()

    async def stop(self) -> None:
        return


class JanusServer:
    """``instance`` tells this gateway's rooms from those of others on the same Janus."""

    name = "janus"
    video = True

    def __init__(self, source: Source, *, keys: Keys, instance: str) -> None:
        self._source = source
        self._keys = keys
        self._prefix = f"voixla-{instance}-"
        self._tokens = Tokens(keys.signing, clock=time.time)
        self._tap = TapSocket(source.tap_host, sender=source.tap_sender)
        self._group = asyncio.TaskGroup()
        self._tasks = Tasks(self._group)
        self._keeper: asyncio.Task[None] | None = None
        self._server: Server | None = None
        self._rooms: set[JanusRoom] = set()

    async def __aenter__(self) -> Self:
        self._tap.open()
        await self._group.__aenter__()
        first = asyncio.get_running_loop().create_future()
        self._keeper = self._tasks.start("janus", self._keep(first))
        try:
            await first
        except BaseException:  # cancelled too: no Janus may be left running
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
        await self._group.__aexit__(None, None, None)
        self._tap.close()

    async def open(
        self, room: str, *, tasks: Tasks, now: Callable[[], Samples], changed: Callable[[], None]
    ) -> JanusRoom:
        meeting = JanusRoom(
            self._prefix + room, tasks=tasks, now=now, changed=changed, closed=self._rooms.discard
        )
        self._rooms.add(meeting)
        server = self._server
        if server is not None:
            try:
                await meeting.rise(server)
            except VoixlaError:
                # A Janus that is lost comes back, and then the meeting does; one that refuses would go on.
                if not server.link.lost.is_set():
                    self._rooms.discard(meeting)
                    raise
        meeting.settle()
        return meeting

    # --- inside -----------------------------------------------------------------------------------------------------

    async def _keep(self, first: "asyncio.Future[None]") -> None:
        """Until it is cancelled there is a Janus, or one is sought."""
        loop = asyncio.get_running_loop()
        failures = 0
        try:
            while True:
                began = loop.time()
                try:
                    await self._live_once(first)
                except VoixlaError as error:
                    logger.warning("code=%s failures=%d", error.code, failures)
                    if not first.done():
                        first.set_exception(error)
                        return
                failures = 0 if loop.time() - began > _SETTLED_SECONDS else failures + 1
                await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES)) - 1] if failures else 0)
        finally:
            if not first.done():
                first.set_exception(VoixlaError("media.janus_start", "Janus n’a pas démarré."))

    async def _live_once(self, first: "asyncio.Future[None]") -> None:
        """From the start of a Janus to its end, whoever brings that about."""
        link: Link | None = None
        try:
            address = await self._source.start(self._tasks)
            link = await Link.open(address, tokens=self._tokens, tasks=self._tasks)
            await self._rise(link)
            if not first.done():
                first.set_result(None)
            died = self._tasks.start("janus-ended", self._source.ended())
            lost = self._tasks.start("janus-lost", link.lost.wait())
            try:
                await asyncio.wait([died, lost], return_when=asyncio.FIRST_COMPLETED)
            finally:
                died.cancel()
                lost.cancel()
        finally:
            self._fall()
            if link is not None:
                await link.close()
            await self._source.stop()

    async def _rise(self, link: Link) -> None:
        manager = await Handle.attach(link, lambda message: None)
        server = Server(link=link, manager=manager, tokens=self._tokens, keys=self._keys, tap=self._tap)
        # What a gateway that crashed has left: its people are cut off, and their sound is sent to nobody.
        left = await server.rooms(self._prefix)
        for room in left:
            await server.destroy(room)
        logger.info("code=media.janus_up leftovers=%d rooms=%d", len(left), len(self._rooms))
        self._server = server
        for meeting in list(self._rooms):
            try:
                await meeting.rise(server)
            except RefusedError as error:
                logger.error("code=%s reason=%d request=rise", error.code, error.reason)

    def _fall(self) -> None:
        self._server = None
        for meeting in list(self._rooms):
            meeting.fall()
