"""When nothing is being computed for a session: so that a bench can let time go on by the sound, not by the clock."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from captions.words import Hypothesis
from models.audio import Pcm, SpeechWindow
from models.speakers import Heard, Relabelled, VoiceLabel
from pipeline.ports import Diarisation, Inference, TrackVoices, Voice

_ROUNDS = 12
"""Turns of the event loop in which nothing is computed, until all is taken to be at rest."""
T = TypeVar("T")


class Rest:
    """Knows when nothing is being computed for a session."""

    def __init__(self) -> None:
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def during(self, work: Awaitable[T]) -> T:
        self._running += 1
        self._idle.clear()
        try:
            return await work
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def reached(self) -> None:
        quiet = 0
        while quiet < _ROUNDS:
            await self._idle.wait()
            await asyncio.sleep(0)
            quiet = quiet + 1 if not self._running else 0


@dataclass(frozen=True, slots=True)
class RestfulInference:
    """Implements ``pipeline.ports.Inference``."""

    inner: Inference
    rest: Rest

    @property
    def working(self) -> bool:
        return self.inner.working

    def voice(self) -> "RestfulVoice":
        return RestfulVoice(self.inner.voice(), self.rest)

    async def recognise(self, ask: Callable[[], SpeechWindow], *, final: bool = False) -> Hypothesis:
        return await self.rest.during(self.inner.recognise(ask, final=final))


@dataclass(frozen=True, slots=True)
class RestfulVoice:
    """Implements ``pipeline.ports.Voice``."""

    inner: Voice
    rest: Rest

    async def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        return await self.rest.during(self.inner.probabilities(pcm))


@dataclass(frozen=True, slots=True)
class RestfulDiarisation:
    """Implements ``pipeline.ports.Diarisation``."""

    inner: Diarisation
    rest: Rest

    def track(self, *, most: int | None = None) -> "RestfulVoices":
        return RestfulVoices(self.inner.track(most=most), self.rest)


@dataclass(frozen=True, slots=True)
class RestfulVoices:
    """Implements ``pipeline.ports.TrackVoices``."""

    inner: TrackVoices
    rest: Rest

    async def push(self, pcm: Pcm, *, speech: bool) -> Heard:
        return await self.rest.during(self.inner.push(pcm, speech=speech))

    async def finish(self) -> Heard:
        return await self.rest.during(self.inner.finish())

    async def review(self) -> tuple[Relabelled, ...]:
        return await self.rest.during(self.inner.review())

    async def merge(self, was: VoiceLabel, into: VoiceLabel) -> None:
        await self.rest.during(self.inner.merge(was, into))

    async def forget(self) -> None:
        await self.rest.during(self.inner.forget())
