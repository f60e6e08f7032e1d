"""The people that conversations are built of: the voices of the demo, and those of folders of recordings."""

import csv
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path

from captions.errors import VoixlaError
from gateway.bench.phrases import sound_of
from gateway.bench.speakers_mix import Person, pieces_of
from gateway.bench.speakers_truth import SOUNDS
from gateway.demo.meeting import load_meeting
from models.audio import Pcm
from models.ports import VoiceDetector

_FRAME = 512


def demo_people(detector: VoiceDetector) -> list[Person]:
    """Synthetic voices."""
    with ExitStack() as stack:
        folder = Path(str(stack.enter_context(as_file(files("gateway.demo").joinpath("data")))))
        return [
            _person(someone.id, [sound_of(folder / someone.file)], detector)
            for someone in load_meeting().participants
        ]


def people_of(folder: Path, detector: VoiceDetector) -> list[Person]:
    """Those of its ``ref.tsv`` by their name in the column speaker; without one, each file is somebody.

    Who said most comes first.
    """
    by_name: dict[str, list[Path]] = {}
    for path, name in _listed(folder) if (folder / "ref.tsv").is_file() else _alone(folder):
        by_name.setdefault(f"{folder.resolve().name}/{name}", []).append(path)
    found = [_person(name, [sound_of(path) for path in paths], detector) for name, paths in by_name.items()]
    found = [person for person in found if person.pieces]
    if not found:
        raise VoixlaError("bench.no_voices", f"« {folder} » n'a aucun enregistrement où quelqu'un parle.")
    return sorted(found, key=lambda person: -sum(map(len, person.pieces)))


def _listed(folder: Path) -> list[tuple[Path, str]]:
    with (folder / "ref.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"file", "speaker"} <= set(rows[0]):
        raise VoixlaError("bench.reference", f"« {folder}/ref.tsv » : il faut les colonnes file et speaker.")
    return [(folder / row["file"], row["speaker"]) for row in rows]


def _alone(folder: Path) -> list[tuple[Path, str]]:
    return [(path, path.stem) for path in sorted(folder.glob("*")) if path.suffix.lower() in SOUNDS]


def _person(name: str, sounds: list[Pcm], detector: VoiceDetector) -> Person:
    pieces: list[Pcm] = []
    for sound in sounds:
        whole = sound[: len(sound) // _FRAME * _FRAME]
        pieces += pieces_of(whole, detector.stream().probabilities(whole))
    return Person(name=name, pieces=tuple(pieces))
