"""The outgoing track of one place at a listener's: carries the packets of whoever has the place.

The media library sends what ``recv`` returns; given packets instead of frames, it encodes nothing. The queue is
bounded: half a second, then the oldest packet is dropped, since late sound is worse than a short hole.
"""

import asyncio
from collections import deque
from fractions import Fraction
from typing import cast

import av
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError

from captions.ids import SpeakerId
from gateway.media.opus import OPUS_RATE

_BOUND = 25
_TIME_BASE = Fraction(1, OPUS_RATE)


class PacketTrack(MediaStreamTrack):
    """``send`` never blocks. Times of successive sources are joined, so the far end hears one stream."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._packets: deque[av.Packet[av.AudioStream]] = deque(maxlen=_BOUND)
        self._filled = asyncio.Event()
        self._source: SpeakerId | None = None
        self._offset = 0
        self._last_pts = 0
        self._last_at: float | None = None
        self.dropped = 0

    def send(self, source: SpeakerId, ticks: int, payload: bytes) -> None:
        """``payload`` starts at ``ticks`` of its source's time; times of one source only rise."""
        now = asyncio.get_running_loop().time()
        if source != self._source:
            self._source = source
            silent = now - self._last_at if self._last_at is not None else 0.0
            self._offset = self._last_pts + max(1, round(silent * OPUS_RATE)) - ticks
        packet = cast("av.Packet[av.AudioStream]", av.Packet(payload))
        packet.pts = packet.dts = self._last_pts = ticks + self._offset
        packet.time_base = _TIME_BASE
        self._last_at = now
        self.dropped += len(self._packets) == _BOUND
        self._packets.append(packet)
        self._filled.set()

    async def recv(self) -> "av.Packet[av.AudioStream]":
        while not self._packets:
            self._filled.clear()
            if self.readyState != "live":
                raise MediaStreamError
            await self._filled.wait()
        return self._packets.popleft()

    def stop(self) -> None:
        super().stop()
        self._filled.set()
