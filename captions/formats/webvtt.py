"""WebVTT (W3C), for browsers and players: one block per cue, the speaker as its voice.

Hostile text cannot leave its block: ``&``, ``<`` and ``>`` are escaped, which also disarms ``-->``, and cue rows
are never empty and never hold a line break.
"""

from collections.abc import Iterable, Iterator

from captions.cues import Cue
from captions.formats.clock import stamp
from captions.layout import plain

# Chromium takes U+FFFF for the end of the cue.
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\ufffe": "\ufffd", "\uffff": "\ufffd"})
# In names escapes are legal, and there are readers that take them for the end of the tag.
_HARMLESS = str.maketrans({"<": "‹", ">": "›"})


class WebVtt:
    """Writes one file, piece by piece."""

    def __init__(self, *, language: str) -> None:
        self._language = language

    def opening(self) -> str:
        # The standard has no field for the language; the track element of the page says it to browsers.
        return f"WEBVTT\n\nNOTE Langue : {_escaped(self._language)}\n"

    def block(self, cue: Cue) -> str:
        voice = _voice(cue.speaker) if cue.speaker else ""
        rows = "\n".join(_escaped(row) for row in cue.lines)
        return f"\n{stamp(cue.start_ms, '.')} --> {stamp(cue.end_ms, '.')}\n{voice}{rows}\n"


def write(cues: Iterable[Cue], *, language: str) -> Iterator[str]:
    """The file, in pieces, as the cues come."""
    form = WebVtt(language=language)
    yield form.opening()
    for cue in cues:
        yield form.block(cue)


def _voice(name: str) -> str:
    shown = _escaped(name.translate(_HARMLESS))
    # A name that ends in a dash would make an arrow with the end of the tag; nobody sees the space.
    return f"<v {shown} >" if shown.endswith("-") else f"<v {shown}>"


def _escaped(text: str) -> str:
    return plain(text).translate(_ESCAPES)
