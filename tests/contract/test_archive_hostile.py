"""Two editors on one line; and whatever is given is text, or refused in French: SQL, cursors, ids, a megabyte."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from captions.archive.ports import SYSTEM, Facets, Reader
from captions.archive.query import parse
from captions.archive.records import (
    Moment,
    NewRecord,
    RecordId,
    RecordType,
    Space,
    SpaceId,
    SpaceType,
)
from captions.archive.sql.archive import SqlArchive
from captions.errors import VoixlaError
from captions.ids import SegmentId, SessionId, SpeakerId
from tests.fakes.archives import PERSON, SESSION, STARTED, entry, found_space, new_record

ME = Reader(account=1)


def texts(archive: SqlArchive, record: RecordId, as_of: int | None = None) -> list[str]:
    page = archive.entries(record, SYSTEM, as_of=None if as_of is None else Moment(as_of))
    return [item.text for item in page.items]


def hits(archive: SqlArchive, query: str, reader: Reader = ME, facets: Facets | None = None) -> list[str]:
    page = archive.search(parse(query), reader, facets or Facets())
    return [hit.entry.text for hit in page.items]


@pytest.mark.parametrize(
    "cursor", ["", "x", "WzFd", "W10", "é", "WyJub25lIiwxLDJd", "A" * 5000, "\0", "W" * 1999]
)
def test_a_cursor_that_is_none_is_refused(archive: SqlArchive, cursor: str) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "un")
    for read in (
        lambda: archive.entries(record, ME, cursor),
        lambda: archive.records(ME, cursor=cursor),
        lambda: archive.search(parse("un"), ME, cursor=cursor),
    ):
        with pytest.raises(VoixlaError) as refused:
            read()
        assert refused.value.code == "archive.cursor"


@pytest.mark.parametrize(
    "text",
    ["é" * 500, "un\0deux", "\ud800", "‮renversé", "<script>alert(1)</script>", "'; DROP TABLE records; --"],
)
def test_titles_are_text_whatever_they_look_like(archive: SqlArchive, text: str) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "un", title=text)
    kept = archive.record(record, ME).title
    assert kept == text.replace("\0", "\ufffd").replace("\ud800", "\ufffd")
    archive.describe(record, title=text)
    archive.add_chapter(record, Moment(1), text)
    archive.rename(record, SpeakerId("émile"), text, PERSON, Moment(1))
    assert len(archive.records(ME, Facets(room=text)).items) == 0


def test_what_is_too_long_is_refused_in_french(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    record = new_record(archive, space, "un")
    huge = "x" * 1_000_000
    for change in (
        lambda: new_record(archive, space, title=huge),
        lambda: archive.describe(record, title=huge),
        lambda: archive.add([entry(record, 2, huge)]),
        lambda: archive.add([entry(record, 2, "deux", speaker=huge)]),
        lambda: archive.add_chapter(record, Moment(1), huge),
        lambda: archive.add_note(record, Moment(1), PERSON, Moment(2), huge),
        lambda: archive.found(Space(id=SpaceId("z"), name=huge, type=SpaceType.TEAM, created=STARTED)),
    ):
        with pytest.raises(VoixlaError, match="trop long") as refused:
            change()
        assert refused.value.code == "archive.too_long"
    assert archive.search(parse(huge), ME).items == ()
    assert texts(archive, record) == ["un"]


def test_ids_and_numbers_that_cannot_be_are_unknown(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "un")
    for read in (
        lambda: archive.record(RecordId("\0"), ME),
        lambda: archive.record(RecordId("x" * 100_000), ME),
        lambda: archive.history(record, SESSION, SegmentId(10**30), ME),
        lambda: archive.history(record, SessionId("' OR 1=1 --"), SegmentId(1), ME),
        lambda: archive.entries(RecordId("%"), SYSTEM),
        lambda: archive.close(RecordId("?"), Moment(1)),
        lambda: archive.open(
            NewRecord(space=SpaceId("nowhere"), room="", title="", type=RecordType.CALL, started=STARTED)
        ),
    ):
        with pytest.raises(VoixlaError) as refused:
            read()
        assert refused.value.code == "archive.unknown"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_query_is_answered(archive: SqlArchive, text: str) -> None:
    if not archive.spaces_of(SYSTEM):
        new_record(archive, found_space(archive, "a", 1), "l'élu NEAR AND OR NOT exact : *")
    archive.search(parse(text), ME)


@pytest.mark.parametrize(
    "query",
    [
        '"',
        '""',
        "NEAR(a b)",
        "exact : x",
        "a* OR b",
        "a & b | !c",
        "' OR ''='",
        "^x",
        "-",
        "- -",
        '-"a b"',
        "NOT",
        "({[",
        "%",
        "?",
        ":*",
        "\\",
        "<->",
    ],
)
def test_a_query_has_no_syntax_of_a_database(archive: SqlArchive, query: str) -> None:
    new_record(archive, found_space(archive, "a", 1), "tout autre chose")
    assert hits(archive, query) == []


def test_of_two_editors_on_one_line_the_second_is_told(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "le budjet")
    archive.amend(entry(record, 1, "le budget", revision=1, author=PERSON))
    with pytest.raises(VoixlaError, match="Quelqu'un d'autre") as refused:
        archive.amend(entry(record, 1, "un budget", revision=1, author=PERSON))
    assert refused.value.code == "archive.conflict"
    assert texts(archive, record) == ["le budget"]


def test_who_changes_a_record_that_others_changed_is_told(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "un")
    version = archive.record(record, ME).version
    archive.describe(record, title="premier", seen=version)
    for change in (
        lambda: archive.describe(record, title="second", seen=version),
        lambda: archive.rename(record, SpeakerId("émile"), "second", PERSON, Moment(1), version),
    ):
        with pytest.raises(VoixlaError) as refused:
            change()
        assert refused.value.code == "archive.conflict"
    assert archive.record(record, ME).title == "premier"
    assert archive.record(record, ME).version == version + 1
    archive.rename(record, SpeakerId("émile"), "troisième", PERSON, Moment(1), version + 1)


def test_of_many_editors_at_once_one_wins_each_revision(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "mot")
    together = threading.Barrier(6)

    def amend(number: int) -> bool:
        together.wait(30)
        try:
            archive.amend(entry(record, 1, f"mot{number}", revision=1, author=PERSON))
        except VoixlaError as error:
            assert error.code == "archive.conflict"
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(amend, range(6))) == 1
    assert len(archive.history(record, SESSION, SegmentId(1), ME)) == 2
