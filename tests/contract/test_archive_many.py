"""What is found does not depend on how much of it is taken at once: many hits, as where there are few."""

import itertools

import pytest

from captions.archive.ports import NO_FACETS, SYSTEM, Facets, Hit, Reader
from captions.archive.query import parse
from captions.archive.records import Moment
from captions.archive.sql import search_table
from captions.archive.sql.archive import SqlArchive
from captions.archive.sql.postgres import PostgresDialect
from captions.archive.sql.sqlite import SqliteDialect
from tests.fakes.archives import STARTED, found_space, new_record

_TEXTS = ("marché", "marche", "marchés", "Lefebvre marché", "le fèvre marche", "Lefèvre seul", "rien du tout")
_QUERIES = ("marché", "marchait", "Lefebvre", "marché Lefebvre", '"le fèvre"', "marché -Lefebvre", "verglas")
_READERS = (SYSTEM, Reader(account=1), Reader(account=2))
_COUNTED = 5
_PAGE = 4


def _pages(archive: SqlArchive, query: str, reader: Reader, facets: Facets, limit: int) -> list[Hit]:
    hits: list[Hit] = []
    cursor = None
    while True:
        page = archive.search(parse(query), reader, facets, cursor=cursor, limit=limit)
        hits += page.items
        cursor = page.next
        if cursor is None:
            return hits


def _said(hits: list[Hit]) -> list[tuple[str, int, int]]:
    return [(hit.record.id, hit.entry.segment, hit.level) for hit in hits]


def test_pages_of_much_hold_what_one_page_of_all_does(
    archive: SqlArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        space = found_space(
            archive, f"s{number}", *([1] if number == 2 else []), *([2] if number % 2 else [])
        )
        new_record(archive, space, *(_TEXTS[(number + place) % len(_TEXTS)] for place in range(14)))
    asked = list(itertools.product(_QUERIES, _READERS, (NO_FACETS, Facets(until=Moment(STARTED + 20_000)))))
    whole = [_said(_pages(archive, *question, limit=100)) for question in asked]

    monkeypatch.setattr(search_table, "MOST_COUNTED", _COUNTED)
    monkeypatch.setattr(SqliteDialect, "gathered", _COUNTED)
    monkeypatch.setattr(PostgresDialect, "gathered", 2 * _COUNTED)
    monkeypatch.setattr(PostgresDialect, "windows", (2, 9))

    assert max(map(len, whole)) > 2 * _COUNTED
    assert min(map(len, whole)) == 0
    for question, expected in zip(asked, whole, strict=True):
        assert _said(_pages(archive, *question, limit=_PAGE)) == expected, question
        query, reader, facets = question
        total = archive.search(parse(query), reader, facets, limit=_PAGE).total
        assert total == min(len(expected), _COUNTED), question
