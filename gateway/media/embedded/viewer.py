"""One program's connection that only receives: the offer comes from it, one Opus track goes to it (WHEP).

Ends by itself when the connection breaks, is closed at the other end, or never comes about; whoever made it is told
once and closes it. Works beside any meeting server, since it takes packets and not people.
"""

import asyncio
from collections.abc import Callable

from aiortc import RTCPeerConnection

from captions.ids import SpeakerId
from gateway.media.embedded.relay import PacketTrack
from gateway.media.embedded.sdp import listening_offer
from gateway.media.embedded.vendor import add_opus, close_connection, new_connection, take_description

CONNECT_SECONDS = 20.0
_SOURCE = SpeakerId("mix")


class Viewer:
    """``negotiate`` once, then ``send`` packets until ``ended`` is called or ``close`` returns."""

    def __init__(self, *, ended: Callable[["Viewer"], None]) -> None:
        self._ended = ended
        self._track = PacketTrack()
        self._pc: RTCPeerConnection | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._over = False

    async def negotiate(self, offer: str) -> str:
        """The answer to ``offer``. Raises ``VoixlaError``; then nothing is left to close."""
        audio = listening_offer(offer)
        pc = self._pc = new_connection()
        try:
            add_opus(pc, self._track)
            await take_description(pc, "offer", audio.sdp)
            await pc.setLocalDescription()
        except BaseException:  # cancelled too: nothing may stay open
            await self.close()
            raise
        pc.on("connectionstatechange", self._watch)
        self._deadline = asyncio.get_running_loop().call_later(CONNECT_SECONDS, self._give_up)
        self._watch()
        return audio.answer(pc.localDescription.sdp)

    def send(self, ticks: int, payload: bytes) -> None:
        """A packet that starts at ``ticks`` of 48 kHz, which only rise. Dropped while there is no connection."""
        if self._pc is not None and self._pc.connectionState == "connected":
            self._track.send(_SOURCE, ticks, payload)

    async def close(self) -> None:
        """May be called again."""
        self._over = True
        if self._deadline is not None:
            self._deadline.cancel()
        self._track.stop()
        if self._pc is not None:
            self._pc.remove_all_listeners()
            await close_connection(self._pc)

    def _watch(self) -> None:
        if self._pc is not None and self._pc.connectionState in ("failed", "closed"):
            self._end()

    def _give_up(self) -> None:
        if self._pc is None or self._pc.connectionState != "connected":
            self._end()

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._ended(self)
