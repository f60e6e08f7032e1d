"""One person's connection towards us: the offer comes from them, packets go to the intake.

Ends by itself when the connection breaks, is closed at the other end, or never comes about; whoever made it is
told once and closes it.
"""

import asyncio
from collections.abc import Callable

from aiortc import RTCPeerConnection

from gateway.media.embedded.sdp import audio_offer
from gateway.media.embedded.vendor import (
    add_opus,
    close_connection,
    new_connection,
    receive_packets,
    take_description,
)
from gateway.media.intake import Intake

CONNECT_SECONDS = 20.0


class Publisher:
    """``negotiate`` once, then packets flow into ``intake`` until ``ended`` is called or ``close`` returns.

    ``ended`` gets True when the connection failed, False when the other end hung up.
    """

    def __init__(self, *, intake: Intake, ended: Callable[["Publisher", bool], None]) -> None:
        self.intake = intake
        self._ended = ended
        self._pc: RTCPeerConnection | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._over = False

    @property
    def connected(self) -> bool:
        return self._pc is not None and self._pc.connectionState == "connected"

    async def negotiate(self, offer: str) -> str:
        """The answer to ``offer``. Raises ``VoixlaError``; then nothing is left to close."""
        audio = audio_offer(offer)
        pc = self._pc = new_connection()
        try:
            transceiver = add_opus(pc)
            await take_description(pc, "offer", audio.sdp)
            receive_packets([transceiver.receiver], self.intake.arrive)
            await pc.setLocalDescription()
        except BaseException:  # cancelled too: nothing may stay open
            await self.close()
            raise
        pc.on("connectionstatechange", self._watch)
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(CONNECT_SECONDS, self._give_up)
        self._watch()
        return audio.answer(pc.localDescription.sdp)

    async def close(self) -> None:
        """May be called again. No packet arrives afterwards."""
        self._over = True
        if self._deadline is not None:
            self._deadline.cancel()
        if self._pc is not None:
            await close_connection(self._pc)

    def _watch(self) -> None:
        if self._pc is None or self._pc.connectionState not in ("failed", "closed"):
            return
        # A path that breaks closes the connection at once, as a hang-up does; only its transport knows better.
        paths = {receiver.transport.transport.state for receiver in self._pc.getReceivers()}
        self._end(failed=self._pc.connectionState == "failed" or "failed" in paths)

    def _give_up(self) -> None:
        if not self.connected:
            self._end(failed=True)

    def _end(self, *, failed: bool) -> None:
        if not self._over:
            self._over = True
            self._ended(self, failed)
