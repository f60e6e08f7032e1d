"""A SEDA transfer package: a zip of ``content/`` and ``manifest.xml``, written as it is read. No file is made here.

What is held at a time is one item of the agenda and one piece of sound. The manifest comes last: by then every file
has been counted and hashed on its way out.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha512
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol, cast
from typing import Final as Constant
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from captions.archive.records import Moment, Record
from captions.errors import VoixlaError
from gateway.archive.exports import manifest
from gateway.archive.exports.archiving import Rules
from gateway.archive.exports.manifest import SOUND, Document, Format, Item
from gateway.archive.exports.transcript import Head

MEDIA_TYPE: Constant = "application/zip"
_PIECE: Constant = 1 << 18
_ZIP64: Constant = 1 << 30
"""Octets from which on a file is announced as one that may need it."""
_EARLIEST: Constant = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An item of the agenda and the files about it, which are made when they are asked for."""

    title: str
    start: Moment
    end: Moment | None
    files: Callable[[], Iterator[tuple[Format, bytes]]]


def write(
    version: str,
    record: Record,
    head: Head,
    rules: Rules,
    parts: Iterator[Part],
    sounds: Sequence[Path],
    now: Moment,
) -> Iterator[bytes]:
    """The package, in pieces. Raises ``seda.sound`` when a file of the sound cannot be read."""
    sink = _Sink()
    with ZipFile(cast(IO[bytes], sink), "w", ZIP_DEFLATED, compresslevel=6) as archive:
        package = _Package(archive, sink, now)
        heard = []
        for path in sounds:
            document = yield from package.sound(path)
            heard += [] if document is None else [document]
        items = []
        for part in parts:
            documents = []
            for format, octets in part.files():
                documents.append((yield from package.file(format, octets)))
            items.append(Item(title=part.title, start=part.start, end=part.end, documents=tuple(documents)))
        told = manifest.write(version, record, head, rules, items, heard, now)
        yield from package.copy("manifest.xml", BytesIO(told), len(told), sha512())
    yield sink.taken()


class _Sink:
    """Takes what the zip writes, and cannot go back; so what was taken may leave at once."""

    def __init__(self) -> None:
        self._octets = bytearray()

    def write(self, octets: bytes) -> int:
        self._octets += octets
        return len(octets)

    def flush(self) -> None:
        """Nothing is behind it."""

    def taken(self) -> bytes:
        taken = bytes(self._octets)
        self._octets.clear()
        return taken


class _Digest(Protocol):
    def update(self, octets: bytes, /) -> None: ...


class _Package:
    """Puts files into the zip; what comes out of it meanwhile is yielded."""

    def __init__(self, archive: ZipFile, sink: _Sink, now: Moment) -> None:
        self._archive = archive
        self._sink = sink
        self._number = 0
        moment = datetime.fromtimestamp(now / 1000, UTC)
        self._when = max(_EARLIEST, moment.timetuple()[:6])

    def file(self, format: Format, octets: bytes) -> Generator[bytes, None, Document]:
        return self._add(format, BytesIO(octets), len(octets))

    def sound(self, path: Path) -> Generator[bytes, None, Document | None]:
        """None when nothing is in it."""
        try:
            with path.open("rb") as file:
                size = path.stat().st_size
                return (yield from self._add(SOUND, file, size)) if size else None
        except OSError:
            raise VoixlaError(
                "seda.sound",
                "Le son de cette réunion n'a pas pu être lu : vérifiez le disque et recommencez.",
            ) from None

    def _add(self, format: Format, file: IO[bytes], size: int) -> Generator[bytes, None, Document]:
        self._number += 1
        number, digest = self._number, sha512()
        written = yield from self.copy(manifest.uri(number, format), file, size, digest)
        return Document(number=number, format=format, size=written, sha512=digest.hexdigest())

    def copy(self, name: str, file: IO[bytes], size: int, digest: "_Digest") -> Generator[bytes, None, int]:
        """Leaves in ``digest`` what it saw, and returns how much that was."""
        about = ZipInfo(name, self._when)
        # Stored as it is, a file of unknown length would be unreadable for those who read from a stream.
        about.compress_type = ZIP_DEFLATED
        about.external_attr = 0o600 << 16
        written = 0
        with self._archive.open(about, "w", force_zip64=size >= _ZIP64) as entry:
            while piece := file.read(_PIECE):
                digest.update(piece)
                written += entry.write(piece)
                yield self._sink.taken()
        yield self._sink.taken()
        return written
