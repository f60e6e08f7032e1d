"""Raw sound from a descriptor, in pieces of any size."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from captions.errors import VoixlaError
from captions.ids import TrackId
from gateway.media.pcm import PcmSource
from models.audio import AudioFrame

TRACK = TrackId("t")


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)


async def heard(descriptor: int) -> list[AudioFrame]:
    return [frame async for frame in PcmSource(descriptor, track=TRACK).sound()]


async def test_sound_in_odd_pieces_arrives_whole(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    sound = np.arange(-5000, 5000, dtype="<i2")
    listening = asyncio.create_task(heard(reader))
    data = sound.tobytes()
    for at in range(0, len(data), 4999):
        os.write(writer, data[at : at + 4999])
        await asyncio.sleep(0)
    os.close(writer)
    frames = await listening
    pcm = np.concatenate([frame.pcm for frame in frames])
    assert len(pcm) % 512 == 0
    assert np.array_equal(pcm[:10_000], sound.astype(np.float32) / 32768)
    assert not pcm[10_000:].any()


async def test_sound_arrives_while_more_is_awaited(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    sound = PcmSource(reader, track=TRACK).sound()
    os.write(writer, bytes(2 * 1536))
    first = await anext(aiter(sound))
    assert (first.start, len(first.pcm)) == (0, 1536)
    os.close(writer)
    await sound.aclose()


async def test_a_regular_file_on_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "a.raw"
    path.write_bytes(bytes(10_000))
    with path.open("rb") as file:
        frames = await heard(file.fileno())
    assert sum(len(frame.pcm) for frame in frames) == 5120


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "media.empty"), (b"\x00", "media.empty"), (b"RIFF....WAVEfmt ", "media.not-pcm")]
)
async def test_what_is_no_raw_sound_is_refused(pipe: tuple[int, int], data: bytes, code: str) -> None:
    reader, writer = pipe
    os.write(writer, data)
    os.close(writer)
    with pytest.raises(VoixlaError) as caught:
        await heard(reader)
    assert caught.value.code == code


def test_a_closed_descriptor_is_refused(pipe: tuple[int, int]) -> None:
    _, writer = pipe
    os.close(writer)
    with pytest.raises(VoixlaError, match="fermée"):
        PcmSource(writer, track=TRACK)


def test_a_terminal_is_refused_with_an_example() -> None:
    leader, follower = os.openpty()
    try:
        with pytest.raises(VoixlaError, match="ffmpeg") as caught:
            PcmSource(follower, track=TRACK)
        assert caught.value.code == "usage.stdin"
    finally:
        os.close(leader)
        os.close(follower)
