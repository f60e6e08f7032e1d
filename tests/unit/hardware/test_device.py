import asyncio
import threading
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from captions.words import EngineStamp, Hypothesis
from hardware.device import InferenceDevice
from models.audio import Pcm, Samples, SpeechWindow
from models.ports import Capabilities
from tests.fakes.inference import rest
from tests.fakes.speech import TRACK, heard, word

PATIENCE_S = 5


class Gate:
    """A recogniser whose calls end when the test lets them; each window is known by its start."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.most = 0
        self._may_end: dict[int, threading.Event] = {}
        self._changed = threading.Condition()

    @property
    def capabilities(self) -> Capabilities:
        stamp = EngineStamp(engine="gate", model="gate", compute_type="none")
        return Capabilities(stamp=stamp, max_window=Samples(480_000), languages=("fr",))

    def recognise(self, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
        self.batches.append([int(window.start) for window in windows])
        return [self._hear(window) for window in windows]

    def _hear(self, window: SpeechWindow) -> Hypothesis:
        with self._changed:
            self.begun.append(window.start)
            self.most = max(self.most, len(self.begun) - len(self.ended))
            self._changed.notify_all()
        assert self._event(window.start).wait(PATIENCE_S)
        with self._changed:
            self.ended.append(window.start)
            self._changed.notify_all()
        if window.start == 13:
            raise ZeroDivisionError
        return heard(word(str(window.start), 0, 100))

    def open(self, *numbers: int) -> None:
        for number in numbers:
            self._event(number).set()

    async def wait(self, condition: Callable[[], bool]) -> None:
        def block() -> None:
            with self._changed:
                assert self._changed.wait_for(condition, PATIENCE_S)

        await asyncio.to_thread(block)
        await rest()

    def _event(self, number: int) -> threading.Event:
        with self._changed:
            return self._may_end.setdefault(number, threading.Event())


class Counter:
    """A voice detector whose streams know each other's frames only if they are mixed up."""

    def __init__(self) -> None:
        self.threads: set[str] = set()

    def stream(self) -> "CounterStream":
        return CounterStream(self)


class CounterStream:
    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._frames = 0

    def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        self._counter.threads.add(threading.current_thread().name)
        first, self._frames = self._frames, self._frames + len(pcm) // 512
        return np.arange(first, self._frames, dtype=np.float32)


@pytest.fixture
def gate() -> Gate:
    return Gate()


def call(device: InferenceDevice, number: int, *, final: bool = False) -> "asyncio.Task[Hypothesis]":
    window = SpeechWindow(
        track=TRACK, start=Samples(number), pcm=np.zeros(1600, dtype=np.float32), final=final
    )
    return asyncio.create_task(device.recognise(lambda: window, final=final))


async def test_an_answer_comes_from_a_thread_of_the_device(gate: Gate) -> None:
    gate.open(1)
    async with InferenceDevice(gate, Counter(), workers=1) as device:
        assert (await call(device, 1)).words[0].text == "1"


async def test_as_many_calls_run_at_once_as_there_are_workers(gate: Gate) -> None:
    async with InferenceDevice(gate, Counter(), workers=2) as device:
        calls = [call(device, number) for number in range(6)]
        await gate.wait(lambda: len(gate.begun) == 2)
        gate.open(*range(6))
        answers = await asyncio.gather(*calls)
    assert [answer.words[0].text for answer in answers] == ["0", "1", "2", "3", "4", "5"]
    assert gate.most == 2


async def test_finals_overtake_and_otherwise_the_first_comes_first(gate: Gate) -> None:
    async with InferenceDevice(gate, Counter(), workers=1) as device:
        calls = [call(device, 0)]
        await gate.wait(lambda: gate.begun == [0])
        calls += [call(device, number, final=number >= 3) for number in (1, 2, 3, 4)]
        await rest()
        gate.open(*range(5))
        await asyncio.gather(*calls)
    assert gate.begun == [0, 3, 4, 1, 2]


async def test_whoever_waited_is_asked_for_its_window_only_when_its_turn_has_come(gate: Gate) -> None:
    asked: list[int] = []

    def ask() -> SpeechWindow:
        asked.append(len(gate.begun))
        return SpeechWindow(track=TRACK, start=Samples(7), pcm=np.zeros(1600, dtype=np.float32))

    async with InferenceDevice(gate, Counter(), workers=1) as device:
        first = call(device, 0)
        await gate.wait(lambda: gate.begun == [0])
        waiting = asyncio.create_task(device.recognise(ask))
        await rest()
        assert not asked
        gate.open(0, 7)
        assert (await waiting).words[0].text == "7"
        await first
    assert asked == [1]


async def test_a_call_that_is_cancelled_while_it_waits_is_never_made(gate: Gate) -> None:
    async with InferenceDevice(gate, Counter(), workers=1) as device:
        calls = [call(device, 0), call(device, 1), call(device, 2)]
        await gate.wait(lambda: gate.begun == [0])
        calls[1].cancel()
        await rest()
        gate.open(0, 2)
        await asyncio.gather(*calls, return_exceptions=True)
        assert calls[1].cancelled()
        await asyncio.wait_for(call(device, 2), PATIENCE_S)
    assert gate.begun == [0, 2, 2]


