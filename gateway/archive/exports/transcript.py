"""A record as a document to read: its head, and what stands in it from top to bottom. Pure; knows no file format.

The blocks come one by one, so that a record of any length flows through; nothing of them can break out of a line.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Final as Constant

from captions.archive.records import Chapter, Entry, Mark, MarkKind, Moment, Record, RecordStatus
from captions.events import Cause, Gap, Origin, Speaker
from captions.formats.clock import short
from captions.formats.on_record import TYPED, note
from captions.ids import Milliseconds
from captions.layout import named, plain
from captions.phrases import missing

_PAUSE_MS: Constant = 3000
_LONGEST: Constant = 600
LONGEST_TITLE: Constant = 240
"""Word takes 255 characters for the title of a file."""
_ILLEGAL: Constant = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})
"""What XML does not have, besides what cannot be shown."""
_DAYS: Constant = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS: Constant = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_STANDING: Constant = {
    RecordStatus.RAW: "Transcription automatique, ne vaut pas procès-verbal.",
    RecordStatus.CORRECTED: "Transcription automatique corrigée, ne vaut pas procès-verbal.",
    RecordStatus.VALIDATED: "Transcription relue et validée.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the document says of itself."""

    title: str
    day: str
    """« mardi 3 mars 2026, de 14 h 03 à 15 h 10 »."""
    standing: str
    """Whether it is to be believed."""
    language: str
    """As « fr-FR »."""
    started: datetime
    hidden: tuple[str, ...] = ()
    """Which passages are, a line for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    at_ms: int
    text: str

    @property
    def line(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is missing, and why."""

    at_ms: int
    text: str

    @property
    def line(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What somebody said in one go."""

    at_ms: int
    speaker: str
    text: str

    @property
    def time(self) -> str:
        return f"[{short(self.at_ms)}]"

    @property
    def label(self) -> str:
        return named(self.speaker, "").rstrip()

    @property
    def line(self) -> str:
        return f"{self.time} {named(self.speaker, self.text)}"


Block = Heading | Remark | Turn


def shown(text: str) -> str:
    """``text`` on one line, as every format can hold it."""
    return plain(text).translate(_ILLEGAL)


def titled(text: str) -> str:
    """Like ``shown``, and no longer than a title may be."""
    # What is cut is cut before it is looked at: somebody may have pasted a book.
    line = shown(text[: 4 * LONGEST_TITLE])
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"


def head(record: Record, zone: tzinfo | None = None) -> Head:
    """``zone``: of the clock on the wall, by default that of the machine."""
    started = datetime.fromtimestamp(record.started / 1000, UTC).astimezone(zone)
    day = f"{_DAYS[started.weekday()]} {_day(started)}"
    if record.ended is None:
        when = f"{day}, depuis {_hour(started)}"
    else:
        ended = datetime.fromtimestamp(record.ended / 1000, UTC).astimezone(zone)
        until = _hour(ended) if ended.date() == started.date() else f"{_hour(ended)} le {_day(ended)}"
        when = f"{day}, de {_hour(started)} à {until}"
    return Head(
        title=titled(record.title) or "Réunion sans titre",
        day=when,
        standing=_STANDING[record.status],
        language=locale(record.language),
        started=started,
    )


def locale(language: str) -> str:
    """With its country, which word processors ask for."""
    return "fr-FR" if language in ("", "fr") else language


def said_at(record: Record, entry: Entry) -> int:
    """When ``entry`` begins, in milliseconds of the record."""
    began = next((run.started for run in record.sessions if run.session == entry.session), record.started)
    return max(0, began - record.started + entry.start_ms)


def speaker_of(entry: Entry) -> str:
    """The name it is shown under."""
    name = entry.speaker.name
    return shown(f"{name}{TYPED}" if entry.origin is Origin.TYPED else name)


def missing_there(record: Record, mark: Mark) -> str:
    """What stands in the place of a hole."""
    start = max(0, mark.start - record.started)
    end = None if mark.end is None else max(start, mark.end - record.started)
    if mark.kind is MarkKind.OFF_RECORD:
        return note((start, end))
    if mark.kind is MarkKind.INTERRUPTION:
        until = "" if end is None else f" à {short(end)}"
        since = "depuis" if end is None else "de"
        return f"[enregistrement interrompu {since} {short(start)}{until}]"
    return missing(gap(record, mark, 0)).text


def gap(record: Record, mark: Mark, seq: int) -> Gap:
    """``mark``, which is a gap, as an event in the time of the record."""
    start = max(0, mark.start - record.started)
    end = start + 1000 if mark.end is None else max(start, mark.end - record.started)
    cause = Cause(mark.cause) if mark.cause in tuple(Cause) else Cause.ENGINE
    return Gap(
        seq=seq,
        track=mark.track,
        speaker=Speaker(id=mark.speaker, name=""),
        start_ms=Milliseconds(start),
        end_ms=Milliseconds(end),
        cause=cause,
    )


def blocks(
    record: Record, entries: Iterable[Entry], marks: Sequence[Mark] = (), chapters: Sequence[Chapter] = ()
) -> Iterator[Block]:
    """From top to bottom; ``entries`` as the archive gives them, in the order in which they were said."""
    between: list[Heading | Remark] = [
        Heading(at_ms=max(0, chapter.start - record.started), text=titled(chapter.title) or "Sans titre")
        for chapter in chapters
    ]
    between += [
        Remark(at_ms=max(0, mark.start - record.started), text=missing_there(record, mark)) for mark in marks
    ]
    between.sort(key=lambda block: (block.at_ms, isinstance(block, Remark)), reverse=True)
    held = _Held()
    for entry in entries:
        at_ms = said_at(record, entry)
        while between and between[-1].at_ms <= at_ms:
            yield from held.ended()
            yield between.pop()
        yield from held.take(at_ms, entry)
    yield from held.ended()
    yield from reversed(between)


def moment_of(record: Record, entry: Entry) -> Moment:
    """When it was said."""
    return Moment(record.started + said_at(record, entry))


@dataclass(slots=True)
class _Held:
    """The turn that may still go on."""

    speaker: str = ""
    start_ms: int = 0
    end_ms: int = 0
    length: int = 0
    texts: list[str] = field(default_factory=list)

    def take(self, at_ms: int, entry: Entry) -> Iterator[Turn]:
        """The turn that ends because of ``entry``, if one does."""
        text = shown(entry.text)
        if not text:
            return
        speaker = speaker_of(entry)
        goes_on = speaker == self.speaker and at_ms - self.end_ms < _PAUSE_MS and self.length < _LONGEST
        if not goes_on:
            yield from self.ended()
            self.speaker, self.start_ms = speaker, at_ms
        elif not self.texts:
            self.start_ms = at_ms
        self.texts.append(text)
        self.length += len(text) + 1
        self.end_ms = at_ms + max(0, entry.end_ms - entry.start_ms)

    def ended(self) -> Iterator[Turn]:
        if self.texts:
            yield Turn(at_ms=self.start_ms, speaker=self.speaker, text=" ".join(self.texts))
        self.texts.clear()
        self.length = 0


def _day(moment: datetime) -> str:
    return f"{'1er' if moment.day == 1 else moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _hour(moment: datetime) -> str:
    return f"{moment.hour} h {moment.minute:02d}"
