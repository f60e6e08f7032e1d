"""A file of kept sound with a tone in the place of what is hidden: decoded, covered, encoded anew.

Every packet is made anew: with forward error correction a packet holds some of the one before it, and a cut between
packets would leave that. What cannot be decoded is not in the new file.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from captions.archive.records import Moment
from gateway.archive.ogg import OPUS_RATE, OggOpus
from gateway.media.kept_file import decoded
from gateway.media.mix import FRAME
from gateway.media.opus_encoder import OpusEncoder
from models.audio import SAMPLE_RATE, Pcm, Samples, to_samples

MARGIN_MS: Final = 150
"""On both sides, as times of words are not that exact."""
FADE_MS: Final = 20
"""Beyond the margin; else the edge would click."""
HERTZ: Final = 1_000
_LEVEL: Final = 0.1
_TICKS: Final = FRAME * OPUS_RATE // SAMPLE_RATE
_AT_ONCE: Final = 50 * FRAME

Interval = tuple[Moment, Moment]


def tone_over(source: Path, target: Path, start: Moment, hidden: Sequence[Interval]) -> None:
    """Writes ``target`` anew from ``source``, which begins at ``start``. On the disk afterwards. Raises ``OSError``."""
    cover = Cover(start, hidden)
    encoder = OpusEncoder()
    stream = OggOpus(secrets.randbits(32), encoder.head)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(stream.headers())
        for pcm in _whole_frames(cover.over(piece) for piece in decoded(source)):
            file.write(stream.page(encoder.encode(pcm), _TICKS))
        file.write(stream.page([], _TICKS, last=True))
        file.flush()
        os.fsync(file.fileno())


class Cover:
    """Puts the tone over pieces that follow one another from ``start`` on."""

    def __init__(self, start: Moment, hidden: Sequence[Interval]) -> None:
        self._at = 0
        self._spans = [
            (to_samples(begin - start - MARGIN_MS), to_samples(end - start + MARGIN_MS))
            for begin, end in hidden
        ]

    def over(self, pcm: Pcm) -> Pcm:
        at = np.arange(self._at, self._at + len(pcm))
        self._at += len(pcm)
        share = np.zeros(len(pcm), dtype=np.float32)
        fade = to_samples(FADE_MS)
        for begin, end in self._spans:
            if begin - fade < self._at and end + fade > self._at - len(pcm):
                edge = np.minimum(at - (begin - fade), (end + fade) - at) / fade
                share = np.maximum(share, np.clip(edge, 0.0, 1.0)).astype(np.float32)
        if not share.any():
            return pcm
        tone = (_LEVEL * np.sin(2 * np.pi * HERTZ / SAMPLE_RATE * at)).astype(np.float32)
        covered: Pcm = pcm * (1 - share) + tone * share
        return covered


def _whole_frames(pieces: Iterator[Pcm]) -> Iterator[Pcm]:
    """The same in whole frames, the last one filled up with silence."""
    held: list[Pcm] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= _AT_ONCE:
            joined = np.concatenate(held)
            whole = length // FRAME * FRAME
            yield np.clip(joined[:whole], -1.0, 1.0)
            held, length = [joined[whole:]], length - whole
    if length:
        joined = np.concatenate(held)
        yield np.clip(np.pad(joined, (0, Samples(-length % FRAME))), -1.0, 1.0)