async def test_a_call_that_is_cancelled_while_it_runs_frees_its_place(gate: Gate) -> None:
    async with InferenceDevice(gate, Counter(), workers=1) as device:
        running, waiting = call(device, 0), call(device, 1)
        await gate.wait(lambda: gate.begun == [0])
        running.cancel()
        gate.open(0, 1)
        assert (await asyncio.wait_for(waiting, PATIENCE_S)).words[0].text == "1"
        assert running.cancelled()
        gate.open(2, 3)
        await asyncio.wait_for(asyncio.gather(call(device, 2), call(device, 3)), PATIENCE_S)
    assert gate.most == 1


async def test_a_worker_takes_what_waits_finals_first_up_to_a_batch(gate: Gate) -> None:
    async with InferenceDevice(gate, Counter(), workers=1, batch=3) as device:
        calls = [call(device, 0)]
        await gate.wait(lambda: gate.begun == [0])
        calls += [call(device, number, final=number == 4) for number in (1, 2, 3, 4, 5)]
        await rest()
        gate.open(*range(6))
        answers = await asyncio.gather(*calls)
    assert gate.batches == [[0], [4, 1, 2], [3, 5]]
    assert [answer.words[0].text for answer in answers] == ["0", "1", "2", "3", "4", "5"]


async def test_workers_share_what_waits(gate: Gate) -> None:
    async with InferenceDevice(gate, Counter(), workers=2, batch=8) as device:
        first = [call(device, 0), call(device, 1)]
        await gate.wait(lambda: len(gate.begun) == 2)
        calls = [call(device, number) for number in (2, 3, 4, 5)]
        await rest()
        gate.open(0, 1)
        await asyncio.gather(*first)
        gate.open(2, 3, 4, 5)
        await asyncio.gather(*calls)
    assert gate.batches[2:] == [[2, 3], [4], [5]]


async def test_a_batch_that_fails_fails_for_all_who_are_in_it(gate: Gate) -> None:
    async with InferenceDevice(gate, Counter(), workers=1, batch=2) as device:
        calls = [call(device, 0)]
        await gate.wait(lambda: gate.begun == [0])
        calls += [call(device, 12), call(device, 13)]
        await rest()
        gate.open(0, 12, 13)
        answers = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(answers[0], Hypothesis)
    assert [type(answer) for answer in answers[1:]] == [ZeroDivisionError] * 2


async def test_a_call_that_fails_frees_its_place(gate: Gate) -> None:
    gate.open(13, 14)
    async with InferenceDevice(gate, Counter(), workers=1) as device:
        with pytest.raises(ZeroDivisionError):
            await call(device, 13)
        assert (await asyncio.wait_for(call(device, 14), PATIENCE_S)).words


async def test_leaving_ends_the_threads_after_what_runs(gate: Gate) -> None:
    before = set(threading.enumerate())
    async with InferenceDevice(gate, Counter(), workers=2) as device:
        abandoned = call(device, 0)
        await gate.wait(lambda: gate.begun == [0])
        abandoned.cancel()
        gate.open(0)
    assert gate.ended == [0]
    left = {thread.name for thread in set(threading.enumerate()) - before}
    assert not {name for name in left if name.startswith(("recognise", "voice"))}


async def test_each_track_has_its_own_voice_activity_on_one_thread(gate: Gate) -> None:
    counter = Counter()
    async with InferenceDevice(gate, counter, workers=2) as device:
        voices = [device.voice(), device.voice()]
        for _ in range(2):
            for voice in voices:
                await voice.probabilities(np.zeros(1024, dtype=np.float32))
        last = await asyncio.gather(*(voice.probabilities(np.zeros(512, np.float32)) for voice in voices))
    assert [part.tolist() for part in last] == [[4.0], [4.0]]
    assert len(counter.threads) == 1
    assert next(iter(counter.threads)).startswith("voice")


async def test_listening_goes_on_while_every_worker_is_busy(gate: Gate) -> None:
    async with InferenceDevice(gate, Counter(), workers=1) as device:
        busy = call(device, 0)
        await gate.wait(lambda: gate.begun == [0])
        await asyncio.wait_for(device.voice().probabilities(np.zeros(512, np.float32)), PATIENCE_S)
        gate.open(0)
        await busy


async def test_each_call_is_told_with_the_windows_it_had(gate: Gate) -> None:
    told: list[tuple[float, int]] = []
    gate.open(0, 1, 2)
    device = InferenceDevice(gate, Counter(), workers=1, batch=2, called=lambda *call: told.append(call))
    async with device:
        await asyncio.gather(call(device, 0), call(device, 1), call(device, 2))
    assert [windows for _, windows in told] == [1, 2]
    assert all(0 <= seconds < PATIENCE_S for seconds, _ in told)
