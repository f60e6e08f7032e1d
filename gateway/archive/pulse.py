"""Until when a running record is known to be whole, in a small file beside its sound: what a killed server leaves.

A few octets, no word of what was said. Where there is no file, nobody knows.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from captions.archive.records import Moment, RecordId

_FILE = "pulse.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """``until``: what was said before is in the archive; ``audio``: the sound was being kept, too."""

    until: Moment
    audio: bool


def record_folder(folder: Path, record: RecordId) -> Path:
    """Where the files of ``record`` are, in the folder of all records."""
    return folder / record


class Pulse:
    """Of one record, in the folder of all records."""

    def __init__(self, folder: Path, record: RecordId) -> None:
        self._path = record_folder(folder, record) / _FILE

    def beat(self, beat: Beat) -> None:
        """Raises ``OSError``."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps({"until": beat.until, "audio": beat.audio}))
        os.replace(draft, self._path)

    def last(self) -> Beat | None:
        try:
            told = json.loads(self._path.read_text())
            return Beat(until=Moment(int(told["until"])), audio=bool(told["audio"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def stop(self) -> None:
        """The record is whole; its folder goes when nothing else is in it."""
        try:
            self._path.unlink(missing_ok=True)
            self._path.parent.rmdir()
        except OSError:
            pass  # sound is kept there
