"""Searches for lines, and whether the index is what it should be, for tests."""

from dataclasses import replace

from captions.archive.ports import NO_FACETS, SYSTEM, Facets, Hit
from captions.archive.query import parse
from captions.archive.records import Entry
from captions.archive.sql.archive import SqlArchive
from captions.archive.sql.database import Row
from captions.ids import Milliseconds
from captions.words import joined
from tests.fakes.archives import PERSON, entry


def hits(archive: SqlArchive, query: str, facets: Facets = NO_FACETS) -> list[Hit]:
    return list(archive.search(parse(query), SYSTEM, facets, limit=100).items)


def found(archive: SqlArchive, query: str, facets: Facets = NO_FACETS) -> list[str]:
    """Lines with all of it, in the order in which they began."""
    kept = [hit for hit in hits(archive, query, facets) if hit.level < 5]
    return [joined(hit.words) for hit in sorted(kept, key=lambda hit: hit.entries[0].start_ms)]


def index(archive: SqlArchive) -> list[Row]:
    columns = ", ".join(archive.database.dialect.index_columns)
    return archive.database.rows(f"SELECT number, {columns} FROM segments ORDER BY number")


def assert_true(archive: SqlArchive) -> None:
    """The index is what it would be if it were made anew."""
    before = index(archive)
    forget(archive)
    archive.reindex()
    assert index(archive) == before


def forget(archive: SqlArchive) -> None:
    with archive.database.change() as change:
        change.execute("DELETE FROM about WHERE name = 'analysis'")


def again(before: Entry, text: str, revision: int = 1) -> Entry:
    """Another wording of the segment, from the same moment on."""
    words = entry(before.record, 1, text).words
    start = words[0].start_ms - before.start_ms if words else 0
    return replace(
        before,
        revision=revision,
        author=PERSON,
        words=tuple(
            replace(
                word,
                start_ms=Milliseconds(word.start_ms - start),
                end_ms=Milliseconds(word.end_ms - start),
            )
            for word in words
        ),
    )
