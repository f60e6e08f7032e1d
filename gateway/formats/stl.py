"""Reads EBU-STL through ttconv. Writing is ``captions/formats/stl``.

What ttconv would leave out in silence, such as a subtitle with a wrong time, is looked for first and refused.
"""

import io
from collections.abc import Iterator
from typing import NoReturn

import ttconv.stl.reader as stl
from ttconv.stl.config import STLReaderConfiguration

from captions.errors import VoixlaError
from captions.formats.read_cues import ReadCue
from captions.formats.voices import Shown, attributed, rejoined
from gateway.formats.paragraphs import paragraphs

_ABOUT, _BLOCK = 1024, 128
_FRAMES = {b"STL23.01": 24, b"STL24.01": 24, b"STL25.01": 25, b"STL30.01": 30, b"STL50.01": 50}
_CHARACTERS = (b"00", b"01", b"02", b"03", b"04")
_COMMENT = 1
_FIRST_RESERVED = 0xF0
_LAST = 0xFF
_BROKEN = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)


def read(octets: bytes) -> list[ReadCue]:
    """The cues of a file. Raises ``VoixlaError``, ``import.stl``."""
    frames = _FRAMES.get(octets[3:11])
    if len(octets) < _ABOUT or frames is None:
        _refuse("Ce fichier n'est pas un EBU-STL (Tech 3264).")
    if octets[12:14] not in _CHARACTERS:
        _refuse("L'alphabet de ce fichier STL n'est pas connu.")
    blocks = list(_blocks(octets))
    first = min((_checked(number, block, frames) for number, block in blocks), default=0)
    programme = _programme_start(octets, frames)
    # A programme may begin at 10:00:00:00; what lies before it would be left out.
    offset = "TCP" if programme is not None and programme <= first else None
    try:
        document = stl.to_model(
            io.BytesIO(octets[:_ABOUT] + b"".join(block for _, block in blocks)),
            STLReaderConfiguration(program_start_tc=offset),
        )
    except _BROKEN:
        _refuse("Ce fichier STL est illisible.")
    shown = (Shown(start_ms=p.start_ms, end_ms=p.end_ms, rows=p.rows) for p in paragraphs(document))
    return rejoined(attributed(shown))


def _blocks(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Numbered from 1, without comments and padding."""
    for number, at in enumerate(range(_ABOUT, len(octets), _BLOCK), 1):
        block = octets[at : at + _BLOCK]
        if not block.strip(b"\0 \x1a\r\n\x8f"):
            continue
        if len(block) < _BLOCK:
            _refuse(f"Bloc n° {number} : le fichier est coupé.")
        if block[15] != _COMMENT and (block[3] < _FIRST_RESERVED or block[3] == _LAST):
            yield number, block


def _checked(number: int, block: bytes, frames: int) -> int:
    """The frame at which the block begins."""
    begin, end = (_frame(tuple(block[at : at + 4]), frames) for at in (5, 9))
    if begin is None or end is None:
        _refuse(f"Bloc n° {number} : horaire illisible.")
    if end < begin:
        _refuse(f"Bloc n° {number} : la fin du sous-titre précède son début.")
    return begin


def _programme_start(octets: bytes, frames: int) -> int | None:
    field = octets[256:264]
    if not field.isdigit():
        return None
    return _frame(tuple(int(field[at : at + 2]) for at in range(0, 8, 2)), frames)


def _frame(code: tuple[int, ...], frames: int) -> int | None:
    hours, minutes, seconds, rest = code
    if hours > 23 or minutes > 59 or seconds > 59 or rest >= frames:
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * frames + rest


def _refuse(message: str) -> NoReturn:
    raise VoixlaError("import.stl", message)
