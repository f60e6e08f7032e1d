"""16 kHz mono sound to Opus packets of 20 ms. Runs where it is called: about a tenth of a millisecond a packet.

What a packet is and how it is decoded is in ``gateway/media/opus.py``.
"""

from fractions import Fraction
from typing import Any

import av
import numpy as np

from models.audio import SAMPLE_RATE, Pcm

_BITS_PER_SECOND = 32_000
_TIME_BASE = Fraction(1, SAMPLE_RATE)


class OpusEncoder:
    """One outgoing stream."""

    def __init__(self) -> None:
        # The library's stubs give one class for all media; the attributes below exist on audio only.
        codec: Any = av.CodecContext.create("libopus", "w")
        codec.format, codec.layout, codec.sample_rate = "s16", "mono", SAMPLE_RATE
        codec.bit_rate = _BITS_PER_SECOND
        codec.options = {"application": "voip", "frame_duration": "20", "fec": "1", "packet_loss": "5"}
        codec.open()
        self._codec = codec
        self._samples = 0

    @property
    def head(self) -> bytes:
        """The ``OpusHead`` (RFC 7845) of a file with this stream."""
        return bytes(self._codec.extradata)

    def encode(self, pcm: Pcm) -> list[bytes]:
        """The packets that ``pcm`` (n,), within ±1, completes; 320 samples complete one each."""
        whole = np.round(pcm * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(whole[None], format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        frame.pts, frame.time_base = self._samples, _TIME_BASE
        self._samples += len(pcm)
        return [bytes(packet) for packet in self._codec.encode(frame)]
