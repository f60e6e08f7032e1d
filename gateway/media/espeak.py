"""Text to sound by eSpeak NG, where it is installed: one process for each text, which is told it on standard input.

Knows no rooms. Texts are in no argument list and no log; what a process may take and say is bounded.
"""

import asyncio
import contextlib
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable

import av
import numpy as np

from captions.errors import VoixlaError
from models.audio import SAMPLE_RATE, Pcm

Synthesise = Callable[[str], Awaitable[Pcm]]
"""Text to sound, (n,) at 16 kHz. Raises ``VoixlaError`` (``voice.failed``)."""

LONGEST_SECONDS = 60.0
_PATIENCE_SECONDS = 10.0
_PROGRAM = "espeak-ng"
_WORDS_A_MINUTE = 160
_HEADER = 44
_CHUNK = 1 << 16


def installed(language: str = "fr") -> "Espeak | None":
    """None where there is no such program."""
    path = shutil.which(_PROGRAM)
    return Espeak(path, language) if path is not None else None


class Espeak:
    """A ``Synthesise``."""

    def __init__(self, path: str, language: str) -> None:
        self._command = (path, "-v", language, "-s", str(_WORDS_A_MINUTE), "--stdin", "--stdout")

    async def __call__(self, text: str) -> Pcm:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True
            )
        except OSError:
            raise _failed() from None
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                wave = await _exchange(process, _plain(text))
                code = await process.wait()
        except (TimeoutError, OSError):
            raise _failed() from None
        finally:
            await _end(process)
        if code != 0:
            raise _failed()
        return _sound(wave)


async def _exchange(process: Process, text: bytes) -> bytes:
    """What it says to ``text``, no more than may be."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(text)
    process.stdin.close()
    wave, most = bytearray(), _HEADER + round(LONGEST_SECONDS * 2 * 48_000)
    while chunk := await process.stdout.read(_CHUNK):
        wave += chunk
        if len(wave) > most:
            raise _failed()
    return bytes(wave)


async def _end(process: Process) -> None:
    """Of all that it started, too. What is left in its pipe is read: else the loop would keep that for ever."""
    assert process.stdout is not None
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    while await process.stdout.read(_CHUNK):
        pass
    await process.wait()


def _plain(text: str) -> bytes:
    # Double brackets would be read as phonemes.
    return text.replace("[[", "[ [").replace("]]", "] ]").encode("utf-8", "replace")


def _sound(wave: bytes) -> Pcm:
    """Of a RIFF file with one channel of 16 bits, whose length is not to be trusted: it was not known yet."""
    rate = int.from_bytes(wave[24:28], "little")
    whole = (len(wave) - _HEADER) // 2 * 2
    if wave[:4] != b"RIFF" or whole <= 0 or not 8_000 <= rate <= 48_000:
        raise _failed()
    frame = av.AudioFrame.from_ndarray(
        np.frombuffer(wave, "<i2", whole // 2, _HEADER)[None], format="s16", layout="mono"
    )
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    parts = [part.to_ndarray()[0] for given in (frame, None) for part in resampler.resample(given)]
    whole_s16 = np.concatenate(parts)[: round(LONGEST_SECONDS * SAMPLE_RATE)]
    return whole_s16.astype(np.float32) / np.float32(32768)


def _failed() -> VoixlaError:
    return VoixlaError("voice.failed", "Le texte n’a pas pu être lu à voix haute.", retryable=True)
