"""One person's connection towards Janus on one feed: their offer in, the answer out, a copy of the sound to the tap.

Ends by itself when the connection breaks, is closed at the other end, or never comes about; whoever made it is told
once and closes it. When Janus is gone it is only forgotten.
"""

import asyncio
import secrets
from collections.abc import Callable

from captions.errors import VoixlaError
from gateway.media.intake import Intake
from gateway.media.janus.handle import Description, Handle
from gateway.media.janus.level_gate import LevelGate, level_extension
from gateway.media.janus.link import Message
from gateway.media.janus.offers import published
from gateway.media.janus.rtp import Received
from gateway.media.janus.venue import Venue
from gateway.media.ports import Feed
from gateway.tasks import Tasks

CONNECT_SECONDS = 20.0
# How Janus names the end of a connection that the other end closed in order.
_HUNG_UP = ("DTLS alert", "Close PC")


class Publisher:
    """``negotiate`` once; then ``flowing`` is called when media comes, and ``ended`` when it never will again.

    ``ended`` gets True when the connection failed, False when the other end hung up.
    """

    def __init__(
        self,
        venue: Venue,
        feed: Feed,
        *,
        intake: Intake | None,
        tasks: Tasks,
        flowing: Callable[[], None],
        ended: Callable[["Publisher", bool], None],
    ) -> None:
        self._venue = venue
        self._feed = feed
        self.intake = intake
        self._tasks = tasks
        self._flowing = flowing
        self._ended = ended
        self._handle: Handle | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._audio: str | None = None
        self._source: int | None = None
        self._muted = self._muted_there = False
        self._silencing = asyncio.Lock()
        self._stretch = 0
        self._gate = LevelGate(None)
        self._agreed = self._over = False
        self.id = f"{feed}-{secrets.token_urlsafe(9)}"
        """Of this connection on Janus, used once; says nothing of the person."""
        self.connected = False

    async def negotiate(self, offer: str, *, muted: bool) -> str:
        """The answer to ``offer``. Raises ``VoixlaError``; then nothing is left to close."""
        checked = published(offer, self._feed)
        try:
            self._handle = await self._venue.attach(self._on_event)
            await self._venue.join(self._handle, {"ptype": "publisher", "id": self.id})
            reply = await self._handle.ask({"request": "publish"}, Description(kind="offer", sdp=checked.sdp))
            if reply.sdp is None:
                raise VoixlaError("media.bad_sdp", "L’offre de média est illisible.")
            if self.intake is not None and checked.audio is not None:
                self._audio = checked.audio
                self._gate = LevelGate(level_extension(reply.sdp))
                self._source = self._venue.tap.receive(self._hear)
                await self._venue.forward(self.id, self._audio, self._source)
                self._muted = muted
                await self._tell_mute()
        except BaseException:  # cancelled too: Janus must not keep half a publisher
            await self.close()
            raise
        self._agreed = True
        self._deadline = asyncio.get_running_loop().call_later(CONNECT_SECONDS, self._give_up)
        return reply.sdp

    def mute(self, muted: bool) -> None:
        """Here at once, at Janus a moment later."""
        self._stretch += self._muted and not muted
        self._muted = muted
        if self.intake is not None:
            self.intake.mute(muted)
        self._tasks.start("publisher-mute", self._tell_mute())

    async def close(self) -> None:
        """May be called again. No packet arrives afterwards."""
        self._over = True
        if self._deadline is not None:
            self._deadline.cancel()
        if self._source is not None:
            self._venue.tap.forget(self._source)
        handle, self._handle = self._handle, None
        if handle is not None:
            await handle.detach()

    def _hear(self, received: Received) -> None:
        if self.intake is None:
            return
        if not self._gate.passes(received):
            self.intake.rest()
        else:
            # What was left out on purpose, at Janus or here, is no loss: a new source begins.
            stretch = self._stretch + self._gate.openings
            self.intake.arrive(received.source + (stretch << 32), received.packet)

    def _on_event(self, message: Message) -> None:
        match message["janus"]:
            case "webrtcup" if not self._over:
                self.connected = True
                if self._deadline is not None:
                    self._deadline.cancel()
                self._flowing()
            case "hangup":
                self._end(failed=str(message.get("reason", "")) not in _HUNG_UP)
            case "detached":
                self._end(failed=True)

    async def _tell_mute(self) -> None:
        async with self._silencing:
            while self._muted != self._muted_there and self._audio is not None and not self._over:
                muted = self._muted
                await self._venue.silence(self.id, self._audio, muted)
                self._muted_there = muted

    def _give_up(self) -> None:
        if not self.connected:
            self._end(failed=True)

    def _end(self, *, failed: bool) -> None:
        # While negotiating there is nobody to be told yet: whoever asked for it gets an error.
        if not self._over and self._agreed:
            self._over = True
            self._ended(self, failed)
