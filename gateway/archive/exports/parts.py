"""A record cut into the items of its agenda, for a transfer: each with its own transcript, captions and data. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from captions.archive.records import Chapter, Entry, Mark, Moment, Record
from captions.archive.redaction import Redaction
from captions.cues import cues
from captions.formats import webvtt
from gateway.archive.exports import document, events, hidden, pdf
from gateway.archive.exports.manifest import JSON, PDF, VTT, Format
from gateway.archive.exports.package import Part
from gateway.archive.exports.pdf import Attached
from gateway.archive.exports.transcript import Head, blocks, moment_of, titled

WHOLE = "Ensemble de la réunion"
BEFORE = "Avant le premier point"


def parts(
    record: Record,
    head: Head,
    entries: Iterable[Entry],
    marks: Sequence[Mark],
    chapters: Sequence[Chapter],
    redactions: Sequence[Redaction] = (),
) -> Iterator[Part]:
    """In the order of time; ``entries`` are read as the parts are asked for, one item at a time."""
    chapters = sorted(chapters, key=lambda chapter: chapter.start)
    left = _Ahead(entries)
    marked = sorted(marks, key=lambda mark: mark.start)
    starts = [record.started, *(chapter.start for chapter in chapters)]
    for place, start in enumerate(starts):
        following = starts[place + 1] if place + 1 < len(starts) else None
        said = list(left.until(record, following))
        there = [mark for mark in marked if following is None or mark.start < following]
        marked = marked[len(there) :]
        if place == 0 and chapters and not said and not there:
            continue
        own = chapters[place - 1] if place else None
        title = titled(own.title) if own is not None else (BEFORE if chapters else WHOLE)
        end = record.ended if following is None else following
        hides = hidden.within(redactions, start, end)
        about = replace(head, hidden=hidden.listed(record, hides))
        files = partial(_files, record, about, said, there, [] if own is None else [own], hides)
        yield Part(title=title, start=Moment(start), end=end, files=files if said or there else _nothing)


def attachments(
    record: Record,
    entries: Sequence[Entry],
    marks: Sequence[Mark],
    chapters: Sequence[Chapter],
    redactions: Sequence[Redaction] = (),
) -> tuple[bytes, bytes]:
    """WebVTT and JSON."""
    vtt = webvtt.write(cues(events.told(record, entries, marks)), language=record.language)
    data = document.write(record, entries, marks, chapters, redactions)
    return _octets(vtt), _octets(data)


def printed(
    record: Record,
    head: Head,
    entries: Sequence[Entry],
    marks: Sequence[Mark],
    chapters: Sequence[Chapter],
    files: tuple[bytes, bytes],
) -> bytes:
    """The PDF, with ``files`` attached."""
    vtt, data = files
    attached = (
        Attached(name="sous-titres.vtt", description="Sous-titres", octets=vtt, relationship="Alternative"),
        Attached(
            name="transcription.json",
            description="Transcription avec l'heure de chaque mot",
            octets=data,
            relationship="Source",
        ),
    )
    return pdf.write(head, blocks(record, entries, marks, chapters), attached)


def _files(
    record: Record,
    head: Head,
    entries: Sequence[Entry],
    marks: Sequence[Mark],
    chapters: Sequence[Chapter],
    redactions: Sequence[Redaction],
) -> Iterator[tuple[Format, bytes]]:
    vtt, data = attachments(record, entries, marks, chapters, redactions)
    yield PDF, printed(record, head, entries, marks, chapters, (vtt, data))
    yield VTT, vtt
    yield JSON, data


def _nothing() -> Iterator[tuple[Format, bytes]]:
    return iter(())


def _octets(pieces: Iterable[str]) -> bytes:
    return b"".join(piece.encode("utf-8", "replace") for piece in pieces)


class _Ahead:
    """Entries, of which the next one is known before it is taken."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = iter(entries)
        self._next: Entry | None = None

    def until(self, record: Record, moment: Moment | None) -> Iterator[Entry]:
        """Those said before ``moment``; all that are left without one."""
        while (entry := self._next or next(self._entries, None)) is not None:
            self._next = entry
            if moment is not None and moment_of(record, entry) >= moment:
                return
            self._next = None
            yield entry
