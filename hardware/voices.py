"""Diarisation off the event loop: one thread that listens to all shared microphones in turn.

The diariser is loaded when the first microphone is shared: a server where nobody shares one pays nothing for it.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

from hardware.threads import Threads
from models.audio import Pcm
from models.ports import Diariser, SpeakerStream
from models.speakers import Heard, Relabelled, VoiceLabel

T = TypeVar("T")

Impression = npt.NDArray[np.float32]
Ear = Callable[[Pcm], Impression]
"""What a clip of one voice sounds like."""


class VoicesDevice:
    """Implements ``pipeline.ports.Diarisation`` and ``Impressions``. Enter it before use; leaving it waits for the
    running call.
    """

    def __init__(self, load: Callable[[], Diariser], listen: Callable[[], Ear | None] = lambda: None) -> None:
        """``load`` blocks; it raises ``VoixlaError`` when the weights cannot be had. So does ``listen``; it fetches
        nothing, and gives None as long as nothing is there.
        """
        self._load = load
        self._listen = listen
        self._ear: Ear | None = None
        self._calls = 0
        """Of shared microphones, which run or wait."""
        self._diariser: Diariser | None = None
        self._thread = Threads(1, "voices")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shut_down()

    async def prepare(self) -> None:
        """Loads what is needed, so that the first words need not wait for it. Raises ``VoixlaError``."""
        await self._thread.run(self._loaded)

    def track(self, *, most: int | None = None) -> "DeviceVoices":
        return DeviceVoices(lambda: self._loaded().stream(most=most), self)

    async def impression(self, clip: Pcm) -> Impression | None:
        """None while shared microphones have to be heard, or nothing is there to do it with. Raises ``VoixlaError``."""
        return None if self._calls else await self._thread.run(lambda: self._heard(clip))

    async def run(self, call: Callable[[], T]) -> T:
        """``call`` in the thread, for a shared microphone."""
        self._calls += 1
        try:
            return await self._thread.run(call)
        finally:
            self._calls -= 1

    def _heard(self, clip: Pcm) -> Impression | None:
        if self._ear is None:
            self._ear = self._listen()
        return None if self._ear is None else self._ear(clip)

    def _loaded(self) -> Diariser:
        """In the thread, so once at a time."""
        if self._diariser is None:
            self._diariser = self._load()
        return self._diariser


class DeviceVoices:
    """Implements ``pipeline.ports.TrackVoices``."""

    def __init__(self, open_: Callable[[], SpeakerStream], device: VoicesDevice) -> None:
        self._open = open_
        self._device = device
        self._stream: SpeakerStream | None = None

    async def push(self, pcm: Pcm, *, speech: bool) -> Heard:
        return await self._run(lambda stream: stream.push(pcm, speech=speech))

    async def finish(self) -> Heard:
        return await self._run(lambda stream: stream.finish())

    async def review(self) -> tuple[Relabelled, ...]:
        return await self._run(lambda stream: stream.review())

    async def merge(self, was: VoiceLabel, into: VoiceLabel) -> None:
        await self._run(lambda stream: stream.merge(was, into))

    async def forget(self) -> None:
        """Nothing of what voices sound like is left."""
        if self._stream is not None:
            await self._run(lambda stream: stream.forget())
            self._stream = None

    async def _run(self, call: Callable[[SpeakerStream], T]) -> T:
        return await self._device.run(lambda: call(self._opened()))

    def _opened(self) -> SpeakerStream:
        if self._stream is None:
            self._stream = self._open()
        return self._stream
