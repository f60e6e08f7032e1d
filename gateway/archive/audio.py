"""Keeps the sound of a meeting beside its record: Ogg Opus files that follow one another without a hole.

A file is named by the Unix millisecond at which it begins, so a moment is found in it by subtraction (``kept_sound``).
Where nothing may be kept it is silent, and goes on. Pages are on the disk every second; a file that nobody finished
can be read to its last page.
"""

import asyncio
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from captions.errors import VoixlaError
from captions.ids import Milliseconds
from gateway.archive.ogg import OggOpus
from gateway.archive.placed_mix import PlacedMix
from gateway.archive.recorder import Recorder
from gateway.live.refusals import refusal
from gateway.media.mix import FRAME
from gateway.media.opus import OPUS_RATE
from gateway.media.opus_encoder import OpusEncoder
from gateway.tasks import Tasks
from models.audio import SAMPLE_RATE, Pcm, Samples, to_ms, to_samples

logger = logging.getLogger(__name__)

_EVERY_S = 1.0
_MARGIN = to_samples(1000)
"""How late sound may be heard after it was said."""
_FILE = to_samples(600_000)
_MOST_AT_ONCE = to_samples(10_000)
_TICKS = FRAME * OPUS_RATE // SAMPLE_RATE


class SoundKeeper:
    """Of one record in one session; ``start`` it, ``stop`` it once."""

    def __init__(
        self,
        folder: Path,
        recorder: Recorder,
        now: Callable[[], Milliseconds],
        failed: Callable[[VoixlaError | None], None],
    ) -> None:
        """``failed`` is told why nothing can be kept, and None when it can again."""
        self._folder = folder
        self._recorder = recorder
        self._now = now
        self._failed = failed
        self._mix = PlacedMix(_frames(to_samples(now())))
        self._file: _SoundFile | None = None
        self._lost: Samples | None = None
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self, tasks: Tasks) -> None:
        self._task = tasks.start("record-sound", self._run())

    def hear(self, start: Samples, pcm: Pcm) -> None:
        """What somebody says. Never waits."""
        scribe = self._recorder.scribe
        if scribe.silent_from(to_ms(start)) or scribe.silent_from(to_ms(Samples(start + len(pcm)))):
            return
        self._mix.hear(start, pcm)

    async def stop(self) -> None:
        """What was said so far is kept, in bounded time."""
        self._stop.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=5.0)

    async def _run(self) -> None:
        stopping = False
        try:
            while not stopping:
                try:
                    async with asyncio.timeout(_EVERY_S):
                        await self._stop.wait()
                except TimeoutError:
                    pass
                stopping = self._stop.is_set()
                margin = 0 if stopping else _MARGIN
                await self._keep_until(_frames(to_samples(self._now()) - margin))
        finally:
            try:
                self._finish()
            except OSError:
                logger.error("code=transcript.sound")

    async def _keep_until(self, until: Samples) -> None:
        while self._mix.at < until:
            start = self._mix.at
            pcm = self._mix.take(min(until - start, _MOST_AT_ONCE))
            try:
                await asyncio.to_thread(self._write, start, pcm)
            except OSError:
                self._lose(start)
            else:
                self._find(start)

    def _lose(self, start: Samples) -> None:
        self._file = None
        if self._lost is None:
            self._lost = start
            logger.error("code=transcript.sound")
            self._failed(refusal("transcript.sound"))

    def _find(self, start: Samples) -> None:
        if self._lost is not None:
            self._recorder.lose(to_ms(self._lost), to_ms(start), "audio")
            self._lost = None
            self._failed(None)

    def _write(self, start: Samples, pcm: Pcm) -> None:
        if self._file is None or self._file.length >= _FILE:
            self._finish()
            moment = self._recorder.scribe.moment(to_ms(start))
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = _SoundFile(self._folder / f"{moment}.opus")
        try:
            self._file.write(pcm)
        except OSError:
            self._file.abandon()
            raise

    def _finish(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            file.finish()


class _SoundFile:
    """One file, being written."""

    def __init__(self, path: Path) -> None:
        """Raises ``OSError``."""
        self.length = 0
        """Samples in it."""
        self._encoder = OpusEncoder()
        self._stream = OggOpus(secrets.randbits(32), self._encoder.head)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._file: BinaryIO = os.fdopen(descriptor, "wb", buffering=0)
        self._put(self._stream.headers())

    def write(self, pcm: Pcm) -> None:
        packets = self._encoder.encode(pcm)
        self.length += len(pcm)
        if packets:
            self._put(self._stream.page(packets, _TICKS))

    def finish(self) -> None:
        try:
            self._put(self._stream.page([], _TICKS, last=True))
        finally:
            self._file.close()

    def abandon(self) -> None:
        self._file.close()

    def _put(self, octets: bytes) -> None:
        while octets:
            octets = octets[self._file.write(octets) :]
        os.fdatasync(self._file.fileno())


def _frames(at: int) -> Samples:
    """The beginning of the frame that ``at`` is in."""
    return Samples(at // FRAME * FRAME)
