"""Inference off the event loop: the threads of one device, where the calls of all sessions meet.

| Waits in the queue | Order |
|---|---|
| finals | before interims, each in order of arrival |

A worker that is free takes at once its share of what waits, up to ``batch`` windows, and never waits for more: an
idle device answers one window as fast as it can, a busy one fills its batches by itself. Nothing else creates
threads for inference.
"""

import asyncio
import heapq
import itertools
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

from captions.words import Hypothesis
from models.audio import Pcm, SpeechWindow
from models.ports import Recogniser, VoiceDetector, VoiceStream

T = TypeVar("T")

logger = logging.getLogger(__name__)

_Answer = asyncio.Future[Hypothesis]


class InferenceDevice:
    """Implements ``pipeline.ports.Inference`` on local threads. Enter it before use."""

    def __init__(
        self,
        recogniser: Recogniser,
        detector: VoiceDetector,
        *,
        workers: int,
        batch: int = 1,
        called: Callable[[float, int], None] = lambda seconds, windows: None,
    ) -> None:
        """``called`` is told, on the event loop, how long each call took and how many windows it had."""
        self.recogniser = recogniser
        self._detector = detector
        self._workers = self._free = workers
        self._batch = batch
        self._called = called
        self._waiting: list[tuple[bool, int, SpeechWindow, _Answer]] = []
        self._order = itertools.count()
        self._running: set[asyncio.Task[None]] = set()
        self._calls = ThreadPoolExecutor(workers, thread_name_prefix="recognise")
        self._listening = ThreadPoolExecutor(1, thread_name_prefix="voice")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running:
            await asyncio.wait(self._running)
        await asyncio.to_thread(self._shut_down)

    @property
    def queued(self) -> int:
        """Windows that wait for a worker."""
        return len(self._waiting)

    def voice(self) -> "DeviceVoice":
        """Voice activity of a new track, on the device's listening thread."""
        return DeviceVoice(self._detector.stream(), self._listening)

    async def recognise(self, window: SpeechWindow) -> Hypothesis:
        """Waits for a worker, then for the answer. Cancelled while running, the call ends unheard."""
        answer: _Answer = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not window.final, next(self._order), window, answer))
        self._start()
        return await answer

    def _start(self) -> None:
        """Puts every free worker to work on what waits."""
        while self._free and (calls := self._next_calls()):
            self._free -= 1
            task = asyncio.create_task(self._work(calls), name="recognise")
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def _next_calls(self) -> list[tuple[SpeechWindow, _Answer]]:
        calls: list[tuple[SpeechWindow, _Answer]] = []
        share = min(self._batch, -(-len(self._waiting) // self._workers))
        while self._waiting and len(calls) < share:
            _, _, window, answer = heapq.heappop(self._waiting)
            if not answer.done():
                calls.append((window, answer))
        return calls

    async def _work(self, calls: list[tuple[SpeechWindow, _Answer]]) -> None:
        windows = [window for window, _ in calls]
        begun = time.monotonic()
        try:
            heard = await _run(self._calls, lambda: self.recogniser.recognise(windows))
        except BaseException as error:
            # Whoever asked decides: the same call can be sent again.
            for _, answer in calls:
                if not answer.done():
                    answer.set_exception(error) if isinstance(error, Exception) else answer.cancel()
            if not isinstance(error, Exception):
                raise
        else:
            self._called(time.monotonic() - begun, len(calls))
            for (_, answer), hypothesis in zip(calls, heard, strict=True):
                if not answer.done():
                    answer.set_result(hypothesis)
        finally:
            self._free += 1
            self._start()

    def _shut_down(self) -> None:
        self._calls.shutdown()
        self._listening.shutdown()


class DeviceVoice:
    """One track's voice activity; implements ``pipeline.ports.Voice``."""

    def __init__(self, stream: VoiceStream, thread: ThreadPoolExecutor) -> None:
        self._stream = stream
        self._thread = thread

    async def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        return await _run(self._thread, lambda: self._stream.probabilities(pcm))


async def _run(pool: ThreadPoolExecutor, call: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, call)
