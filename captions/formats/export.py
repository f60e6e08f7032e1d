"""One session, finished or running, as a file of any format: the events of its log in, octets in pieces out. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from types import MappingProxyType

from captions.cues import Cue, cues
from captions.events import CaptionEvent
from captions.formats import document, srt, stl, text, ttml, webvtt
from captions.formats.on_record import told
from captions.phrases import phrases

_PIECE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the file says of itself."""

    language: str = "fr"
    title: str = ""
    day: date | None = None


def export(name: str, events: Iterable[CaptionEvent], label: Label) -> Iterator[bytes]:
    """The file of format ``name``, one of ``MEDIA_TYPES``, in pieces of some 64 KiB; else ``KeyError``.

    Written is what stands: amended, without what was withdrawn or off the record, with a note where a hole is.
    """
    return _gathered(_WRITERS[name](events, label))


def standing_cues(events: Iterable[CaptionEvent]) -> Iterator[Cue]:
    """The cues of what stands, in the order of their starts."""
    return cues(told(events))


def _vtt(events: Iterable[CaptionEvent], label: Label) -> Iterator[str]:
    return webvtt.write(standing_cues(events), language=label.language)


def _srt(events: Iterable[CaptionEvent], label: Label) -> Iterator[str]:
    return srt.write(standing_cues(events))


def _ttml(events: Iterable[CaptionEvent], label: Label) -> Iterator[str]:
    return ttml.write(standing_cues(events), language=label.language, title=label.title)


def _stl(events: Iterable[CaptionEvent], label: Label) -> Iterator[bytes]:
    return stl.write(standing_cues(events), language=label.language, title=label.title, day=label.day)


def _txt(events: Iterable[CaptionEvent], label: Label) -> Iterator[str]:
    # Phrases come as they end; a reader wants them as they began.
    return text.write(sorted(phrases(told(events)), key=attrgetter("start_ms")))


def _json(events: Iterable[CaptionEvent], label: Label) -> Iterator[str]:
    return document.write(events, language=label.language)


def _gathered(pieces: Iterator[str] | Iterator[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece.encode("utf-8", "replace") if isinstance(piece, str) else piece
        if len(held) >= _PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "vtt": "text/vtt; charset=utf-8",
        "srt": "application/x-subrip; charset=utf-8",
        "ttml": "application/ttml+xml; charset=utf-8",
        "stl": "application/octet-stream",
        "txt": "text/plain; charset=utf-8",
        "json": "application/json",
    }
)
"""The formats, by their names, which are also the endings of their files."""
_Writer = Callable[[Iterable[CaptionEvent], Label], Iterator[str] | Iterator[bytes]]
_WRITERS: Mapping[str, _Writer] = MappingProxyType(
    {"vtt": _vtt, "srt": _srt, "ttml": _ttml, "stl": _stl, "txt": _txt, "json": _json}
)
