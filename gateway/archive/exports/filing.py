"""An export on the command line: into a file that appears whole, or to standard output, with a bar while it lasts."""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from captions.archive.audit import Deed
from captions.archive.ports import SYSTEM
from captions.archive.records import RecordId
from captions.errors import VoixlaError
from gateway.archive import whole
from gateway.archive.exports import MEDIA_TYPES, Wishes, write
from gateway.archive.keeping import Keeping
from gateway.archive.redacting import served_sound
from gateway.files.output import FileOutput, Output, StandardOutput, write_all

WHOLE = "complet"
"""As JSON, with every revision."""
_WIDE = 30


def file_record(keeping: Keeping, record: str, kind: str, table: Path | None, target: Path | None) -> None:
    """Raises ``VoixlaError``; nothing half-written is left then."""
    kinds = (WHOLE, *MEDIA_TYPES)
    if kind not in kinds:
        raise VoixlaError("usage.format", f"Ce format n'est pas parmi : {', '.join(kinds)}.")
    if target is not None and target.exists():
        raise VoixlaError("archive.output", f"« {target} » existe déjà : choisissez un autre nom.")
    if kind == WHOLE:
        pieces: Iterator[str | bytes] = whole.pieces(keeping.archive, record)
    else:
        pieces = _made(keeping, RecordId(record), kind, table)
    first = next(pieces, b"")  # what is missing is told before a file is made
    keeping.tell(
        Deed.EXPORTED,
        record=RecordId(record),
        format="json" if kind == WHOLE else kind,
        by="console",
    )
    output: Output = StandardOutput() if target is None else FileOutput(str(target), whole=True)
    write_all(output, chain([first], pieces))


def _made(keeping: Keeping, record: RecordId, kind: str, table: Path | None) -> Iterator[bytes]:
    found = keeping.archive.record(record, SYSTEM)
    sounds = served_sound(keeping, found) if found.audio and kind.startswith("seda-") else ()
    wishes = Wishes(
        table=table,
        sounds=tuple(sound.path for sound in sounds),
        now=keeping.now(),
        progress=_bar if sys.stderr.isatty() else lambda done: None,
    )
    return write(found.id, kind, keeping.archive, SYSTEM, wishes)


def _bar(done: float) -> None:
    full = round(done * _WIDE)
    end = "\n" if done >= 1 else ""
    print(
        f"\r[{'█' * full}{'·' * (_WIDE - full)}] {round(done * 100):3d} %",
        end=end,
        file=sys.stderr,
        flush=True,
    )
