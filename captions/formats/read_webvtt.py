"""Reads WebVTT: cues with their voices. What cannot be read is refused with its line. Pure.

Stricter than browsers, which leave out in silence what they do not understand: nobody would notice what is missing.
"""

import html
import re
from collections.abc import Iterator
from typing import Final as Constant
from typing import NoReturn

from captions.errors import VoixlaError
from captions.formats.clock import read_stamp
from captions.formats.read_cues import ReadCue
from captions.formats.voices import Shown, attributed

_OPENING: Constant = re.compile(r"WEBVTT(?:[ \t].*)?")
_TIMES: Constant = re.compile(r"[ \t]*(?P<start>\S+)[ \t]+-->[ \t]+(?P<end>\S+)(?:[ \t].*)?")
_BESIDE: Constant = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")
_TAG: Constant = re.compile(r"<(/?)([a-zA-Z0-9:]*)[^ \t\n<>]*(?:[ \t\n]+([^<>]*))?>")
_ARROW: Constant = "-->"
_BLANK: Constant = " \t\n"
"""No-break spaces are text."""


def read(text: str) -> list[ReadCue]:
    """The cues of a file. Raises ``VoixlaError``, ``import.vtt``."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not _OPENING.fullmatch(lines[0]):
        _refuse(1, "un fichier WebVTT commence par « WEBVTT »")
    cues: list[ReadCue] = []
    unvoiced: list[Shown] = []
    voiced = False
    for start_ms, end_ms, rows in _blocks(lines):
        parts = list(_voices("\n".join(rows)))
        voiced = voiced or any(voice is not None for voice, _ in parts)
        for voice, said in parts:
            cues.append(ReadCue(start_ms=start_ms, end_ms=end_ms, speaker=voice or "", text=said))
            unvoiced.append(Shown(start_ms=start_ms, end_ms=end_ms, rows=said.split("\n")))
    return cues if voiced else attributed(unvoiced)


def _blocks(lines: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    """Times and rows of each cue."""
    at = 1
    while at < len(lines) and lines[at]:  # the rest of the header
        if _ARROW in lines[at]:
            _refuse(at + 1, "une ligne vide est attendue avant le premier sous-titre")
        at += 1
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        if _BESIDE.fullmatch(lines[at]) and _ARROW not in lines[at]:
            at = _end_of_block(lines, at + 1)
            continue
        if _ARROW not in lines[at]:
            at += 1  # the name of the cue
        if at >= len(lines) or _ARROW not in lines[at]:
            _refuse(
                min(at, len(lines) - 1) + 1, "un horaire est attendu, comme 00:00:01.000 --> 00:00:04.000"
            )
        start_ms, end_ms = _times(lines[at], at + 1)
        end = _end_of_block(lines, at + 1)
        yield start_ms, end_ms, lines[at + 1 : end]
        at = end


def _end_of_block(lines: list[str], at: int) -> int:
    while at < len(lines) and lines[at] and _ARROW not in lines[at]:
        at += 1
    return at


def _times(line: str, number: int) -> tuple[int, int]:
    times = _TIMES.fullmatch(line)
    start = read_stamp(times["start"]) if times else None
    end = read_stamp(times["end"]) if times else None
    if start is None or end is None:
        _refuse(number, "horaire illisible ; il s'écrit 00:00:01.000 --> 00:00:04.000")
    if end < start:
        _refuse(number, "la fin du sous-titre précède son début")
    return start, end


def _voices(text: str) -> Iterator[tuple[str | None, str]]:
    """(voice, text) for each part of a cue; None where no voice is named. Other tags are left out."""
    voice: str | None = None
    said, begin = "", 0
    for tag in _TAG.finditer(text):
        said += text[begin : tag.start()]
        begin = tag.end()
        closing, name, annotation = tag.groups()
        if name != "v":
            continue
        if said.strip(_BLANK):
            yield voice, html.unescape(said).strip("\n")
        said = ""
        voice = None if closing else html.unescape(annotation or "").strip(_BLANK)
    said += text[begin:]
    if said.strip(_BLANK):
        yield voice, html.unescape(said).strip("\n")


def _refuse(number: int, reason: str) -> NoReturn:
    raise VoixlaError("import.vtt", f"Ligne {number} : {reason}.")
