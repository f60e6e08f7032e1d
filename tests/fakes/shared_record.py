"""What was said at a shared microphone, as entries of a record, whose voices hum."""

from collections.abc import Sequence

from captions.archive.ports import SYSTEM
from captions.archive.records import Entry, RecordId
from captions.archive.sql.archive import SqlArchive
from captions.events import Author, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word
from gateway.archive.keeping import Keeping
from gateway.archive.voices_said import Said
from tests.fakes.archives import ENGINE, SESSION, STARTED, new_record
from tests.fakes.keepings import end, space_of
from tests.fakes.sounding import write_tones
from tests.fakes.voices import TONES

MICROPHONE = SpeakerId("salle")
RECORD = RecordId("record")
NOBODY = Speaker(id=MICROPHONE, name="Salle ?")
PAUL = Speaker(id=SpeakerId("paul"), name="Paul")
ANNE, BRUNO, CLOE = range(3)
"""Whose tone is heard."""


def voice(label: int, name: str = "") -> Speaker:
    return Speaker(id=SpeakerId(f"{MICROPHONE}#{label}"), name=name or f"Intervenant {label}")


def uttered(
    segment: int,
    speaker: Speaker,
    start: int,
    end: int,
    *,
    record: RecordId = RECORD,
    line: int | None = None,
    revision: int = 0,
    author: Author = ENGINE,
) -> Entry:
    """A word each half second."""
    words = tuple(
        Word(
            text=f"mot{segment}x{at}",
            start_ms=Milliseconds(at),
            end_ms=Milliseconds(min(at + 450, end)),
            probability=0.9,
        )
        for at in range(start, end, 500)
    )
    return Entry(
        record=record,
        session=SESSION,
        segment=SegmentId(segment),
        revision=revision,
        line=LineId(segment if line is None else line),
        track=TrackId(speaker.id.partition("#")[0]),
        speaker=speaker,
        start_ms=Milliseconds(start),
        end_ms=Milliseconds(end),
        words=words,
        author=author,
        at=STARTED,
    )


def said(entry: Entry, *, settled: bool = False) -> Said:
    return Said(entry=entry, settled=settled)


def hummed_record(
    keeping: Keeping, heard: Sequence[tuple[int, Speaker]], *, each_ms: int = 3_000
) -> RecordId:
    """Whose tone is heard, and as whom that was shown; one line after the other."""
    made = new_record(keeping.archive, space_of(keeping.archive, "equipe", {}))
    keeping.archive.add(
        [
            uttered(number, speaker, (number - 1) * each_ms, number * each_ms, record=made)
            for number, (_, speaker) in enumerate(heard, start=1)
        ]
    )
    write_tones(
        keeping.folder_of(made) / f"{STARTED}.opus", [(TONES[person], each_ms) for person, _ in heard]
    )
    keeping.archive.describe(made, audio=True)
    end(keeping.archive, made, STARTED + len(heard) * each_ms)
    return made


def standing(archive: SqlArchive, record: RecordId) -> list[str]:
    """As whom each line is shown."""
    return [entry.speaker.name for entry in archive.entries(record, SYSTEM).items]
