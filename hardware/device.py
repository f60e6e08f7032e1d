"""Inference off the event loop: the threads of one device, finals before interims.

Nothing else in the system creates threads for inference. The recogniser decides how much each call uses;
``workers`` calls run at once, the rest wait in a heap, finals first, then in order of arrival.
"""

import asyncio
import heapq
import itertools
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


class InferenceDevice:
    """Implements ``pipeline.ports.Inference`` on local threads. Enter it before use."""

    def __init__(self, recogniser: Recogniser, detector: VoiceDetector, *, workers: int) -> None:
        self.recogniser = recogniser
        self._detector = detector
        self._free = workers
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._calls = ThreadPoolExecutor(workers, thread_name_prefix="recognise")
        self._listening = ThreadPoolExecutor(1, thread_name_prefix="voice")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._shut_down)

    def voice(self) -> "DeviceVoice":
        """Voice activity of a new track, on the device's listening thread."""
        return DeviceVoice(self._detector.stream(), self._listening)

    async def recognise(self, window: SpeechWindow) -> Hypothesis:
        """Waits for a worker, then for the answer. Cancelled while running, the call ends unheard."""
        await self._turn(final=window.final)
        try:
            return await _run(self._calls, lambda: self.recogniser.recognise(window))
        finally:
            self._release()

    async def _turn(self, *, final: bool) -> None:
        if self._free:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not final, next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._release()
            raise

    def _release(self) -> None:
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

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
