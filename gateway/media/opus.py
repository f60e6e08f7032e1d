"""Opus packets to 16 kHz mono sound, one packet at a time, and how long a packet lasts without decoding it.

Decoding costs some 60 µs of a 20 ms packet and runs where it is called. Time is not handled here
(``pipeline/timeline.py``), nor what to do when a packet cannot be decoded (``gateway/media/tap.py``).
"""

from typing import Any, Protocol

import av
import numpy as np

from models.audio import SAMPLE_RATE, Pcm

OPUS_RATE = 48_000
_RATIO = OPUS_RATE // SAMPLE_RATE
_TAPS = 96
_CUTOFF = 7_200 / OPUS_RATE
_LONGEST = OPUS_RATE * 120 // 1000
# Frame length in 48 kHz ticks by the configuration number of the first byte (RFC 6716 §3.1, table 2).
_FRAME_TICKS = (480, 960, 1920, 2880) * 3 + (480, 960) * 2 + (120, 240, 480, 960) * 4


def packet_ticks(payload: bytes) -> int:
    """How long ``payload`` sounds, in ticks of 48 kHz; 0 when it is no Opus packet (RFC 6716 §3.1, §3.4)."""
    if not payload:
        return 0
    frame = _FRAME_TICKS[payload[0] >> 3]
    match payload[0] & 3:
        case 0:
            count = 1
        case 1 | 2:
            count = 2
        case _:
            count = payload[1] & 0x3F if len(payload) > 1 else 0
    ticks = frame * count
    return ticks if ticks <= _LONGEST else 0


class Decoder(Protocol):
    """One stream's decoder; packets in order, none of them empty."""

    def decode(self, payload: bytes) -> Pcm | None:
        """The (n,) samples of ``payload``, exactly a third of ``packet_ticks``; None when nothing comes out."""
        ...

    def conceal(self, length: int, following: bytes) -> Pcm | None:
        """(length,) samples that may stand for what was lost right before ``following``; None when it cannot."""
        ...


class OpusDecoder:
    """A ``Decoder`` that conceals nothing: 48 kHz inside, decimated by a filter of its own so that lengths are exact.

    The filter delays sound by 1 ms, which nobody corrects.
    """

    def __init__(self) -> None:
        self._filter = _low_pass()
        self.reset()

    def reset(self) -> None:
        """Forgets the stream: the only cure for a decoder that takes itself to be at the end of a file."""
        # The library's stubs give one class for all media; the attributes below exist on audio only.
        codec: Any = av.CodecContext.create("libopus", "r")
        codec.format, codec.layout, codec.sample_rate = "s16", "mono", OPUS_RATE
        self._codec = codec
        self._history = np.zeros(_TAPS - 1, dtype=np.float32)

    def decode(self, payload: bytes) -> Pcm | None:
        """The (n,) samples of ``payload``, exactly a third of ``packet_ticks``; None when nothing comes out."""
        ticks = packet_ticks(payload)
        if not ticks:
            return None
        try:
            frames = self._codec.decode(av.Packet(payload))
        except av.FFmpegError:
            return None
        if not frames:
            return None
        heard = np.concatenate([frame.to_ndarray()[0] for frame in frames])
        sound = np.zeros(ticks, dtype=np.float32)
        sound[: len(heard)] = heard[:ticks]
        return self._decimate(sound / np.float32(32768))

    def conceal(self, length: int, following: bytes) -> None:
        return None

    def _decimate(self, sound: Pcm) -> Pcm:
        padded = np.concatenate([self._history, sound])
        self._history = padded[-(_TAPS - 1) :]
        windows = np.lib.stride_tricks.sliding_window_view(padded, _TAPS)[::_RATIO]
        out = np.asarray(windows @ self._filter, dtype=np.float32)
        out.flags.writeable = False
        return out


def _low_pass() -> Pcm:
    """A windowed sinc: flat to 6.5 kHz, −33 dB at 8 kHz, below −75 dB from 8.5 kHz on."""
    at = np.arange(_TAPS) - (_TAPS - 1) / 2
    taps = np.sinc(2 * _CUTOFF * at) * np.kaiser(_TAPS, 7.0)
    return np.asarray(taps / taps.sum(), dtype=np.float32)
