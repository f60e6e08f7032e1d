"""A connection of our own into a meeting, on whichever meeting server, that says what it is given.

Sends nothing between two sounds. Whoever made it closes it; ``lost`` tells when it broke.
"""

import asyncio
from collections.abc import Callable

import numpy as np
from aiortc import RTCPeerConnection

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.media.embedded.relay import PacketTrack
from gateway.media.embedded.vendor import (
    add_opus,
    allow_loopback,
    close_connection,
    new_connection,
    take_description,
)
from gateway.media.mix import FRAME
from gateway.media.opus import OPUS_RATE
from gateway.media.opus_encoder import OpusEncoder
from models.audio import SAMPLE_RATE, Pcm, to_samples

_CONNECT_SECONDS = 10.0
_FRAME_SECONDS = FRAME / SAMPLE_RATE
_FRAME_TICKS = FRAME * OPUS_RATE // SAMPLE_RATE
_AROUND = to_samples(200)
"""Of silence, lest the first and the last syllable be cut off."""


class Talker:
    """``offer``, ``accept`` the answer, then ``say``, one after the other."""

    def __init__(self) -> None:
        allow_loopback()
        self._track = PacketTrack()
        self._pc: RTCPeerConnection = new_connection()
        self._changed = asyncio.Event()
        self._pc.on("connectionstatechange", self._changed.set)
        self._said = 0

    @property
    def lost(self) -> bool:
        return self._pc.connectionState in ("failed", "closed")

    async def offer(self) -> str:
        add_opus(self._pc, self._track)
        await self._pc.setLocalDescription()
        sdp: str = self._pc.localDescription.sdp
        return sdp

    async def accept(self, answer: str) -> None:
        """Returns when the connection is up. Raises ``VoixlaError`` when it cannot be."""
        await take_description(self._pc, "answer", answer)
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                while self._pc.connectionState != "connected" and not self.lost:
                    await self._changed.wait()
                    self._changed.clear()
        except TimeoutError:
            pass
        if self._pc.connectionState != "connected":
            raise VoixlaError("voice.failed", "Le texte n’a pas pu être lu à voix haute.", retryable=True)

    async def say(self, pcm: Pcm, wanted: Callable[[], bool]) -> None:
        """``pcm`` (n,) at the pace of speech; returns at its end, or soon after it is ``wanted`` no more."""
        loop = asyncio.get_running_loop()
        encoder, ticks, due = OpusEncoder(), 0, loop.time()
        self._said += 1
        source = SpeakerId(f"said-{self._said}")
        rest = -(len(pcm) + 2 * _AROUND) % FRAME
        sound = np.pad(pcm, (_AROUND, _AROUND + rest))
        for begin in range(0, len(sound), FRAME):
            if self.lost or not wanted():
                return
            for payload in encoder.encode(sound[begin : begin + FRAME]):
                self._track.send(source, ticks, payload)
                ticks += _FRAME_TICKS
            due += _FRAME_SECONDS
            await asyncio.sleep(due - loop.time())

    async def close(self) -> None:
        """May be called again."""
        self._track.stop()
        await close_connection(self._pc)
