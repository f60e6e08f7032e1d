"""Archives that older versions wrote are brought forward with all that is in them; newer ones are left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.archive.sql.archive import SqlArchive
from captions.archive.sql.database import Database
from captions.archive.sql.postgres import PostgresDatabase
from captions.archive.sql.schema import STEPS, Step, bring_forward
from captions.archive.sql.sqlite import SqliteDatabase
from captions.errors import VoixlaError
from tests.fakes.archives import KINDS, NOW, entry, found_space, new_record

RELEASED = {
    1: "the first tables",
    2: "a log, terms and answers",
    3: "spaces of rooms",
    4: "what one person said",
    5: "what is hidden",
}
"""How many steps each release had; a step may be appended, never changed."""


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Without tables."""
    opened: Database
    if request.param == "postgres":
        opened = PostgresDatabase(request.getfixturevalue("postgres").new_database())
    else:
        opened = SqliteDatabase(tmp_path)
    yield opened
    opened.close()


def fill_by_hand(database: Database) -> None:
    """A line in two segments, as the first release did, in its own words: this one would write others."""
    with database.change() as change:
        change.execute("INSERT INTO spaces (id, name, type, created) VALUES ('s', 'Espace', 'team', 1)")
        change.execute(
            "INSERT INTO records (id, space, room, title, type, status, language, audio, started) "
            "SELECT 'r', number, 'salle', 'Titre', 'internal', 'raw', 'fr', 0, 1000 FROM spaces"
        )
        change.execute(
            "INSERT INTO sessions (record, session, started) SELECT number, 'x', 1000 FROM records"
        )
        change.execute(
            "INSERT INTO revisions (session, segment, revision, line, track, speaker, name, start_ms, end_ms, words, "
            "origin, author_kind, author, author_name, at) SELECT number, 1, 0, 1, 't', 'p', 'Zoé', 0, 900, "
            """'[["bonjour",0,400,0.9],["à",400,500,0.9]]', 'speech', 'engine', 'e', 'base', 5 FROM sessions"""
        )
        change.execute(
            "INSERT INTO revisions (session, segment, revision, line, track, speaker, name, start_ms, end_ms, words, "
            "origin, author_kind, author, author_name, at) SELECT number, 2, 3, 1, 't', 'p', 'Zoé', 900, 1200, "
            """'[["tous",900,1200,0.9]]', 'speech', 'engine', 'e', 'base', 5 FROM sessions"""
        )
        change.execute(
            "INSERT INTO segments (space, record, session, segment, revision, start_ms, said, speaker, name, who, "
            "withdrawn) SELECT records.space, records.number, sessions.number, 1, 0, 0, 1000, 'p', 'Zoé', 'zoe', 0 "
            "FROM sessions JOIN records ON records.number = sessions.record"
        )
        change.execute(
            "INSERT INTO segments (space, record, session, segment, revision, start_ms, said, speaker, name, who, "
            "withdrawn) SELECT space, record, session, 2, 3, 900, 1900, speaker, name, who, 0 FROM segments"
        )
        change.execute("INSERT INTO about VALUES ('analysis', '0')")


@pytest.mark.parametrize("steps", RELEASED, ids=RELEASED.get)
def test_every_released_schema_is_brought_forward(database: Database, steps: int) -> None:
    bring_forward(database, STEPS[:steps])
    fill_by_hand(database)

    bring_forward(database)
    archive = SqlArchive(database, lambda: NOW)
    assert archive.reindex() == 2, "what was indexed otherwise is indexed anew"
    (record,) = archive.records(SYSTEM).items
    assert (record.title, record.legal_hold, record.version) == ("Titre", False, 1)
    assert (record.published, archive.redactions(record.id, SYSTEM)) == (None, ())
    assert [item.text for item in archive.entries(record.id, SYSTEM).items] == ["bonjour à", "tous"]
    assert archive.search(parse('"bonjour à tous"'), SYSTEM).total == 1
    (hit,) = archive.search(parse("tous"), SYSTEM).items
    assert [entry.segment for entry in hit.entries] == [1, 2]
    assert hit.entry.text == "tous"


def test_coming_forward_twice_changes_nothing(database: Database) -> None:
    bring_forward(database)
    bring_forward(database)
    archive = SqlArchive(database, lambda: NOW)
    record = new_record(archive, found_space(archive, "a"), "un")
    archive.add([entry(record, 2, "deux")])
    assert len(archive.entries(record, SYSTEM).items) == 2


def test_a_step_that_fails_leaves_the_archive_as_it_was(database: Database) -> None:
    bring_forward(database)
    archive = SqlArchive(database, lambda: NOW)
    record = new_record(archive, found_space(archive, "a"), "un")
    broken = (*STEPS, Step(both=("CREATE TABLE later (id {int})", "INSERT INTO nowhere VALUES (1)")))
    with pytest.raises(VoixlaError) as refused:
        bring_forward(database, broken)
    assert refused.value.code == "archive.failed"
    bring_forward(database)
    assert [item.text for item in archive.entries(record, SYSTEM).items] == ["un"]
    with pytest.raises(VoixlaError):
        database.rows("SELECT * FROM later")


def test_an_archive_of_a_newer_version_is_refused(database: Database) -> None:
    bring_forward(database, (*STEPS, Step(both=("CREATE TABLE later (id {int})",))))
    with pytest.raises(VoixlaError, match="plus récente") as refused:
        bring_forward(database)
    assert refused.value.code == "archive.newer"
