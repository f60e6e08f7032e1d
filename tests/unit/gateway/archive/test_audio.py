"""What is kept of the sound, read back with a real decoder."""

import asyncio
import math
import time
from pathlib import Path

import av
import numpy as np
import pytest

from captions.archive.records import Moment
from captions.archive.sql.archive import open_archive
from captions.errors import VoixlaError
from captions.ids import Milliseconds
from gateway.archive import audio
from gateway.archive.audio import SoundKeeper
from gateway.archive.kept_sound import kept_sound
from gateway.archive.ogg import OggOpus, checksum
from gateway.archive.placed_mix import PlacedMix
from gateway.archive.recorder import Recorder
from models.audio import SAMPLE_RATE, Pcm, Samples, to_samples
from tests.fakes.meeting import until
from tests.unit.gateway.archive.speaking import RECORD, SESSION, STARTED, off
from tests.unit.gateway.archive.test_recorders import Clock, recorders_on, tasks

_PACKET = to_samples(20)


def decoded(path: Path) -> Pcm:
    """At 48 kHz, as a player plays it."""
    with av.open(str(path)) as container:
        parts = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
    return np.concatenate(parts).astype(np.float32)


def tone(start_ms: int, length_ms: int, hertz: float = 440.0) -> Pcm:
    at = np.arange(to_samples(length_ms), dtype=np.float32) + to_samples(start_ms)
    return (0.3 * np.sin(2 * math.pi * hertz * at / SAMPLE_RATE)).astype(np.float32)


def say(keeper: SoundKeeper, start_ms: int, length_ms: int, hertz: float = 440.0) -> None:
    pcm = tone(start_ms, length_ms, hertz)
    for begin in range(0, len(pcm), _PACKET):
        keeper.hear(Samples(to_samples(start_ms) + begin), pcm[begin : begin + _PACKET])


def loud_ms(sound: Pcm) -> list[tuple[int, int]]:
    """When it sounds, in whole 10 ms."""
    windows = sound[: len(sound) // 480 * 480].reshape(-1, 480)
    on = np.concatenate([[False], np.sqrt((windows**2).mean(axis=1)) > 0.03, [False]])
    edges = np.flatnonzero(on[1:] != on[:-1]) * 10
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]


def test_sound_is_where_it_was_said_whoever_says_it_in_whatever_order() -> None:
    mix = PlacedMix(Samples(1_000))
    mix.hear(Samples(3_000), np.full(10, 0.5, np.float32))
    mix.hear(Samples(1_005), np.full(10, 0.25, np.float32))
    mix.hear(Samples(995), np.full(10, 0.25, np.float32))
    taken = mix.take(3_000)
    assert taken[:5].tolist() == [0.25] * 5
    assert taken[5:15].tolist() == [0.25] * 10
    assert taken[2_000:2_010].tolist() == [0.5] * 10
    assert not taken[15:2_000].any()
    assert mix.at == 4_000
    mix.hear(Samples(4_000), np.full(4, 0.9, np.float32))
    mix.hear(Samples(4_000), np.full(4, 0.9, np.float32))
    assert 0.9 < mix.take(4).max() <= 1.0


def test_pages_have_the_checksum_of_the_standard() -> None:
    page = bytearray(OggOpus(7, b"OpusHead").headers())
    assert page[:4] == b"OggS"
    first = bytearray(page[: page.index(b"OggS", 4)])
    told = int.from_bytes(first[22:26], "little")
    first[22:26] = bytes(4)
    # Bit by bit, as RFC 3533 has it.
    rest = 0
    for octet in first:
        rest ^= octet << 24
        for _ in range(8):
            rest = ((rest << 1) ^ (0x04C11DB7 if rest >> 31 else 0)) & 0xFFFFFFFF
    assert told == rest == checksum(first)


def test_more_packets_than_a_page_holds_are_several_pages(tmp_path: Path) -> None:
    stream = OggOpus(1, b"h" * 19)
    stream.headers()
    assert stream.page([b"x" * 300] * 200, 960).count(b"OggS") == 2


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def recorder_in(folder: Path, clock: Clock) -> Recorder:
    with open_archive(folder) as archive:
        opened = await recorders_on(archive, folder, clock).begin(
            "conseil", SESSION, Moment(STARTED), clock, None
        )
    opened.recorder.begin(off_record=False)
    return opened.recorder


