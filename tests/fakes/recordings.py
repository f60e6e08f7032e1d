"""Audio and video files made on the fly, healthy and otherwise."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


def tone(seconds: float, rate: int, *, hz: float = 440, level: float = 0.25) -> Array:
    times = np.arange(int(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hz * times)).astype(np.float32)


def recording(
    path: Path,
    *,
    seconds: float = 3.0,
    rate: int = 48_000,
    layout: str = "stereo",
    codec: str = "pcm_s16le",
    channels: Array | None = None,
    starts_s: float = 0.0,
    hole: tuple[float, float] | None = None,
    video_s: float = 0.0,
    options: dict[str, str] | None = None,
) -> Path:
    """A tone, or ``channels`` (channels, n), from ``starts_s`` on; ``hole``: where, and how long nothing is recorded.

    ``video_s``: length of a picture beside it.
    """
    count = av.AudioLayout(layout).nb_channels
    sound = np.tile(tone(seconds, rate), (count, 1)) if channels is None else channels
    with av.open(str(path), "w", options=options or {}) as container:
        audio = container.add_stream(codec, rate=rate)
        assert isinstance(audio, av.AudioStream)
        audio.layout = layout
        if video_s:
            add_picture(container, video_s)
        chunk = 1024
        for at in range(0, sound.shape[1], chunk):
            part = np.ascontiguousarray(sound[:, at : at + chunk])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
            frame.sample_rate = rate
            skipped = hole[1] if hole and at / rate >= hole[0] else 0.0
            frame.pts = at + round((starts_s + skipped) * rate)
            frame.time_base = Fraction(1, rate)
            container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
    return path


def silent_video(path: Path, seconds: float = 1.0) -> Path:
    with av.open(str(path), "w") as container:
        add_picture(container, seconds)
    return path


def add_picture(container: av.container.OutputContainer, seconds: float) -> None:
    video = container.add_stream("mpeg4", rate=5)
    assert isinstance(video, av.VideoStream)
    video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
    for index in range(int(seconds * 5)):
        picture = av.VideoFrame(64, 64, "yuv420p")
        picture.pts = index
        picture.time_base = Fraction(1, 5)
        container.mux(video.encode(picture))
    container.mux(video.encode(None))


def truncated(path: Path, whole: Path, share: float) -> Path:
    data = whole.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def long_silence(path: Path, hours: int, rate: int = 8000) -> Path:
    """A wav of ``hours`` that takes no room on the disk."""
    size = hours * 3600 * rate * 2
    with path.open("wb") as file:
        file.write(b"RIFF" + struct.pack("<I", size + 36) + b"WAVEfmt ")
        file.write(
            struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + b"data" + struct.pack("<I", size)
        )
        file.truncate(44 + size)
    return path
