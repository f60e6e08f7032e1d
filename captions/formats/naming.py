"""Who speaks, in formats that have no field for it: « Nom : » before the first row, where the speaker changes. Pure."""

from captions.cues import Cue
from captions.layout import COLUMNS, named, wrap


class Naming:
    """Given the cues of one file in their order."""

    def __init__(self) -> None:
        self._speaker = ""

    def rows(self, cue: Cue, *, always: bool = False) -> tuple[str, ...]:
        """The rows of ``cue`` as they are shown; ``always``: named even if the same person goes on."""
        changed = cue.speaker != self._speaker
        self._speaker = cue.speaker
        return _with_name(cue) if changed or always else cue.lines


def _with_name(cue: Cue) -> tuple[str, ...]:
    first = named(cue.speaker, cue.lines[0])
    if len(first) <= COLUMNS:
        return (first, *cue.lines[1:])
    # The speaker changes in the middle of a line: two people talk at once. A third row beats a row too long.
    return wrap(named(cue.speaker, cue.text).split(" "))