async def test_the_sound_of_a_moment_is_found_and_off_the_record_is_silent(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audio, "_FILE", to_samples(6_000))
    clock.now_ms = Milliseconds(2_010)
    recorder = await recorder_in(tmp_path, clock)
    failures: list[VoixlaError | None] = []
    keeper = SoundKeeper(tmp_path / RECORD, recorder, clock, failures.append)
    async with tasks() as running:
        keeper.start(running)
        say(keeper, 4_000, 1_000)
        say(keeper, 4_500, 1_000, 1_000.0)
        clock.now_ms = Milliseconds(9_000)
        recorder.publish(off(True, 9_000))
        await until(lambda: len(kept_sound(tmp_path, RECORD)) == 1, "the first file is there")
        say(keeper, 9_000, 1_000)
        recorder.publish(off(False, 11_000))
        clock.now_ms = Milliseconds(11_000)
        say(keeper, 11_000, 500)
        clock.now_ms = Milliseconds(13_000)
        await keeper.stop()
    files = kept_sound(tmp_path, RECORD)
    assert failures == []
    assert [file.start - STARTED for file in files] == [2_000, 8_000]
    heard = []
    for file in files:
        sound = decoded(file.path)
        assert abs(len(sound) / 48 - file.length_ms) <= 1
        heard += [(file.start - STARTED + begin, file.start - STARTED + end) for begin, end in loud_ms(sound)]
    assert len(heard) == 2
    for found, said in zip(heard, ((4_000, 5_500), (11_000, 11_500)), strict=True):
        assert abs(found[0] - said[0]) <= 40, heard
        assert abs(found[1] - said[1]) <= 60, heard


async def test_a_file_that_nobody_finished_is_readable_to_the_last_second(
    tmp_path: Path, clock: Clock
) -> None:
    recorder = await recorder_in(tmp_path, clock)
    keeper = SoundKeeper(tmp_path / RECORD, recorder, clock, lambda trouble: None)
    async with tasks() as running:
        keeper.start(running)
        say(keeper, 0, 9_000)
        clock.now_ms = Milliseconds(10_000)
        await until(lambda: sum(f.length_ms for f in kept_sound(tmp_path, RECORD)) > 8_000, "it is written")
        (file,) = kept_sound(tmp_path, RECORD)
        octets = file.path.read_bytes()
        torn = tmp_path / "torn.opus"
        torn.write_bytes(octets[: len(octets) - 100])
        assert len(decoded(file.path)) / 48_000 > 8.5
        assert len(decoded(torn)) / 48_000 > 0.0
        await keeper.stop()


async def test_a_disk_that_refuses_is_told_and_the_hole_is_marked(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = await recorder_in(tmp_path, clock)
    folder = tmp_path / RECORD
    folder.write_text("no folder can be made here")
    failures: list[str | None] = []
    lost: list[tuple[int, int, str]] = []
    monkeypatch.setattr(recorder, "lose", lambda start, end, cause: lost.append((start, end, cause)))
    keeper = SoundKeeper(
        folder, recorder, clock, lambda trouble: failures.append(trouble.code if trouble else None)
    )
    async with tasks() as running:
        keeper.start(running)
        clock.now_ms = Milliseconds(5_000)
        await until(lambda: failures == ["transcript.sound"], "it is told", 3.0)
        folder.unlink()
        clock.now_ms = Milliseconds(8_000)
        await until(lambda: failures == ["transcript.sound", None], "it works again", 5.0)
        await keeper.stop()
    assert lost == [(0, 4_000, "audio")]
    assert [file.start - STARTED for file in kept_sound(tmp_path, RECORD)] == [4_000]


async def test_it_costs_little(tmp_path: Path, clock: Clock) -> None:
    recorder = await recorder_in(tmp_path, clock)
    keeper = SoundKeeper(tmp_path / RECORD, recorder, clock, lambda trouble: None)
    seconds = 60
    rng = np.random.default_rng(1)
    speech = (0.1 * rng.standard_normal(to_samples(1000))).astype(np.float32)
    began = time.process_time()
    for second in range(seconds):
        for begin in range(0, len(speech), _PACKET):
            for _ in range(2):
                keeper.hear(Samples(to_samples(second * 1000) + begin), speech[begin : begin + _PACKET])
        await keeper._keep_until(Samples(to_samples((second + 1) * 1000)))
        await asyncio.sleep(0)
    share = (time.process_time() - began) / seconds
    print(f"\n{100 * share:.2f} % of a core")
    assert share < 0.05
    await asyncio.to_thread(keeper._finish)
