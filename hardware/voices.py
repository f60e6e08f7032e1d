"""Diarisation off the event loop: one thread that listens to all shared microphones in turn.

The diariser is loaded when the first microphone is shared: a server where nobody shares one pays nothing for it.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from hardware.threads import Threads
from models.audio import Pcm
from models.ports import Diariser, SpeakerStream
from models.speakers import Heard, Relabelled, VoiceLabel

T = TypeVar("T")


class VoicesDevice:
    """Implements ``pipeline.ports.Diarisation``. Enter it before use; leaving it waits for the running call."""

    def __init__(self, load: Callable[[], Diariser]) -> None:
        """``load`` blocks; it raises ``VoixlaError`` when the weights cannot be had."""
        self._load = load
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
        return DeviceVoices(lambda: self._loaded().stream(most=most), self._thread)

    def _loaded(self) -> Diariser:
        """In the thread, so once at a time."""
        if self._diariser is None:
            self._diariser = self._load()
        return self._diariser


class DeviceVoices:
    """Implements ``pipeline.ports.TrackVoices``."""

    def __init__(self, open_: Callable[[], SpeakerStream], thread: Threads) -> None:
        self._open = open_
        self._thread = thread
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
        return await self._thread.run(lambda: call(self._opened()))

    def _opened(self) -> SpeakerStream:
        if self._stream is None:
            self._stream = self._open()
        return self._stream
