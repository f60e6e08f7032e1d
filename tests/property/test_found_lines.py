"""A search finds exactly the lines that a look through all that stands finds, whatever became of their segments."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from captions.archive.ports import SYSTEM, Facets, Hit
from captions.archive.query import parse
from captions.archive.records import Entry, Moment, RecordId, SpaceId
from captions.archive.sql.archive import SqlArchive
from captions.events import Speaker
from captions.ids import LineId, Milliseconds, SpeakerId
from captions.words import joined
from tests.fakes.archives import KINDS, STARTED, archive_at, entry, found_space, new_record
from tests.fakes.redacted import redaction

_WORDS: Final = ("budget", "école", "route", "marché", "piscine")
_SPEAKERS: Final = ("émile", "zoé")
SPACE: Final = SpaceId("a")
_numbers = count(1)

_texts = st.lists(st.sampled_from(_WORDS), max_size=3).map(" ".join)


@st.composite
def _revisions(draw: st.DrawFn) -> list[Entry]:
    """Of a few segments in a few lines, in the order in which they come."""
    kept: list[Entry] = []
    for segment in draw(st.lists(st.integers(1, 6), min_size=1, max_size=14)):
        who = draw(st.sampled_from(_SPEAKERS))
        written = entry(RecordId(""), segment, draw(_texts), revision=draw(st.integers(0, 3)))
        moved = draw(st.sampled_from((0, 0, 0, 25_000)))
        kept.append(
            replace(
                written,
                line=LineId(draw(st.sampled_from((1, 1, 2)))),
                speaker=Speaker(id=SpeakerId(who), name=who),
                start_ms=Milliseconds(written.start_ms + moved),
                words=tuple(
                    replace(
                        word,
                        start_ms=Milliseconds(word.start_ms + moved),
                        end_ms=Milliseconds(word.end_ms + moved),
                    )
                    for word in written.words
                ),
            )
        )
    return kept


_asked = st.tuples(st.booleans(), st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3))


@pytest.fixture(scope="module", params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlArchive]:
    address = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else None
    with archive_at(tmp_path_factory.mktemp("lines"), address) as archive:
        found_space(archive, "a")
        yield archive


def lines_of(archive: SqlArchive, record: RecordId) -> list[str]:
    """All that stands and may be read, looked through line by line."""
    lines: dict[tuple[int, str], list[str]] = {}
    for kept in archive.entries(record, SYSTEM).items:
        lines.setdefault((kept.line, kept.speaker.id), []).append(kept.text)
    return [" ".join(texts) for texts in lines.values()]


def has(line: str, phrase: bool, words: list[str]) -> bool:
    said = line.split()
    if not phrase:
        return set(words) <= set(said)
    return any(said[begin : begin + len(words)] == words for begin in range(len(said)))


def hits(archive: SqlArchive, record: RecordId, phrase: bool, words: list[str]) -> list[Hit]:
    """Those that have all of it, as it is written."""
    query = f'"{" ".join(words)}"' if phrase else " ".join(words)
    page = archive.search(parse(query), SYSTEM, Facets(record=record), limit=100)
    return [hit for hit in page.items if hit.level == 0]


@given(
    revisions=_revisions(),
    sizes=st.lists(st.integers(1, 5), min_size=14, max_size=14),
    asked=st.lists(_asked, min_size=4, max_size=4),
    hidden=st.none() | st.tuples(st.integers(9_000, 70_000), st.integers(1, 30_000)),
    anew=st.booleans(),
)
@settings(max_examples=60)
def test_what_is_found_is_what_stands(
    opened: SqlArchive,
    revisions: list[Entry],
    sizes: list[int],
    asked: list[tuple[bool, list[str]]],
    hidden: tuple[int, int] | None,
    anew: bool,
) -> None:
    record = new_record(opened, SPACE, title=f"{next(_numbers)}")
    coming = [replace(kept, record=record) for kept in revisions]
    for size in sizes:
        opened.add(coming[:size])
        coming = coming[size:]
    if hidden is not None:
        opened.close(record, Moment(STARTED + 99_000))
        opened.redact(redaction(record, hidden[0], sum(hidden)))
    if anew:
        with opened.database.change() as change:
            change.execute("DELETE FROM about WHERE name = 'analysis'")
        opened.reindex()
    lines = lines_of(opened, record)
    for phrase, words in asked:
        found = hits(opened, record, phrase, words)
        assert sorted(joined(hit.words) for hit in found) == sorted(
            line for line in lines if has(line, phrase, words)
        ), (phrase, words)
        for hit in found:
            assert {hit.words[place].text for place in hit.heard} == set(words)
            assert hit.entry.words[hit.heard_in_entry[0]] == hit.words[hit.heard[0]]
