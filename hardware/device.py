"""Inference off the event loop: the threads of one device, where the calls of all sessions meet.

| Waits in the queue | Order |
|---|---|
| finals | before interims, each in order of arrival |

A worker that is free takes at once its share of what waits, up to ``batch`` windows, and never waits for more: an
idle device answers one window as fast as it can, a busy one fills its batches by itself. Only then are the callers
asked for their windows, so that the time in the queue does not make live sound older.

When the recogniser fails three times in a row, it is made anew once all running calls have ended; calls wait for that,
and fail at once while no new one can be had. Pools of threads that are lost are replaced without a word.
"""

import asyncio
import heapq
import itertools
import logging
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from captions.errors import VoixlaError
from captions.words import Hypothesis
from hardware.replaceable import Replaceable
from hardware.threads import Threads
from models.audio import Pcm, SpeechWindow
from models.ports import Recogniser, VoiceDetector, VoiceStream

logger = logging.getLogger(__name__)

_Answer = asyncio.Future[Hypothesis]
_Ask = Callable[[], SpeechWindow]
_GONE = ("engine.gone", "Le moteur de reconnaissance ne répond pas ; il est relancé.")


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
        rebuild: Callable[[], Recogniser] | None = None,
    ) -> None:
        """``called`` is told, on the event loop, how long each call took and how many windows it had.

        ``rebuild`` loads the recogniser anew, and blocks meanwhile; without it one that fails is kept.
        """
        self._engine = Replaceable(recogniser, rebuild)
        self._renewing: asyncio.Task[None] | None = None
        self._gone = False
        self._detector = detector
        self._workers = self._free = workers
        self._batch = batch
        self._called = called
        self._waiting: list[tuple[bool, int, _Ask, _Answer]] = []
        self._order = itertools.count()
        self._running: set[asyncio.Task[None]] = set()
        self._calls = Threads(workers, "recognise")
        self._listening = Threads(1, "voice")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])
        if self._running:
            await asyncio.wait(self._running)
        await asyncio.to_thread(self._shut_down)

    @property
    def recogniser(self) -> Recogniser:
        """Raises ``VoixlaError`` while it is being made anew."""
        return self._engine.recogniser

    @property
    def working(self) -> bool:
        """False while a recogniser that failed is being made anew; calls wait or fail meanwhile."""
        return self._renewing is None

    @property
    def queued(self) -> int:
        """Windows that wait for a worker."""
        return len(self._waiting)

    def voice(self) -> "DeviceVoice":
        """Voice activity of a new track, on the device's listening thread."""
        return DeviceVoice(self._detector.stream(), self._listening)

    async def recognise(self, ask: _Ask, *, final: bool = False) -> Hypothesis:
        """Waits for a worker, asks for the window, waits for the answer. Cancelled while it runs, it ends unheard.

        Raises what the recogniser raises; its lack of memory and the like as a ``VoixlaError`` that is retryable.
        """
        if self._gone:
            raise VoixlaError(*_GONE, retryable=True)
        answer: _Answer = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not final, next(self._order), ask, answer))
        self._start()
        return await answer

    def _start(self) -> None:
        """Puts every free worker to work on what waits."""
        while self.working and self._free and (calls := self._next_calls()):
            self._free -= 1
            task = asyncio.create_task(self._work(calls), name="recognise")
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def _next_calls(self) -> list[tuple[SpeechWindow, _Answer]]:
        calls: list[tuple[SpeechWindow, _Answer]] = []
        share = min(self._batch, -(-len(self._waiting) // self._workers))
        while self._waiting and len(calls) < share:
            _, _, ask, answer = heapq.heappop(self._waiting)
            if not answer.done():
                calls.append((ask(), answer))
        return calls

    async def _work(self, calls: list[tuple[SpeechWindow, _Answer]]) -> None:
        windows, answers = [window for window, _ in calls], [answer for _, answer in calls]
        begun = time.monotonic()
        try:
            heard = await self._calls.run(lambda: _heard(self._engine.recogniser, windows))
        except BaseException as error:
            # Whoever asked decides: the same call can be sent again.
            if isinstance(error, VoixlaError) and error.retryable:
                self._engine.failed()
                self._renew()
                # Without the traceback, whose frames hold the recogniser and its memory.
                _refuse(answers, VoixlaError(error.code, error.message, retryable=True))
            else:
                _refuse(answers, error)
            if not isinstance(error, Exception):
                raise
        else:
            self._engine.succeeded()
            self._called(time.monotonic() - begun, len(calls))
            for answer, hypothesis in zip(answers, heard, strict=True):
                if not answer.done():
                    answer.set_result(hypothesis)
        finally:
            self._free += 1
            self._start()

    def _renew(self) -> None:
        if self.working and self._engine.worn_out:
            self._renewing = asyncio.create_task(self._replace(), name="renew")

    async def _replace(self) -> None:
        """Makes the recogniser anew, however often that takes; what runs on the old one ends before."""
        while self._running:
            await asyncio.wait(self._running)
        while not await self._renewed():
            self._gone = True
            answers = [answer for *_, answer in self._waiting]
            self._waiting.clear()
            _refuse(answers, VoixlaError(*_GONE, retryable=True))
        self._gone, self._renewing = False, None
        self._start()

    async def _renewed(self) -> bool:
        await asyncio.sleep(self._engine.delay_s)
        try:
            return await self._calls.run(self._engine.renew)
        except Exception:
            # Loading may fail in any way that the engine's libraries know; while it does, it is tried again.
            logger.exception("code=engine.rebuild")
            return False

    def _shut_down(self) -> None:
        self._calls.shut_down()
        self._listening.shut_down()


class DeviceVoice:
    """One track's voice activity; implements ``pipeline.ports.Voice``."""

    def __init__(self, stream: VoiceStream, thread: Threads) -> None:
        self._stream = stream
        self._thread = thread

    async def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        return await self._thread.run(lambda: self._stream.probabilities(pcm))


def _heard(recogniser: Recogniser, windows: list[SpeechWindow]) -> list[Hypothesis]:
    try:
        return recogniser.recognise(windows)
    except BaseException as error:
        # The thread may hold its error a moment longer than the call lasts: not the recogniser, and its memory, too.
        del recogniser
        traceback.clear_frames(error.__traceback__)
        if isinstance(error, RuntimeError | MemoryError):
            raise VoixlaError(
                "engine.failed", "Le moteur a échoué ; nouvel essai.", retryable=True
            ) from error
        raise


def _refuse(answers: list[_Answer], error: BaseException) -> None:
    for answer in answers:
        if not answer.done():
            answer.set_exception(error) if isinstance(error, Exception) else answer.cancel()
