"""An Ogg Opus recording as packets, and as an outgoing track that plays them at the pace of a microphone.

Nothing is decoded or encoded: what the file holds is what travels.
"""

import asyncio
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError

from captions.errors import VoixlaError
from gateway.media.opus import OPUS_RATE, packet_ticks

_TIME_BASE = Fraction(1, OPUS_RATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpusRecording:
    """``packets`` in order; the first ``lead`` ticks of 48 kHz come before time 0 (RFC 7845 §4.2)."""

    packets: tuple[bytes, ...]
    lead: int

    @property
    def ticks(self) -> int:
        return sum(packet_ticks(packet) for packet in self.packets)

    @property
    def seconds(self) -> float:
        """How long it sounds after time 0."""
        return (self.ticks - self.lead) / OPUS_RATE


def read_recording(path: Path) -> OpusRecording:
    """Raises ``VoixlaError`` when ``path`` holds no Opus."""
    try:
        with av.open(str(path)) as container:
            stream = next(iter(container.streams.audio), None)
            if stream is None or stream.codec_context.name not in ("opus", "libopus"):
                raise VoixlaError("recording.not_opus", f"« {path.name} » n’est pas un enregistrement Opus.")
            head = stream.codec_context.extradata or b""
            packets = tuple(bytes(packet) for packet in container.demux(stream) if packet.size)
    except (av.FFmpegError, OSError):
        raise VoixlaError("recording.unreadable", f"« {path.name} » ne peut pas être lu.") from None
    if not all(packet_ticks(packet) for packet in packets):
        raise VoixlaError("recording.damaged", f"« {path.name} » est abîmé.")
    return OpusRecording(
        packets=packets, lead=int.from_bytes(head[10:12], "little") if len(head) >= 12 else 0
    )


class RecordingTrack(MediaStreamTrack):
    """Silent until ``play``; a packet leaves when a microphone would have finished recording it."""

    kind = "audio"

    def __init__(self, recording: OpusRecording, *, loop: bool = False) -> None:
        super().__init__()
        self._recording = recording
        self._again = loop
        self._next = 0
        self._ticks = 0
        self._go = asyncio.Event()
        self.started_at: float | None = None
        """The event loop's time at time 0 of the recording; of its first round when it loops."""
        self.finished = asyncio.Event()

    def play(self, at: float | None = None) -> None:
        """Time 0 is ``at`` on the event loop's clock, now by default."""
        if self.started_at is None:
            self.started_at = asyncio.get_running_loop().time() if at is None else at
            self._go.set()

    async def recv(self) -> "av.Packet[av.AudioStream]":
        await self._go.wait()
        if self._next == len(self._recording.packets):
            if not self._again:
                self.finished.set()
                await asyncio.get_running_loop().create_future()
            self._next = 0
        if self.readyState != "live" or self.started_at is None:
            raise MediaStreamError
        payload = self._recording.packets[self._next]
        packet = cast("av.Packet[av.AudioStream]", av.Packet(payload))
        packet.pts = packet.dts = self._ticks
        packet.time_base = _TIME_BASE
        self._next += 1
        self._ticks += packet_ticks(payload)
        due = self.started_at + (self._ticks - self._recording.lead) / OPUS_RATE
        await asyncio.sleep(due - asyncio.get_running_loop().time())
        return packet
