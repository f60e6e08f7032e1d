"""The sound of an audio or video file, whatever its format, and what to tell a person whose file is not one.

Decodes with FFmpeg through PyAV as a stream: memory does not grow with the file. Reads local files only, even
when the file is a playlist that names addresses.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import av
from av.error import FFmpegError

from captions.errors import VoixlaError
from captions.formats.clock import short
from captions.ids import Milliseconds, TrackId
from captions.layout import plain
from gateway.media.file_timeline import FileTimeline
from models.audio import AudioFrame, AudioGap, to_ms

# In other formats the announced duration is an estimate, or what the file holds whatever was announced.
_EXACT_DURATION = ("mov", "matroska", "flac")
_EARLY_END_MS = 1500
_PLAYABLE = "un fichier audio ou vidéo (wav, mp3, ogg, flac, m4a, mp4, mkv, webm…)"


class AudioFileSource:
    """One file, read once from the beginning; close it, or use it as a context manager.

    Raises ``VoixlaError`` with a code ``media.*`` when there is nothing to read.
    """

    def __init__(self, path: str | Path, *, track: TrackId) -> None:
        self._path = Path(path)
        self._name = f"« {plain(os.fsencode(self._path.name or path).decode('utf-8', 'replace'))} »"
        self._track = track
        head = self._check()
        self._container = self._open(head)
        try:
            self._stream = self._choose_stream()
        except VoixlaError:
            self._container.close()
            raise
        self._broken = False
        self._zero_s = (self._container.start_time or 0) / av.time_base
        self.duration_ms = self._duration()
        """Length as announced, which may be wrong; None when nothing is announced."""

    def __enter__(self) -> "AudioFileSource":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._container.close()

    def sound(self) -> Iterator[AudioFrame | AudioGap]:
        """Frames of whole 32 ms at 16 kHz mono, in order; each blocks for a few milliseconds of decoding.

        Raises ``media.truncated`` after the last frame of a file that ends before its announced end, and
        ``media.undecodable`` when no sound could be decoded at all.
        """
        timeline = FileTimeline(self._track, zero_s=self._zero_s)
        for frame in self._decoded():
            if frame is None:
                timeline.damage()
            elif frame.samples:
                yield from timeline.put(frame)
        yield from timeline.close()
        self._check_end(to_ms(timeline.end))

    def _decoded(self) -> Iterator[av.AudioFrame | None]:
        """Decoded frames; None for each packet that could not be decoded."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.error.EOFError):
                return
            except (FFmpegError, OSError):
                self._broken = True
                return
            try:
                frames = packet.decode()
            except av.error.EOFError:
                continue
            except FFmpegError:
                yield None
                continue
            for frame in frames:
                if isinstance(frame, av.AudioFrame):
                    yield frame

    # --- opening --------------------------------------------------------------------------------------------------

    def _check(self) -> bytes:
        """The first bytes of a regular file. Refuses early what FFmpeg would refuse in its own words."""
        try:
            status = self._path.stat()
            if stat.S_ISDIR(status.st_mode):
                _refuse("directory", f"{self._name} est un dossier. Donnez {_PLAYABLE}.")
            if not stat.S_ISREG(status.st_mode):
                return b""
            with self._path.open("rb") as file:
                head = file.read(12)
        except VoixlaError:
            raise
        except FileNotFoundError:
            _refuse("missing", f"{self._name} n'existe pas. Vérifiez le nom et le dossier.")
        except PermissionError:
            _refuse(
                "forbidden", f"vous n'avez pas le droit de lire {self._name}. Changez ses droits d'accès."
            )
        except (OSError, ValueError) as error:
            raise VoixlaError("media.unreadable", f"{self._name} ne peut pas être lu.") from error
        if not head:
            _refuse("empty", f"{self._name} est vide (0 octet).")
        return head

    def _open(self, head: bytes) -> av.container.InputContainer:
        try:
            # "file:" keeps a name like "concat:…" from being understood as an order to FFmpeg.
            return av.open(
                f"file:{self._path}", metadata_errors="replace", options={"protocol_whitelist": "file"}
            )
        except PermissionError:
            _refuse(
                "forbidden", f"vous n'avez pas le droit de lire {self._name}. Changez ses droits d'accès."
            )
        except (FFmpegError, OSError, ValueError) as error:
            if head[4:8] == b"ftyp":
                message = (
                    f"{self._name} est incomplet : il manque la fin, sans laquelle rien n'est lisible. "
                    "L'enregistrement ou la copie a sans doute été interrompu."
                )
                raise VoixlaError("media.truncated", message) from error
            message = f"{self._name} n'est pas {_PLAYABLE}, ou il est abîmé."
            raise VoixlaError("media.unreadable", message) from error

    def _choose_stream(self) -> av.AudioStream:
        stream = self._container.streams.best("audio") if self._container.streams.audio else None
        if not isinstance(stream, av.AudioStream):
            if self._container.streams.audio:
                _refuse("codec", f"le son de {self._name} est dans un format inconnu ou protégé.")
            if self._container.streams.video:
                _refuse("no-sound", f"{self._name} ne contient pas de son : il n'y a rien à sous-titrer.")
            _refuse("unreadable", f"{self._name} n'est pas {_PLAYABLE}, ou il est abîmé.")
        return stream

    def _duration(self) -> Milliseconds | None:
        stream, container = self._stream, self._container
        if stream.duration and stream.time_base:
            return Milliseconds(round(stream.duration * stream.time_base * 1000))
        if container.duration:
            return Milliseconds(container.duration * 1000 // av.time_base)
        return None

    # --- the end --------------------------------------------------------------------------------------------------

    def _check_end(self, end_ms: Milliseconds) -> None:
        if not end_ms:
            _refuse("undecodable", f"{self._name} ne contient aucun son lisible.")
        if self._broken:
            _refuse(
                "broken",
                f"{self._name} n'est plus lisible après {short(end_ms)}. Ce qui précède a été sous-titré.",
            )
        announced = self._announced_end()
        if announced is not None and end_ms < announced - _EARLY_END_MS:
            _refuse(
                "truncated",
                f"{self._name} s'arrête à {short(end_ms)} alors qu'il annonce {short(announced)} : "
                "il est incomplet. Ce qui précède a été sous-titré.",
            )

    def _announced_end(self) -> Milliseconds | None:
        """Where the sound must end, if the file says so and formats of its kind can be believed."""
        if not self._container.format.name.startswith(_EXACT_DURATION) or self.duration_ms is None:
            return None
        if self._stream.duration:
            start = (self._stream.start_time or 0) * (self._stream.time_base or 0)
            return Milliseconds(self.duration_ms + round((float(start) - self._zero_s) * 1000))
        # Matroska announces one length for all streams, and the pictures may outlast the sound.
        return self.duration_ms if len(self._container.streams) == 1 else self._tagged_end()

    def _tagged_end(self) -> Milliseconds | None:
        hours, _, rest = self._stream.metadata.get("DURATION", "").partition(":")
        minutes, _, seconds = rest.partition(":")
        try:
            return Milliseconds(round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000))
        except ValueError:
            return None


def _refuse(code: str, message: str) -> NoReturn:
    raise VoixlaError(f"media.{code}", message[:1].upper() + message[1:])
