"""Times as subtitle files and people write them, and back."""

import re
from typing import Final as Constant

_STAMP: Constant = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?", re.ASCII)


def stamp(ms: int, decimal: str) -> str:
    """``HH:MM:SS`` and milliseconds after ``decimal``; hours grow as needed."""
    seconds, rest = divmod(ms, 1000)
    return f"{short(seconds * 1000)}{decimal}{rest:03d}"


def short(ms: int) -> str:
    """``HH:MM:SS``, rounded down."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


def read_stamp(text: str) -> int | None:
    """The milliseconds of ``[HH:]MM:SS[.mmm]``, with a point or a comma; None when it is no time."""
    match = _STAMP.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, rest = match.groups()
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(
        (rest or "").ljust(3, "0")
    )
