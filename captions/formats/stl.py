"""EBU-STL (Tech 3264) in the Latin character set, for broadcasters: a block about the file, then 128 bytes a subtitle.

| The format | So the writer |
|---|---|
| shows one subtitle at a time | joins those of people who talk at once, for as long as they do |
| counts in frames, 25 a second | rounds to the nearest: 20 ms at most |
| holds 112 bytes of text in a block | goes on in extension blocks |
| knows a day of 24 hours | ends there |
| knows no speakers | writes the name into the text where the speaker changes, after a dash where several speak |
| has Latin letters only | names « Voix 2 » who has a name without any |

The counts stand in the first block, so the cues are held until all have come.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final as Constant

from captions.cues import Cue
from captions.formats import iso6937
from captions.formats.naming import Naming
from captions.layout import COLUMNS, wrap

FRAMES: Constant = 25
_TEXT: Constant = 112
_LAST_FRAME: Constant = 24 * 3600 * FRAMES - 1
_LAST_ROW: Constant = 22
_MOST: Constant = 99_999
"""Blocks that the field of their number can count."""
_NEW_ROW, _UNUSED, _ALONE = b"\x8a", b"\x8f", 0xFF
_LANGUAGES: Constant = {
    "fr": "0F",
    "en": "09",
    "de": "08",
    "es": "0A",
    "it": "15",
    "nl": "1D",
    "pt": "21",
    "br": "02",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subtitle:
    """What is on screen from frame ``begin`` until frame ``end``."""

    begin: int
    end: int
    rows: tuple[str, ...]


def write(cues: Iterable[Cue], *, language: str, title: str = "", day: date | None = None) -> Iterator[bytes]:
    """The file, in pieces; ``day``: when it was made."""
    subtitles: list[_Subtitle] = []
    blocks: list[bytes] = []
    for subtitle in _one_at_a_time(_timed(cues)):
        made = _blocks(len(subtitles) + 1, subtitle)
        if len(blocks) + len(made) > _MOST:
            break
        subtitles.append(subtitle)
        blocks += made
    first = subtitles[0].begin if subtitles else 0
    yield _about(len(blocks), len(subtitles), first, language=language, title=title, day=day)
    yield from blocks


def _timed(cues: Iterable[Cue]) -> list[_Subtitle]:
    """In frames, each with its name where the one before is of somebody else or on screen at the same time."""
    naming = Naming()
    spans = [
        (cue, _frame(cue.start_ms), max(_frame(cue.end_ms), _frame(cue.start_ms) + 1))
        for cue in _in_latin(cues)
    ]
    latest, timed = 0, []
    for place, (cue, begin, end) in enumerate(spans):
        after = spans[place + 1][1] if place + 1 < len(spans) else end
        rows = naming.rows(cue, always=begin < latest or after < end)
        latest = max(latest, end)
        if end <= _LAST_FRAME:
            timed.append(_Subtitle(begin=begin, end=end, rows=rows))
    return timed


def _one_at_a_time(subtitles: Sequence[_Subtitle]) -> Iterator[_Subtitle]:
    """``subtitles``, ordered by their beginning; where several are on screen, one with all their rows."""
    shown: list[_Subtitle] = []
    place, now = 0, 0
    while shown or place < len(subtitles):
        if not shown:
            now = subtitles[place].begin
        while place < len(subtitles) and subtitles[place].begin <= now:
            shown.append(subtitles[place])
            place += 1
        until = min(subtitle.end for subtitle in shown)
        if place < len(subtitles):
            until = min(until, subtitles[place].begin)
        yield _Subtitle(begin=now, end=until, rows=_together(shown))
        now = until
        shown = [subtitle for subtitle in shown if subtitle.end > now]


def _in_latin(cues: Iterable[Cue]) -> Iterator[Cue]:
    """With names that the character set can write."""
    names: dict[str, str] = {"": ""}
    for cue in cues:
        if cue.speaker not in names:
            name = "".join(filter(iso6937.lossless, cue.speaker)).strip(" ")
            names[cue.speaker] = name if any(map(str.isalnum, name)) else f"Voix {len(names)}"
        yield replace(cue, speaker=names[cue.speaker])


def _together(shown: Sequence[_Subtitle]) -> tuple[str, ...]:
    """The rows of all; a dash tells where the next one speaks."""
    if len(shown) == 1:
        return shown[0].rows
    rows: list[str] = []
    for subtitle in shown:
        first, *others = subtitle.rows
        fits = len(first) + 2 <= COLUMNS
        rows += [f"- {first}", *others] if fits else wrap(["-", *" ".join(subtitle.rows).split(" ")])
    return tuple(rows)


def _frame(ms: int) -> int:
    return (ms * FRAMES + 500) // 1000


def _blocks(number: int, subtitle: _Subtitle) -> list[bytes]:
    parts = _parts(subtitle.rows)
    row = max(1, _LAST_ROW - len(subtitle.rows) + 1)
    blocks = []
    for place, part in enumerate(parts):
        extension = _ALONE if place == len(parts) - 1 else place
        head = bytes([0, *(number % 65_536).to_bytes(2, "little"), extension, 0])
        times = bytes([*_time_code(subtitle.begin), *_time_code(subtitle.end)])
        blocks.append(head + times + bytes([row, 2, 0]) + part.ljust(_TEXT, _UNUSED))
    return blocks


def _parts(rows: tuple[str, ...]) -> list[bytes]:
    """The text in pieces that fit a block; no accent is cut off its letter."""
    parts, part = [], b""
    for place, row in enumerate(rows):
        characters = [iso6937.encoded(character) for character in row]
        for octets in [_NEW_ROW, *characters] if place else characters:
            if len(part) + len(octets) > _TEXT:
                parts.append(part)
                part = b""
            part += octets
    return [*parts, part][: _ALONE - 16]


def _time_code(frame: int) -> tuple[int, int, int, int]:
    seconds, frames = divmod(frame, FRAMES)
    return seconds // 3600, seconds // 60 % 60, seconds % 60, frames


def _about(blocks: int, subtitles: int, first: int, *, language: str, title: str, day: date | None) -> bytes:
    """The GSI block; fields left blank are those that do not concern it."""
    made = day.strftime("%y%m%d") if day else ""
    fields = (
        ("850", 3), (f"STL{FRAMES}.01", 8), ("0", 1), ("00", 2), (_LANGUAGES.get(language[:2].lower(), "00"), 2),
        (_ascii(title), 32), ("", 32), ("", 32), ("", 32), ("Voixla", 32), ("", 32), ("", 16), (made, 6), (made, 6),
        ("00", 2), (f"{blocks:05d}", 5), (f"{subtitles:05d}", 5), ("001", 3), (f"{COLUMNS}", 2), ("23", 2), ("1", 1),
        ("00000000", 8), ("".join(f"{part:02d}" for part in _time_code(first)), 8), ("1", 1), ("1", 1), ("FRA", 3),
        ("", 32), ("", 32), ("", 32), ("", 75), ("", 576),
    )  # fmt: skip
    return b"".join(text.encode("ascii")[:size].ljust(size) for text, size in fields)


def _ascii(title: str) -> str:
    """The fields of the first block are in another character set than the subtitles; ASCII is in both."""
    return "".join(chr(octet) for octet in iso6937.encode(title) if 0x20 <= octet < 0x7F)
