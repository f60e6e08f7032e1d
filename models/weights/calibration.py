"""How short a context these weights stand, as it was measured on this machine: ``calibration.json`` beside them.

Reads and writes the record; measures nothing. Not a part of the weights: no manifest lists it, and a record that
is damaged or of other weights counts as none, so that the product falls back to the padded context.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = "calibration.json"
_VERSION = 1
_LONGEST_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The answer, and what it rests on. A window of d seconds gets max(least, d + margin) seconds of context."""

    least_context_s: int
    margin_s: int
    measured_on: Mapping[str, object]
    """Where the speech came from and how much it was; no names of files."""
    words: int
    """Of the text with the padded context."""
    tolerance: float
    """Share of the words that a shorter context might lose."""
    table: tuple[Mapping[str, object], ...]
    """What each context gave, from the padded one down."""
    date: str
    """Of the measurement, as in 2026-01-31."""

    def as_json(self) -> dict[str, object]:
        return {
            "least_context_s": self.least_context_s,
            "margin_s": self.margin_s,
            "measured_on": dict(self.measured_on),
            "words": self.words,
            "tolerance": self.tolerance,
            "table": [dict(row) for row in self.table],
            "date": self.date,
        }


def read_calibration(folder: Path) -> Calibration | None:
    """What was measured of the weights in ``folder``; None when nothing was, or of other weights."""
    try:
        record = json.loads((folder / FILE).read_bytes())
        if record["version"] != _VERSION or record["model_bytes"] != _size(folder):
            return None
        found = Calibration(
            least_context_s=int(record["least_context_s"]),
            margin_s=int(record["margin_s"]),
            measured_on=dict(record["measured_on"]),
            words=int(record["words"]),
            tolerance=float(record["tolerance"]),
            table=tuple(dict(row) for row in record["table"]),
            date=str(record["date"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    sound = 1 <= found.least_context_s <= _LONGEST_S and 0 <= found.margin_s <= _LONGEST_S
    return found if sound else None


def write_calibration(folder: Path, calibration: Calibration) -> Path:
    """Put the record beside the weights in one step; ``OSError`` when the folder cannot be written."""
    record = {"version": _VERSION, "model_bytes": _size(folder), **calibration.as_json()}
    staging = folder / f".{FILE}.{os.getpid()}"
    try:
        staging.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return staging.rename(folder / FILE)
    finally:
        staging.unlink(missing_ok=True)


def _size(folder: Path) -> int:
    """Of the weights: enough to tell that others have taken their place."""
    return (folder / "model.bin").stat().st_size
