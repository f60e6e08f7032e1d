"""The sound of an Ogg Opus file that was kept, decoded piece by piece to 16 kHz mono. Blocks."""

import logging
from collections.abc import Iterator
from pathlib import Path

import av

from models.audio import SAMPLE_RATE, Pcm

logger = logging.getLogger(__name__)


def decoded(path: Path) -> Iterator[Pcm]:
    """From the first sample on, in its place; ends where the file cannot be decoded any further. Raises ``OSError``."""
    with path.open("rb") as file:
        try:
            with av.open(file, "r", format="ogg") as container:
                resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
                for frame in container.decode(audio=0):
                    for piece in resampler.resample(frame):
                        yield piece.to_ndarray()[0]
                for piece in resampler.resample(None):
                    yield piece.to_ndarray()[0]
        except (av.FFmpegError, IndexError):
            logger.error("code=sound.undecodable")
