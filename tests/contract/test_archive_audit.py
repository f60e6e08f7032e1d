"""The log on either database: in order whoever writes, refused changes, found changes, what beside it goes."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from captions.archive.audit import Deed, Head, Occurrence, verify
from captions.archive.records import Moment, RecordId, SpaceId
from captions.archive.sql.archive import SqlArchive
from captions.archive.sql.audit_table import AuditLog
from captions.archive.sql.database import Change, Database
from captions.archive.sql.term_table import UNDER_WAY, Answers, Terms
from captions.errors import VoixlaError
from tests.fakes.archives import NOW, found_space

KEY = b"k" * 32


def viewed(number: int, space: str = "a") -> Occurrence:
    return Occurrence(
        at=Moment(NOW), deed=Deed.VIEWED, actor="host:1", space=SpaceId(space), about={"n": number}
    )


def without_guard(database: Database, statement: str) -> None:
    """As somebody does who owns the database."""
    with database.change() as change:
        for guard, table in _guards(database, change):
            change.execute(f"DROP TRIGGER {guard} {table}")
        change.execute(statement)


def _guards(database: Database, change: Change) -> list[tuple[str, str]]:
    if database.dialect.name == "postgres":
        return [("audit_stays", "ON audit")]
    found = change.rows("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
    return [(row[0], "") for row in found]


def test_links_come_in_order_whoever_writes(archive: SqlArchive) -> None:
    heads: list[Head] = []
    log = AuditLog(archive.database, KEY, heads.append)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: log.append(viewed(number)), range(40)))
    verdict = verify(log.links(), KEY, heads)
    assert verdict.holds
    assert verdict.links == 40 == len(heads)
    assert [link.number for link in log.of_space(SpaceId("a"), 11, 3)] == [10, 9, 8]
    assert log.of_space(SpaceId("b"), None, 3) == []


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_log(archive: SqlArchive, statement: str) -> None:
    log = AuditLog(archive.database, KEY, lambda head: None)
    log.append(viewed(1))
    with pytest.raises(Exception, match="append-only") as refused, archive.database.change() as change:
        change.execute(statement)
    assert isinstance(refused.value, sqlite3.IntegrityError) or "psycopg" in type(refused.value).__module__
    assert verify(log.links(), KEY).links == 1


@pytest.mark.parametrize(
    ("statement", "broken", "why"),
    [
        ("UPDATE audit SET at = at + 1 WHERE number = 3", 3, "changed"),
        ("DELETE FROM audit WHERE number = 2", 2, "missing"),
        ("DELETE FROM audit WHERE number > 4", 5, "shortened"),
    ],
)
def test_what_was_changed_by_force_is_found(
    archive: SqlArchive, statement: str, broken: int, why: str
) -> None:
    heads: list[Head] = []
    log = AuditLog(archive.database, KEY, heads.append)
    for number in range(6):
        log.append(viewed(number))
    without_guard(archive.database, statement)
    verdict = verify(log.links(), KEY, heads[-1:])
    assert (verdict.broken, verdict.why) == (broken, why)


def test_terms_are_of_a_space_until_it_keeps_to_its_template(archive: SqlArchive) -> None:
    terms, space = Terms(archive.database), found_space(archive, "a")
    terms.put(space, 7)
    terms.put(space, 9)
    assert terms.all() == {space: 9}
    terms.put(space, None)
    assert terms.all() == {}
    with pytest.raises(VoixlaError) as refused:
        terms.put(SpaceId("none"), 1)
    assert refused.value.code == "archive.unknown"


def test_answers_are_kept_once_and_forgotten_with_their_record(archive: SqlArchive) -> None:
    answers = Answers(archive.database)
    answers.keep("k", "request", 201, "{}", "r", NOW)
    answers.keep("k", "other", 500, "no", "r", NOW)
    assert answers.find("k") == ("request", 201, "{}")
    answers.keep("old", "request", 201, "{}", "s", NOW - 10)
    answers.forget(NOW - 5, RecordId("r"))
    assert answers.find("k") is answers.find("old") is None


def test_an_answer_is_claimed_once_until_it_is_dropped_or_too_old(archive: SqlArchive) -> None:
    answers = Answers(archive.database)
    assert answers.claim("a", "digest", "", 1_000)
    assert not answers.claim("a", "digest", "", 2_000)
    assert answers.find("a") == ("digest", UNDER_WAY, "")
    answers.drop("a")
    assert answers.claim("a", "digest", "", 3_000)
    assert answers.claim("a", "digest", "", 903_001), "whoever claimed it was killed"
    answers.keep("a", "digest", 201, "done", "", 904_000)
    answers.drop("a")
    assert not answers.claim("a", "digest", "", 10**12)
    assert answers.find("a") == ("digest", 201, "done")


def test_a_link_is_what_was_told(archive: SqlArchive) -> None:
    log = AuditLog(archive.database, KEY, lambda head: None)
    link = log.append(replace(viewed(1), record=RecordId("' OR 1=1 --"), about={"é": "<script>\u202e"}))
    assert next(log.links()) == link
