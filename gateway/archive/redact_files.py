"""The files of a record's sound while something of it is hidden: toned ones where they are served from, the originals
beside them in ``original/``, and ``tones.json``, which says for which redactions that has been done.

What ``tones.json`` says is never more than what is true, whenever the program is killed: it is cut before a file is
replaced, and written out after all of them.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from captions.archive.records import Moment, RecordId
from captions.archive.redaction import RedactionId
from gateway.archive.kept_sound import SoundFile, kept_sound
from gateway.archive.pulse import record_folder
from gateway.archive.redact_tone import FADE_MS, MARGIN_MS, Interval, tone_over

CLAIMS: Final = "tones.json"
ORIGINALS: Final = "original"
_REACH_MS: Final = MARGIN_MS + FADE_MS
_UNSURE_MS: Final = 1_000
"""By how much the length of a file that nobody finished may be wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claims:
    redactions: frozenset[RedactionId] = frozenset()
    files: dict[str, list[Interval]] = field(default_factory=dict)


class RedactedFiles:
    """Of one record, in the folder of all records. One at a time may change them."""

    def __init__(self, folder: Path, record: RecordId) -> None:
        self._all = folder
        self._record = record
        self._folder = record_folder(folder, record)

    def sounds(self) -> tuple[SoundFile, ...]:
        return kept_sound(self._all, self._record)

    def done(self) -> frozenset[RedactionId]:
        """The redactions that are in the sound."""
        return self._read().redactions

    def settled(self, redactions: Iterable[RedactionId]) -> bool:
        """Whether the sound is as it has to be with these, and nothing was left half done."""
        claims = self._read()
        whole = self._originals() == claims.files.keys() and not self._drafts()
        return whole and claims.redactions == frozenset(redactions)

    def touched(self) -> bool:
        """Whether anything of this is there."""
        return (self._folder / CLAIMS).exists() or bool(self._originals() or self._drafts())

    def put(self, redactions: Iterable[RedactionId], hidden: Sequence[Interval]) -> None:
        """Makes the sound as it has to be with these; ``hidden``: all that must not be heard. Raises ``OSError``."""
        files = self.sounds()
        before, after = self._read(), frozenset(redactions)
        if not files and before == _Claims():
            return
        wanted = {file.path.name: _inside(file, hidden) for file in files}
        # An original of which nothing is claimed: somebody was killed between the two.
        unsure = self._originals() ^ before.files.keys()
        changing = [
            file
            for file in files
            if file.path.name in unsure or wanted[file.path.name] != before.files.get(file.path.name, [])
        ]
        kept = {
            name: spans
            for name, spans in before.files.items()
            if all(file.path.name != name for file in changing)
        }
        if changing:
            self._write(_Claims(redactions=before.redactions & after, files=kept))
        for file in changing:
            self._replace(file, wanted[file.path.name])
        self._write(_Claims(redactions=after, files={name: spans for name, spans in wanted.items() if spans}))
        for draft in self._drafts():
            draft.unlink()

    def _replace(self, file: SoundFile, hidden: Sequence[Interval]) -> None:
        originals = self._folder / ORIGINALS
        original = originals / file.path.name
        if not hidden:
            if original.exists():
                os.replace(original, file.path)
                original.unlink(missing_ok=True)  # two names of one file stay as they are
                _sync(self._folder)
            return
        draft = self._folder / f"{file.path.name}.new"
        tone_over(original if original.exists() else file.path, draft, file.start, hidden)
        if not original.exists():
            originals.mkdir(mode=0o700, exist_ok=True)
            os.link(file.path, original)
            _sync(originals)
        os.replace(draft, file.path)
        _sync(self._folder)

    def _drafts(self) -> list[Path]:
        """Of somebody who was killed, once nobody is at work here."""
        return [*self._folder.glob("*.opus.new"), *self._folder.glob(f"{CLAIMS}.new")]

    def _originals(self) -> set[str]:
        folder = self._folder / ORIGINALS
        return {path.name for path in folder.iterdir()} if folder.is_dir() else set()

    def _read(self) -> _Claims:
        try:
            told = json.loads((self._folder / CLAIMS).read_text("utf-8"))
            return _Claims(
                redactions=frozenset(RedactionId(int(number)) for number in told["redactions"]),
                files={
                    str(name): [(Moment(int(start)), Moment(int(end))) for start, end in spans]
                    for name, spans in told["files"].items()
                },
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return _Claims()

    def _write(self, claims: _Claims) -> None:
        path = self._folder / CLAIMS
        if claims == _Claims():
            path.unlink(missing_ok=True)
            _sync(self._folder)
            return
        draft = self._folder / f"{CLAIMS}.new"
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"redactions": sorted(claims.redactions), "files": claims.files}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
        _sync(self._folder)


def _inside(file: SoundFile, hidden: Sequence[Interval]) -> list[Interval]:
    """What of ``hidden`` can be heard in ``file``, in order."""
    end = file.start + file.length_ms + _UNSURE_MS
    return sorted({span for span in hidden if span[0] - _REACH_MS < end and span[1] + _REACH_MS > file.start})


def _sync(folder: Path) -> None:
    """So that a name that was given is there after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
