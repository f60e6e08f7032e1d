import asyncio
import threading
import weakref

import numpy as np
import pytest

from captions.errors import VoixlaError
from hardware import replaceable
from hardware.device import InferenceDevice
from hardware.threads import Threads
from models.audio import Samples, SpeechWindow
from models.ports import Recogniser
from tests.fakes.failing import Breakable, out_of_memory
from tests.fakes.inference import until
from tests.fakes.loudness import LoudnessDetector
from tests.fakes.speech import TRACK, TruthfulListener, script

WINDOW = SpeechWindow(track=TRACK, start=Samples(0), pcm=np.zeros(16_000, dtype=np.float32))


@pytest.fixture(autouse=True)
def _quick_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaceable, "_BACK_OFF_S", (0.0, 0.01))


def fresh() -> Breakable:
    return Breakable(TruthfulListener(script((100, 500))))


def broken() -> Breakable:
    made = fresh()
    made.error = out_of_memory()
    return made


class Workshop:
    """Gives the recognisers it has, in order; ``None`` is an attempt that fails."""

    def __init__(self, *stock: Breakable | None) -> None:
        self.stock = list(stock)
        self.open = threading.Event()
        self.open.set()

    def __call__(self) -> Recogniser:
        assert self.open.wait(5)
        made = self.stock.pop(0)
        if made is None:
            raise RuntimeError("CUDA failed with error out of memory")
        return made


def device_of(recogniser: Breakable, workshop: Workshop | None, workers: int = 1) -> InferenceDevice:
    return InferenceDevice(recogniser, LoudnessDetector(), workers=workers, rebuild=workshop)


async def fail(device: InferenceDevice, times: int) -> None:
    for _ in range(times):
        with pytest.raises(VoixlaError) as caught:
            await device.recognise(lambda: WINDOW)
        assert caught.value.retryable


async def test_three_failures_in_a_row_bring_a_new_one_for_which_calls_wait() -> None:
    new, workshop = fresh(), Workshop()
    workshop.stock.append(new)
    workshop.open.clear()
    async with device_of(broken(), workshop) as device:
        await fail(device, 2)
        assert device.working
        await fail(device, 1)
        assert not device.working
        waiting = asyncio.create_task(device.recognise(lambda: WINDOW))
        await until(lambda: device.queued)
        assert not waiting.done()
        workshop.open.set()
        assert (await asyncio.wait_for(waiting, 5)).words[0].text == "m0"
        assert device.working
        assert device.recogniser is new


async def test_an_answer_in_between_shows_that_it_is_well() -> None:
    recogniser, workshop = fresh(), Workshop()
    async with device_of(recogniser, workshop) as device:
        for _ in range(3):
            recogniser.error = out_of_memory()
            await fail(device, 2)
            recogniser.error = None
            await device.recognise(lambda: WINDOW)
        assert device.working


async def test_while_none_can_be_had_calls_are_refused_and_it_goes_on_trying() -> None:
    workshop = Workshop(None, None, None, fresh())
    async with device_of(broken(), workshop) as device:
        await fail(device, 3)
        await fail(device, 1)
        while not device.working:
            await asyncio.sleep(0.005)
        assert (await device.recognise(lambda: WINDOW)).words
    assert not workshop.stock


async def test_a_new_one_that_fails_too_is_replaced_in_turn() -> None:
    workshop = Workshop(broken(), fresh())
    async with device_of(broken(), workshop) as device:
        await fail(device, 6)
        assert (await asyncio.wait_for(device.recognise(lambda: WINDOW), 5)).words


async def test_the_old_one_is_let_go_before_the_new_one_comes_and_after_its_calls() -> None:
    seen: list[bool] = []

    def rebuild() -> Recogniser:
        seen.append(gone() is None)
        return fresh()

    holder = [broken()]
    gone, may_end = weakref.ref(holder[0]), holder[0].may_end
    may_end.clear()
    async with InferenceDevice(holder.pop(), LoudnessDetector(), workers=4, rebuild=rebuild) as device:
        calls = [asyncio.create_task(device.recognise(lambda: WINDOW)) for _ in range(4)]
        await until(lambda: (kept := gone()) and kept.calls == 4, turns=10**7)
        may_end.set()
        assert [type(answer) for answer in await asyncio.gather(*calls, return_exceptions=True)] == [
            VoixlaError
        ] * 4
        assert (await asyncio.wait_for(device.recognise(lambda: WINDOW), 5)).words
    assert seen == [True]


async def test_without_a_way_to_make_another_it_is_kept() -> None:
    recogniser = broken()
    async with device_of(recogniser, None) as device:
        await fail(device, 5)
        recogniser.error = None
        assert (await device.recognise(lambda: WINDOW)).words


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("CUDA error")], ids=["memory", "runtime"])
async def test_a_raw_failure_may_be_tried_again(error: Exception) -> None:
    recogniser = fresh()
    recogniser.error = error
    async with device_of(recogniser, None) as device:
        await fail(device, 1)


async def test_leaving_while_a_new_one_is_made_ends_all() -> None:
    workshop = Workshop(fresh())
    workshop.open.clear()
    async with device_of(broken(), workshop) as device:
        await fail(device, 3)
        asyncio.get_running_loop().call_later(0.05, workshop.open.set)


async def test_calls_survive_the_loss_of_the_pool() -> None:
    threads, go_on = Threads(1, "test"), threading.Event()
    begun: list[int] = []

    def call(number: int) -> int:
        begun.append(number)
        assert go_on.wait(5)
        return number

    calls = [asyncio.create_task(threads.run(lambda n=n: call(n))) for n in range(3)]  # type: ignore[misc]
    await until(lambda: begun == [0], turns=10**7)
    threads._pool.shutdown(wait=False, cancel_futures=True)
    go_on.set()
    assert await asyncio.gather(*calls, threads.run(lambda: 9)) == [0, 1, 2, 9]
    assert sorted(begun) == [0, 1, 2]
    threads.shut_down()


async def test_a_cancelled_call_is_not_made_again() -> None:
    threads, go_on = Threads(1, "test"), threading.Event()
    running = asyncio.create_task(threads.run(lambda: go_on.wait(5)))
    waiting = asyncio.create_task(threads.run(lambda: pytest.fail("made")))
    await asyncio.sleep(0)
    waiting.cancel()
    go_on.set()
    assert await running
    with pytest.raises(asyncio.CancelledError):
        await waiting
    threads.shut_down()
    with pytest.raises(RuntimeError):
        await threads.run(lambda: 1)
