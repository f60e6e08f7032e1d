"""Files of sound made of tones, and what can be heard in such files."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from gateway.archive.ogg import OPUS_RATE, OggOpus
from gateway.media.kept_file import decoded
from gateway.media.opus_encoder import OpusEncoder
from models.audio import SAMPLE_RATE, Pcm

MS = SAMPLE_RATE // 1000


def write_tones(path: Path, tones: Sequence[tuple[int, int]]) -> None:
    """Each a frequency and how many milliseconds, in whole tens of seconds or so together."""
    at = 0
    pieces = []
    for hertz, length_ms in tones:
        place = np.arange(at, at + length_ms * MS)
        pieces.append((0.2 * np.sin(2 * math.pi * hertz / SAMPLE_RATE * place)).astype(np.float32))
        at += length_ms * MS
    write_sound(path, np.concatenate(pieces))


def write_sound(path: Path, pcm: Pcm) -> None:
    """A file as the server keeps it."""
    encoder = OpusEncoder()
    stream = OggOpus(7, encoder.head)
    path.parent.mkdir(parents=True, exist_ok=True)
    octets = stream.headers()
    for begin in range(0, len(pcm), SAMPLE_RATE):
        packets = encoder.encode(pcm[begin : begin + SAMPLE_RATE])
        octets += stream.page(packets, OPUS_RATE // 50)
    path.write_bytes(octets + stream.page([], OPUS_RATE // 50, last=True))


def heard(path: Path) -> Pcm:
    pieces = list(decoded(path))
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def loudness(pcm: Pcm, hertz: int, begin_ms: int, end_ms: int) -> float:
    """Of what is near a frequency, as the amplitude of a tone that were as loud."""
    part = pcm[begin_ms * MS : end_ms * MS]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)))) * 4 / max(1, len(part))
    bins = np.fft.rfftfreq(len(part), 1 / SAMPLE_RATE)
    return float(spectrum[np.abs(bins - hertz) < 60].max())


def packets(path: Path) -> Iterator[bytes]:
    """Every Opus packet of a file, its two headers aside."""
    octets, at, found = path.read_bytes(), 0, 0
    while octets[at : at + 4] == b"OggS":
        segments = octets[at + 26]
        lacing = octets[at + 27 : at + 27 + segments]
        at += 27 + segments
        packet = b""
        for length in lacing:
            packet += octets[at : at + length]
            at += length
            if length < 255:
                found += 1
                if found > 2:
                    yield packet
                packet = b""
