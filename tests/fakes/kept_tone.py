"""Sound beside a record, as the server keeps it: a tone."""

import math
from pathlib import Path

import numpy as np

from gateway.archive.ogg import OPUS_RATE, OggOpus
from gateway.media.opus_encoder import OpusEncoder
from models.audio import SAMPLE_RATE


def keep_tone(folder: Path, start: int, seconds: int) -> None:
    """A file that begins at ``start``, in Unix milliseconds."""
    encoder = OpusEncoder()
    stream = OggOpus(7, encoder.head)
    at = np.arange(SAMPLE_RATE, dtype=np.float32) / SAMPLE_RATE
    tone = (0.1 * np.sin(2 * math.pi * 440 * at)).astype(np.float32)
    octets = stream.headers()
    for _ in range(seconds):
        packets = encoder.encode(tone)
        octets += stream.page(packets, OPUS_RATE // 50)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{start}.opus").write_bytes(octets + stream.page([], OPUS_RATE // 50, last=True))
