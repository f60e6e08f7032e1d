"""Reads SubRip: cues, and who speaks where a name stands before the text. What cannot be read is refused with its line.

The format has no standard. Empty lines inside a text are taken as part of it, as players do; numbers are not looked at.
"""

import re
from collections.abc import Iterator
from typing import Final as Constant
from typing import NoReturn

from captions.errors import VoixlaError
from captions.formats.clock import read_stamp
from captions.formats.read_cues import ReadCue
from captions.formats.voices import Shown, attributed

_TIMES: Constant = re.compile(r"[ \t]*(?P<start>\S+)[ \t]+-->[ \t]+(?P<end>\S+)(?:[ \t].*)?")
_FORMATTING: Constant = re.compile(r"</?(?:[biu]|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)
_MEANT_AS_TIMES: Constant = re.compile(r"\s*[\d:,.]\S*\s*-->")
"""An arrow may also stand in a text; a time that is mistyped must not be taken for one."""


def read(text: str) -> list[ReadCue]:
    """The cues of a file. Raises ``VoixlaError``, ``import.srt``."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return attributed(_blocks(lines))


def _blocks(lines: list[str]) -> Iterator[Shown]:
    begins = [at for at, line in enumerate(lines) if _MEANT_AS_TIMES.match(line)]
    before = lines[: begins[0]] if begins else lines
    stray = next(
        (at for at, line in enumerate(before) if line.strip() and not line.strip().isdecimal()), None
    )
    if stray is not None:
        _refuse(stray + 1, "un horaire est attendu, comme 00:00:01,000 --> 00:00:04,000")
    for at, following in zip(begins, [*begins[1:], len(lines)], strict=False):
        start, end = _times(lines[at], at + 1)
        rows = lines[at + 1 : following]
        if following < len(lines) and rows and rows[-1].strip().isdecimal():
            rows = rows[:-1]  # the number of the next
        yield Shown(start_ms=start, end_ms=end, rows=[_FORMATTING.sub("", row) for row in rows])


def _times(line: str, number: int) -> tuple[int, int]:
    times = _TIMES.fullmatch(line)
    start = read_stamp(times["start"]) if times else None
    end = read_stamp(times["end"]) if times else None
    if start is None or end is None:
        _refuse(number, "horaire illisible ; il s'écrit 00:00:01,000 --> 00:00:04,000")
    if end < start:
        _refuse(number, "la fin du sous-titre précède son début")
    return start, end


def _refuse(number: int, reason: str) -> NoReturn:
    raise VoixlaError("import.srt", f"Ligne {number} : {reason}.")
