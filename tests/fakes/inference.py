"""Inference without models: voice is what is loud, and words come from a function of the window."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable

import numpy as np
import numpy.typing as npt

from captions.errors import VoixlaError
from captions.events import CaptionEvent, Final, Gap, Interim, State, Status
from captions.words import Hypothesis
from models.audio import Pcm, SpeechWindow
from tests.fakes.speech import loudness

Answer = Callable[[SpeechWindow], Hypothesis | Awaitable[Hypothesis]]


def failure(*, retryable: bool = True) -> VoixlaError:
    return VoixlaError("engine.failed", "Le moteur a échoué.", retryable=retryable)


class FakeInference:
    """Implements ``pipeline.ports.Inference``; ``answer`` may be changed while it runs."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.calls: list[tuple[int, int, bool]] = []
        """Start and end in samples of each window, and whether it was the last of its speech."""
        self.running = 0
        self.working = True

    def voice(self) -> "FakeVoice":
        return FakeVoice()

    async def recognise(self, ask: Callable[[], SpeechWindow], *, final: bool = False) -> Hypothesis:
        await asyncio.sleep(0)
        window = ask()
        self.calls.append((window.start, window.end, window.final))
        self.running += 1
        try:
            await asyncio.sleep(0)
            answer = self.answer(window)
            return await answer if inspect.isawaitable(answer) else answer
        finally:
            self.running -= 1


class FakeVoice:
    async def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        await asyncio.sleep(0)
        return loudness(pcm)


class Reader:
    """Takes what a session publishes, and checks that ``seq`` rises by one."""

    def __init__(self) -> None:
        self.events: list[CaptionEvent] = []

    def __call__(self, event: CaptionEvent) -> None:
        assert event.seq == len(self.events) + 1
        self.events.append(event)

    @property
    def said(self) -> list[str]:
        return [word.text for event in self.events if isinstance(event, Final) for word in event.words]

    @property
    def gaps(self) -> list[Gap]:
        return [event for event in self.events if isinstance(event, Gap)]

    @property
    def interims(self) -> list[Interim]:
        return [event for event in self.events if isinstance(event, Interim)]

    @property
    def statuses(self) -> list[Status]:
        return [event.status for event in self.events if isinstance(event, State)]


async def until(condition: Callable[[], object], *, turns: int = 200_000) -> None:
    """Lets the loop run until ``condition`` holds; waits for no clock."""
    for _ in range(turns):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came")


async def rest(turns: int = 50) -> None:
    """Lets the loop run until everything that can go on has gone on."""
    for _ in range(turns):
        await asyncio.sleep(0)
