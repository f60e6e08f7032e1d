"""Speech to measure with: the recordings of the demo with their word times, files as given, sets with a reference.

| From | Words | Word times |
|---|---|---|
| the demo | exact | exact |
| a set (a folder with ``ref.tsv``) | exact | unknown |
| files | unknown | unknown |
"""

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from captions.errors import VoixlaError
from captions.ids import TrackId
from captions.quality import SpokenWord
from gateway.demo.meeting import Meeting, Utterance, load_meeting
from gateway.media.file import AudioFileSource
from models.audio import AudioFrame, Pcm, to_samples

_MARGIN_MS = 60
_COLUMNS = ("file", "seconds", "speaker", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Speech of one person. ``words`` in milliseconds from its beginning; none where the times are unknown."""

    pcm: Pcm
    text: str = ""
    words: tuple[SpokenWord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSet:
    """The recordings of a folder, in the order of its ``ref.tsv``."""

    name: str
    phrases: tuple[Phrase, ...]


def demo_phrases() -> list[Phrase]:
    """The utterances of the demo, one person after the other: a voice rarely changes within a stream."""
    meeting = load_meeting()
    with ExitStack() as stack:
        folder = Path(str(stack.enter_context(as_file(files("gateway.demo").joinpath("data")))))
        return [
            phrase
            for person in meeting.participants
            for phrase in _of_person(meeting, person.id, sound_of(folder / person.file))
        ]


def file_phrases(paths: Sequence[Path]) -> list[Phrase]:
    """Whole files, of which neither words nor times are known."""
    return [Phrase(pcm=sound_of(path)) for path in paths]


def read_set(folder: Path) -> RecordedSet:
    """A folder with recordings and ``ref.tsv`` (columns file, seconds, speaker, text; no quoting)."""
    listing = folder / "ref.tsv"
    if not listing.is_file():
        raise VoixlaError(
            "bench.no_reference",
            f"« {folder} » n'a pas de fichier ref.tsv (colonnes {', '.join(_COLUMNS)}) : "
            "sans texte de référence, pas de taux d'erreurs.",
        )
    with listing.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"file", "text"} <= set(rows[0]):
        raise VoixlaError("bench.reference", f"« {listing} » : il faut les colonnes {', '.join(_COLUMNS)}.")
    phrases = [Phrase(pcm=sound_of(folder / row["file"]), text=row["text"]) for row in rows]
    return RecordedSet(name=folder.resolve().name, phrases=tuple(phrases))


def sound_of(path: Path) -> Pcm:
    """All sound of a file, at 16 kHz mono. Raises ``VoixlaError`` when there is none."""
    with AudioFileSource(path, track=TrackId("bench")) as source:
        return np.concatenate([item.pcm for item in source.sound() if isinstance(item, AudioFrame)])


def _of_person(meeting: Meeting, person: str, sound: Pcm) -> list[Phrase]:
    return [_cut(said, sound) for said in meeting.utterances if said.speaker == person]


def _cut(said: Utterance, sound: Pcm) -> Phrase:
    start = max(0, said.start_ms - _MARGIN_MS)
    return Phrase(
        pcm=sound[to_samples(start) : to_samples(said.end_ms + _MARGIN_MS)],
        text=said.text,
        words=tuple(
            SpokenWord(text=word.text, start_ms=word.start_ms - start, end_ms=word.end_ms - start)
            for word in said.words
        ),
    )
