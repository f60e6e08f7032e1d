"""The system's libopus, where it is installed: decodes at 16 kHz at once, and fills in what was lost.

A third of the work of decoding at 48 kHz and filtering (``gateway/media/opus.py``, which does without it).
"""

import ctypes
from typing import Any

import numpy as np

from gateway.media.opus import OPUS_RATE, Decoder, OpusDecoder, packet_ticks
from models.audio import SAMPLE_RATE, Pcm

_RATIO = OPUS_RATE // SAMPLE_RATE
_LONGEST = SAMPLE_RATE * 120 // 1000
_STEP = SAMPLE_RATE // 400
"""2.5 ms: whatever is asked for must be so many of these."""


def load_libopus() -> Any:
    """The library, or None. Its calls keep the interpreter's lock: they are shorter than handing it over."""
    try:
        library = ctypes.PyDLL("libopus.so.0")
    except OSError:
        return None
    library.opus_decoder_get_size.argtypes = [ctypes.c_int]
    library.opus_decoder_init.argtypes = [ctypes.c_void_p, ctypes.c_int32, ctypes.c_int]
    library.opus_decode_float.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_int32,
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_int,
    ]
    return library


def new_decoder() -> Decoder:
    """The best decoder that there is."""
    library = load_libopus()
    return NativeOpusDecoder(library) if library is not None else OpusDecoder()


class NativeOpusDecoder:
    """One stream's decoder."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._state = ctypes.create_string_buffer(library.opus_decoder_get_size(1))
        self._out = np.zeros(_LONGEST, np.float32)
        self._address: int = self._out.ctypes.data
        if library.opus_decoder_init(self._state, SAMPLE_RATE, 1) != 0:
            raise MemoryError("libopus refuses to start")

    def decode(self, payload: bytes) -> Pcm | None:
        """The (n,) samples of ``payload``, exactly a third of ``packet_ticks``; None when nothing comes out."""
        ticks = packet_ticks(payload)
        return self._run(payload, ticks // _RATIO, fec=0) if ticks else None

    def conceal(self, length: int, following: bytes) -> Pcm | None:
        """(length,) samples that may stand for what was lost right before ``following``; None when it cannot.

        The last frame of it is repaired from what ``following`` repeats of it, if the sender repeats anything.
        """
        repeated = min(length, packet_ticks(following) // _RATIO)
        if not 0 < length <= _LONGEST or length % _STEP or not repeated:
            return None
        parts = [self._run(None, length - repeated, fec=0)] if length > repeated else []
        parts.append(self._run(following, repeated, fec=1))
        found = [part for part in parts if part is not None]
        return _frozen(np.concatenate(found)) if len(found) == len(parts) else None

    def _run(self, payload: bytes | None, samples: int, *, fec: int) -> Pcm | None:
        size = len(payload) if payload is not None else 0
        done = self._library.opus_decode_float(self._state, payload, size, self._address, samples, fec)
        if done != samples:
            return None
        return _frozen(self._out[:samples].copy())


def _frozen(pcm: Pcm) -> Pcm:
    pcm.flags.writeable = False
    return pcm
