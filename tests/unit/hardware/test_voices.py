"""The one thread that hears voices: shared microphones first, clips when it is free."""

import asyncio
import threading

import numpy as np
import pytest

from captions.errors import VoixlaError
from hardware.voices import Ear, VoicesDevice
from models.audio import Pcm
from models.ports import Diariser
from tests.fakes.voices import ScriptedDiariser

CLIP = np.full(1600, 0.5, dtype=np.float32)


def never() -> Diariser:
    raise AssertionError("nobody asked for it")


def ear(pcm: Pcm) -> Pcm:
    return pcm[:3] * 2


async def test_a_clip_is_heard_and_nothing_else_is_loaded() -> None:
    loads = []

    def listen() -> Ear:
        loads.append(threading.current_thread().name)
        return ear

    async with VoicesDevice(never, listen) as voices:
        heard = [await voices.impression(CLIP) for _ in range(2)]
    assert [each is not None and each.tolist() for each in heard] == [[1, 1, 1]] * 2
    assert loads == ["voices_0"], "once, and off the event loop"


async def test_as_long_as_there_is_no_ear_it_is_looked_for_again() -> None:
    found: list[Ear | None] = [None, None, ear]
    async with VoicesDevice(never, lambda: found.pop(0)) as voices:
        heard = [await voices.impression(CLIP) is not None for _ in range(3)]
    assert heard == [False, False, True]


async def test_without_an_ear_nothing_is_heard() -> None:
    async with VoicesDevice(never) as voices:
        assert await voices.impression(CLIP) is None


async def test_what_the_ear_cannot_have_is_raised() -> None:
    def listen() -> Ear:
        raise VoixlaError("weights.speakers_unreachable", "Les modèles manquent.")

    async with VoicesDevice(never, listen) as voices:
        with pytest.raises(VoixlaError):
            await voices.impression(CLIP)


async def test_clips_give_way_to_shared_microphones() -> None:
    gate = threading.Event()

    def load() -> Diariser:
        gate.wait()
        return ScriptedDiariser(())

    async with VoicesDevice(load, lambda: ear) as voices:
        track = voices.track()
        pushing = asyncio.create_task(track.push(CLIP, speech=True))
        await asyncio.sleep(0)
        assert await voices.impression(CLIP) is None, "a microphone is being heard"
        gate.set()
        await pushing
        assert await voices.impression(CLIP) is not None
