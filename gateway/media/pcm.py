"""Raw sound on a file descriptor: s16le, 16 kHz, mono, as it comes. Never blocks the event loop on a pipe."""

import asyncio
import os
import stat
from collections.abc import AsyncGenerator

import numpy as np

from captions.errors import VoixlaError
from captions.ids import TrackId
from gateway.media.file_timeline import FrameCutter
from models.audio import AudioFrame

_CHUNK = 1 << 16
_EXAMPLE = "ffmpeg -i fichier -f s16le -ar 16000 -ac 1 - | ./run caption -"
_FILE_MARKS = (b"RIFF", b"OggS", b"fLaC", b"ID3", b"\x1aE\xdf\xa3")


class PcmSource:
    """The sound of one descriptor, which stays open. Raises ``VoixlaError`` where there is no such sound."""

    duration_ms = None

    def __init__(self, descriptor: int, *, track: TrackId) -> None:
        try:
            status = os.fstat(descriptor)
        except OSError as error:
            raise VoixlaError("media.missing", "L'entrée standard est fermée.") from error
        if stat.S_ISCHR(status.st_mode) and os.isatty(descriptor):
            raise VoixlaError(
                "usage.stdin", f"« - » attend du son sur l'entrée standard, par exemple : {_EXAMPLE}"
            )
        self._descriptor = descriptor
        self._track = track

    async def sound(self) -> AsyncGenerator[AudioFrame, None]:
        """Frames of whole 32 ms; the last one is filled up with silence."""
        cutter = FrameCutter(self._track)
        rest = b""
        heard = False
        while chunk := await self._read():
            if not heard and chunk.startswith(_FILE_MARKS):
                raise VoixlaError(
                    "media.not-pcm",
                    "L'entrée standard doit porter du son brut (s16le, 16 kHz, mono), pas un fichier audio. "
                    f"Donnez le fichier lui-même, ou : {_EXAMPLE}",
                )
            heard = True
            data = rest + chunk
            whole = len(data) & ~1
            rest = data[whole:]
            for frame in cutter.put(
                np.frombuffer(data[:whole], "<i2").astype(np.float32) / np.float32(32768)
            ):
                yield frame
        if not cutter.end:
            raise VoixlaError("media.empty", "Aucun son n'est arrivé sur l'entrée standard.")
        for frame in cutter.flush():
            yield frame

    async def _read(self) -> bytes:
        await self._readable()
        try:
            return os.read(self._descriptor, _CHUNK)
        except OSError as error:
            raise VoixlaError("media.broken", "L'entrée standard n'est plus lisible.") from error

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        try:
            loop.add_reader(self._descriptor, ready.set)
        except PermissionError:
            return  # a regular file, which epoll refuses because it is always readable
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._descriptor)
