"""SubRip, the subtitle file that everything reads: numbered blocks; the name where the speaker changes.

The format has no escaping and its readers take ``<…>`` and ``{…}`` for formatting, so these characters, and with
them ``-->``, are written as their nearest harmless neighbours.
"""

from collections.abc import Iterable, Iterator

from captions.cues import Cue
from captions.formats.clock import stamp
from captions.formats.naming import Naming

_HARMLESS = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})


class SubRip:
    """Writes one file, piece by piece."""

    def __init__(self) -> None:
        self._number = 0
        self._naming = Naming()

    def opening(self) -> str:
        return ""

    def block(self, cue: Cue) -> str:
        self._number += 1
        text = "\n".join(self._naming.rows(cue)).translate(_HARMLESS)
        return f"{self._number}\n{stamp(cue.start_ms, ',')} --> {stamp(cue.end_ms, ',')}\n{text}\n\n"


def write(cues: Iterable[Cue]) -> Iterator[str]:
    """The file, in pieces, as the cues come."""
    form = SubRip()
    for cue in cues:
        yield form.block(cue)
