"""The sound that is kept of a record: which files there are and what time each holds. Reads their pages, no sound."""

import struct
from dataclasses import dataclass
from pathlib import Path

from captions.archive.records import Moment, RecordId
from gateway.archive.ogg import OPUS_RATE
from gateway.archive.pulse import record_folder

_PAGE = 27
_TAIL = 70_000
"""More than the longest page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFile:
    path: Path
    start: Moment
    length_ms: int
    """Of what is in it so far."""


def kept_sound(folder: Path, record: RecordId) -> tuple[SoundFile, ...]:
    """The files of ``record``, in the order of time; ``folder`` is that of all records."""
    found = []
    for path in record_folder(folder, record).glob("*.opus"):
        if path.stem.isdecimal():
            found.append(SoundFile(path=path, start=Moment(int(path.stem)), length_ms=_length_ms(path)))
    return tuple(sorted(found, key=lambda file: file.start))


def _length_ms(path: Path) -> int:
    """By the last whole page."""
    with path.open("rb") as file:
        head = file.read(_PAGE + 1 + 19)
        file.seek(max(0, path.stat().st_size - _TAIL))
        tail = file.read()
    if len(head) < _PAGE + 1 + 12:
        return 0
    (skip,) = struct.unpack_from("<H", head, _PAGE + 1 + 10)
    at = tail.rfind(b"OggS")
    if at >= 0 and len(tail) - at < _PAGE:
        at = tail.rfind(b"OggS", 0, at)
    if at < 0:
        return 0
    (granule,) = struct.unpack_from("<Q", tail, at + 6)
    return max(0, int(granule) - int(skip)) * 1000 // OPUS_RATE
