import asyncio

import pytest
from aiortc.mediastreams import MediaStreamError

from captions.ids import SpeakerId
from gateway.media.embedded.relay import PacketTrack

ANNE, BRUNO = SpeakerId("a"), SpeakerId("b")


async def test_packets_come_out_as_they_went_in() -> None:
    track = PacketTrack()
    track.send(ANNE, 1000, b"one")
    track.send(ANNE, 1960, b"two")
    first, second = await track.recv(), await track.recv()
    assert (bytes(first), bytes(second)) == (b"one", b"two")
    assert first.pts is not None
    assert second.pts == first.pts + 960


async def test_the_next_person_in_a_place_goes_on_where_the_last_one_stopped() -> None:
    track = PacketTrack()
    track.send(ANNE, 9_000_000, b"one")
    track.send(BRUNO, 5, b"two")
    first, second = await track.recv(), await track.recv()
    assert first.pts is not None
    assert second.pts is not None
    assert 0 < second.pts - first.pts < 48_000


async def test_the_oldest_is_dropped() -> None:
    track = PacketTrack()
    for n in range(30):
        track.send(ANNE, n * 960, bytes([n]))
    assert track.dropped == 5
    assert bytes(await track.recv()) == bytes([5])


async def test_whoever_waits_is_let_go_when_the_track_stops() -> None:
    track = PacketTrack()
    waiting = asyncio.create_task(track.recv())
    await asyncio.sleep(0)
    track.stop()
    with pytest.raises(MediaStreamError):
        await waiting
