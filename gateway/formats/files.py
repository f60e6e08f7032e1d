"""Caption files of every format that can be read: octets in, events out. Knows no file system."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from captions.errors import VoixlaError
from captions.events import CaptionEvent
from captions.formats import document, read_srt, read_webvtt
from captions.formats.read_cues import events_of

LARGEST = 64 * 1024 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(name: str, octets: bytes) -> list[CaptionEvent]:
    """The events of a file of format ``name``, one of ``READERS``; else ``KeyError``.

    Raises ``VoixlaError``, ``import.*``, with the line that is wrong.
    """
    if len(octets) > LARGEST:
        raise VoixlaError(
            "import.large", f"Ce fichier dépasse {LARGEST // 2**20} Mio : ce n'est pas du sous-titrage."
        )
    return READERS[name](octets)


def _vtt(octets: bytes) -> list[CaptionEvent]:
    return events_of(read_webvtt.read(_utf8(octets)))


def _srt(octets: bytes) -> list[CaptionEvent]:
    """Old files are in the character set of French Windows."""
    try:
        text = _utf8(octets)
    except VoixlaError:
        text = octets.decode("cp1252", "replace")
    return events_of(read_srt.read(text))


def _json(octets: bytes) -> list[CaptionEvent]:
    return document.read(_utf8(octets))


def _ttml(octets: bytes) -> list[CaptionEvent]:
    # Imported here: ttconv takes a moment that other formats need not wait for.
    from gateway.formats import ttml

    return events_of(ttml.read(octets))


def _stl(octets: bytes) -> list[CaptionEvent]:
    from gateway.formats import stl

    return events_of(stl.read(octets))


def _utf8(octets: bytes) -> str:
    if octets.startswith(_UTF16):
        return octets.decode("utf-16", "replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        raise VoixlaError("import.encoding", f"Ligne {line} : le texte n'est pas en UTF-8.") from None


READERS: Mapping[str, Callable[[bytes], list[CaptionEvent]]] = MappingProxyType(
    {"vtt": _vtt, "srt": _srt, "ttml": _ttml, "stl": _stl, "json": _json}
)
"""The formats that can be read, by their names, which are also the endings of their files."""
