"""Who speaks when in a recording: as people wrote it down (RTTM), or as a mixture was made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from captions.errors import VoixlaError

SOUNDS = (".wav", ".flac", ".opus", ".ogg", ".mp3", ".m4a", ".mp4", ".mkv", ".webm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """``who`` speaks from ``start`` to ``end``, in seconds. Turns of different people may overlap."""

    who: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A file with its truth."""

    path: Path
    turns: tuple[Turn, ...]

    @property
    def name(self) -> str:
        return self.path.stem


def read_rttm(text: str) -> dict[str, list[Turn]]:
    """The turns by the name of their recording. Lines of other kinds than ``SPEAKER`` are passed over."""
    found: dict[str, list[Turn]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.split()
        if not fields or fields[0] != "SPEAKER":
            continue
        try:
            start, length, who = float(fields[3]), float(fields[4]), fields[7]
        except (ValueError, IndexError) as error:
            raise VoixlaError("bench.rttm", f"RTTM illisible à la ligne {number}.") from error
        found.setdefault(fields[1], []).append(Turn(who=who, start=start, end=start + length))
    return found


def recordings(folder: Path) -> list[Recording]:
    """The files of ``folder`` of which an RTTM file beside them tells who speaks when, by name."""
    sounds = sorted(path for path in folder.glob("*") if path.suffix.lower() in SOUNDS)
    found = {
        path: Recording(path=path, turns=tuple(sorted(turns, key=lambda turn: (turn.start, turn.who))))
        for listing in sorted(folder.glob("*.rttm"))
        for path, turns in _matched(listing, sounds)
    }
    if not found:
        raise VoixlaError(
            "bench.no_truth",
            f"« {folder} » n'a aucun enregistrement avec un fichier .rttm qui dit qui parle quand.",
        )
    return [found[path] for path in sorted(found)]


def people(turns: Iterable[Turn]) -> list[str]:
    return sorted({turn.who for turn in turns})


def _matched(listing: Path, sounds: list[Path]) -> Iterator[tuple[Path, list[Turn]]]:
    """A recording goes by its own name, by the end of it, or, alone in its listing, by that of the listing."""
    by_name = read_rttm(listing.read_text("utf-8"))
    for path in sounds:
        for name, turns in by_name.items():
            alone = len(by_name) == 1 and path.stem == listing.stem
            if alone or path.stem == name or path.stem.endswith(f"-{name}"):
                yield path, turns
