"""SubRip, the subtitle file that everything reads: numbered blocks; the name where the speaker changes.

The format has no escaping and its readers take ``<…>`` and ``{…}`` for formatting, so these characters, and with
them ``-->``, are written as their nearest harmless neighbours.
"""

from collections.abc import Iterable, Iterator

from captions.cues import Cue
from captions.formats.clock import stamp
from captions.layout import COLUMNS, named, wrap

_HARMLESS = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})


class SubRip:
    """Writes one file, piece by piece."""

    def __init__(self) -> None:
        self._number = 0
        self._speaker = ""

    def opening(self) -> str:
        return ""

    def block(self, cue: Cue) -> str:
        self._number += 1
        rows = cue.lines
        if cue.speaker != self._speaker:
            rows = _with_name(cue)
        self._speaker = cue.speaker
        text = "\n".join(rows).translate(_HARMLESS)
        return f"{self._number}\n{stamp(cue.start_ms, ',')} --> {stamp(cue.end_ms, ',')}\n{text}\n\n"


def write(cues: Iterable[Cue]) -> Iterator[str]:
    """The file, in pieces, as the cues come."""
    form = SubRip()
    for cue in cues:
        yield form.block(cue)


def _with_name(cue: Cue) -> tuple[str, ...]:
    first = named(cue.speaker, cue.lines[0])
    if len(first) <= COLUMNS:
        return (first, *cue.lines[1:])
    # The speaker changes in the middle of a line: two people talk at once. A third row beats a row too long.
    return wrap(named(cue.speaker, cue.text).split(" "))
