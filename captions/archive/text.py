"""The whole text of a record, which an archive gives in pages. Pure."""

from collections.abc import Iterator
from typing import Final, Protocol

from captions.archive.ports import Page, Reader
from captions.archive.records import Entry, RecordId

_AT_ONCE: Final = 2_000


class Entries(Protocol):
    """An archive, as far as its text goes."""

    def entries(
        self, record: RecordId, reader: Reader, cursor: str | None = None, limit: int = 500
    ) -> Page[Entry]: ...


def text_of(archive: Entries, record: RecordId, reader: Reader) -> Iterator[Entry]:
    """As it stands, in the order in which it was said. Raises ``archive.*`` at the first."""
    cursor = None
    while True:
        page = archive.entries(record, reader, cursor, _AT_ONCE)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return
