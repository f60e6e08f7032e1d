import asyncio

import numpy as np
import pytest

from models.audio import AudioFrame, AudioGap, Loss, Samples
from pipeline.intake import Intake
from tests.fakes.inference import rest
from tests.fakes.speech import TRACK

BOUND = 1000


def frame(start: int, length: int = 400) -> AudioFrame:
    return AudioFrame(track=TRACK, start=Samples(start), pcm=np.zeros(length, dtype=np.float32))


def gap(start: int, end: int) -> AudioGap:
    return AudioGap(track=TRACK, start=Samples(start), end=Samples(end), loss=Loss.NETWORK)


@pytest.fixture
def intake() -> Intake:
    return Intake(TRACK, Samples(BOUND))


async def rest_of(intake: Intake) -> list[tuple[str, int, int]]:
    intake.end()
    spans = []
    while (item := await intake.take()) is not None:
        kind = item.loss.value if isinstance(item, AudioGap) else "sound"
        spans.append((kind, int(item.start), int(item.end)))
    return spans


async def test_items_come_out_in_order_and_then_the_end(intake: Intake) -> None:
    intake.put(frame(0))
    intake.put(gap(400, 700))
    intake.put(frame(700))
    assert await rest_of(intake) == [("sound", 0, 400), ("network", 400, 700), ("sound", 700, 1100)]
    assert await intake.take() is None


async def test_take_waits_for_sound_or_for_the_end(intake: Intake) -> None:
    taking = asyncio.create_task(intake.take())
    await rest()
    assert not taking.done()
    intake.put(frame(0))
    assert isinstance(await taking, AudioFrame)
    taking = asyncio.create_task(intake.take())
    await rest()
    intake.end()
    assert await taking is None


async def test_the_oldest_sound_makes_room_and_becomes_one_gap(intake: Intake) -> None:
    for start in range(0, 4000, 400):
        intake.put(frame(start))
    assert await rest_of(intake) == [
        ("overflow", 0, 3200),
        ("sound", 3200, 3600),
        ("sound", 3600, 4000),
    ]


async def test_gaps_among_the_oldest_go_with_them(intake: Intake) -> None:
    for item in (frame(0), gap(400, 900), frame(900), frame(1300), frame(1700)):
        intake.put(item)
    assert await rest_of(intake) == [("overflow", 0, 1300), ("sound", 1300, 1700), ("sound", 1700, 2100)]


async def test_the_newest_sound_is_kept_however_long_it_is(intake: Intake) -> None:
    intake.put(frame(0))
    intake.put(frame(400, 5000))
    assert await rest_of(intake) == [("overflow", 0, 400), ("sound", 400, 5400)]


async def test_feeding_waits_for_room_and_drops_nothing(intake: Intake) -> None:
    async def feed() -> None:
        for start in range(0, 4000, 400):
            await intake.feed(frame(start))

    feeding = asyncio.create_task(feed())
    await rest()
    assert not feeding.done()
    taken = [await intake.take() for _ in range(10)]
    await feeding
    assert [item.start for item in taken if isinstance(item, AudioFrame)] == list(range(0, 4000, 400))


async def test_a_frame_longer_than_the_bound_can_be_fed(intake: Intake) -> None:
    await asyncio.wait_for(intake.feed(frame(0, 5000)), 1)
    feeding = asyncio.create_task(intake.feed(frame(5000)))
    await rest()
    assert not feeding.done()
    await intake.take()
    await feeding


async def test_after_the_end_nothing_is_added(intake: Intake) -> None:
    intake.end()
    intake.put(frame(0))
    await intake.feed(frame(0))
    assert await rest_of(intake) == []


async def test_whoever_waits_to_feed_a_track_that_ends_goes_on(intake: Intake) -> None:
    await intake.feed(frame(0, BOUND))
    feeding = asyncio.create_task(intake.feed(frame(BOUND)))
    await rest()
    assert not feeding.done()
    dropped = intake.discard()
    await asyncio.wait_for(feeding, 1)
    assert [(item.start, item.end) for item in dropped] == [(0, BOUND)]
    assert await intake.take() is None
