"""Records as files: what may be asked for, and the way from the archive to octets. Writes no file itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Final as Constant

from captions.archive.ports import Archive, Reader
from captions.archive.records import Chapter, Entry, Mark, Moment, Record, RecordId
from captions.archive.redaction import Redaction
from captions.cues import cues
from captions.errors import VoixlaError
from captions.events import CaptionEvent
from captions.formats import srt, stl, ttml, webvtt
from captions.formats.export import MEDIA_TYPES as CAPTION_TYPES
from gateway.archive.exports import (
    archiving,
    document,
    docx,
    events,
    hidden,
    lines,
    manifest,
    odt,
    package,
    parts,
    pdf,
)
from gateway.archive.exports.transcript import Head, blocks, head, said_at, titled

MEDIA_TYPES: Constant[Mapping[str, str]] = MappingProxyType(
    {
        **CAPTION_TYPES,
        "odt": odt.MEDIA_TYPE,
        "docx": docx.MEDIA_TYPE,
        "pdf": pdf.MEDIA_TYPE,
        **{f"seda-{version}": package.MEDIA_TYPE for version in manifest.VERSIONS},
    }
)
"""The kinds of export, by their names."""
_PIECE: Constant = 65_536
_PAGE: Constant = 500
Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1, rising."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What an export may need besides the record."""

    zone: tzinfo | None = None
    """Of the clock on the wall, by default that of the machine."""
    table: Path | None = None
    """The archive rules: of SEDA only, and needed there."""
    sounds: tuple[Path, ...] = ()
    """The files of the sound, in their order: of SEDA only."""
    now: Moment | None = None
    progress: Progress = lambda done: None


NO_WISHES: Constant = Wishes()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matter:
    """A record and what is in it; the entries come as they are read."""

    record: Record
    head: Head
    entries: Iterable[Entry]
    marks: tuple[Mark, ...]
    chapters: tuple[Chapter, ...]
    redactions: tuple[Redaction, ...]


def ending(kind: str) -> str:
    """What the names of such files end with, without the dot."""
    return "zip" if kind.startswith("seda-") else kind


def write(
    record_id: RecordId, kind: str, archive: Archive, reader: Reader, wishes: Wishes = NO_WISHES
) -> Iterator[bytes]:
    """The file of ``kind``, one of ``MEDIA_TYPES``, in pieces; else ``KeyError``. Blocks.

    Nothing is read before the first piece is asked for. Raises ``VoixlaError``: ``archive.*``, ``seda.*``, and
    ``export.library`` when something has to be installed first.
    """
    writer = _WRITERS[kind]
    record = archive.record(record_id, reader)
    redactions = archive.redactions(record_id, reader)
    matter = _Matter(
        record=record,
        head=replace(head(record, wishes.zone), hidden=hidden.listed(record, redactions)),
        entries=hidden.labelled(record, _read(archive, record, reader, wishes.progress), redactions),
        redactions=redactions,
        marks=archive.marks(record_id, reader),
        chapters=archive.chapters(record_id, reader),
    )
    yield from _gathered(writer(matter, wishes))
    wishes.progress(1.0)


def _read(archive: Archive, record: Record, reader: Reader, progress: Progress) -> Iterator[Entry]:
    """The text as it stands, a page at a time; what is made of it afterwards counts for a tenth."""
    reached, cursor = 0.0, None
    length = max(1, record.ended - record.started) if record.ended is not None else None
    while True:
        page = archive.entries(record.id, reader, cursor, _PAGE)
        yield from page.items
        if page.items and length is not None:
            reached = max(reached, min(0.9, 0.9 * said_at(record, page.items[-1]) / length))
            progress(reached)
        if (cursor := page.next) is None:
            return


def _txt(matter: _Matter, wishes: Wishes) -> Iterator[str]:
    return lines.write(matter.head, blocks(matter.record, matter.entries, matter.marks, matter.chapters))


def _vtt(matter: _Matter, wishes: Wishes) -> Iterator[str]:
    return webvtt.write(cues(_told(matter)), language=matter.record.language)


def _srt(matter: _Matter, wishes: Wishes) -> Iterator[str]:
    return srt.write(cues(_told(matter)))


def _ttml(matter: _Matter, wishes: Wishes) -> Iterator[str]:
    return ttml.write(cues(_told(matter)), language=matter.record.language, title=matter.head.title)


def _stl(matter: _Matter, wishes: Wishes) -> Iterator[bytes]:
    day = matter.head.started.date()
    title = titled(matter.record.title)
    return stl.write(cues(_told(matter)), language=matter.record.language, title=title, day=day)


def _json(matter: _Matter, wishes: Wishes) -> Iterator[str]:
    return document.write(matter.record, matter.entries, matter.marks, matter.chapters, matter.redactions)


def _odt(matter: _Matter, wishes: Wishes) -> Iterator[bytes]:
    yield odt.write(matter.head, blocks(matter.record, matter.entries, matter.marks, matter.chapters))


def _docx(matter: _Matter, wishes: Wishes) -> Iterator[bytes]:
    yield docx.write(matter.head, blocks(matter.record, matter.entries, matter.marks, matter.chapters))


def _pdf(matter: _Matter, wishes: Wishes) -> Iterator[bytes]:
    entries = tuple(matter.entries)
    files = parts.attachments(matter.record, entries, matter.marks, matter.chapters, matter.redactions)
    yield parts.printed(matter.record, matter.head, entries, matter.marks, matter.chapters, files)


def _seda(version: str) -> "_Writer":
    def write_package(matter: _Matter, wishes: Wishes) -> Iterator[bytes]:
        if wishes.table is None:
            raise VoixlaError(
                "seda.missing",
                "Un versement SEDA demande le tableau des règles d'archivage : copiez docs/archivage.csv, "
                "complétez-le avec votre archiviste et donnez-le à l'export.",
            )
        rules = archiving.load(wishes.table).rules(matter.record.type)
        now = wishes.now or Moment(int(datetime.now(UTC).timestamp() * 1000))
        made = parts.parts(
            matter.record, matter.head, matter.entries, matter.marks, matter.chapters, matter.redactions
        )
        return package.write(version, matter.record, matter.head, rules, made, wishes.sounds, now)

    return write_package


def _told(matter: _Matter) -> Iterator[CaptionEvent]:
    return events.told(matter.record, matter.entries, matter.marks)


def _gathered(pieces: Iterator[str] | Iterator[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece.encode("utf-8", "replace") if isinstance(piece, str) else piece
        if len(held) >= _PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


_Writer = Callable[[_Matter, Wishes], Iterator[str] | Iterator[bytes]]
_WRITERS: Constant[Mapping[str, _Writer]] = MappingProxyType(
    {
        "txt": _txt,
        "vtt": _vtt,
        "srt": _srt,
        "ttml": _ttml,
        "stl": _stl,
        "json": _json,
        "odt": _odt,
        "docx": _docx,
        "pdf": _pdf,
        **{f"seda-{version}": _seda(version) for version in manifest.VERSIONS},
    }
)
