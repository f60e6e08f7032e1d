"""What an archive keeps when programs are killed and disks are full, and what it does not keep of what was deleted."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from traceback import format_exception

import psycopg
import pytest

from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.archive.records import Moment, RecordId
from captions.archive.sql.archive import SqlArchive
from captions.errors import VoixlaError
from captions.ids import SpeakerId
from tests.fakes import live_lines
from tests.fakes.archives import KINDS, PERSON, STARTED, archive_at, entry, found_space, new_record
from tests.fakes.postgres import Cluster, cluster

ROOT = Path(__file__).parents[2]
WORD = "zanzibarquille"
NAME = "Hapaxdorfer"
TITLE = "Ornithorynquage"


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest) -> str | None:
    found: str | None = None
    if request.param == "postgres":
        found = request.getfixturevalue("postgres").new_database()
    return found


@pytest.fixture
def own_server() -> Iterator[Cluster]:
    """One that may be killed."""
    with cluster() as started:
        yield started


def test_what_a_killed_program_had_acknowledged_is_kept(tmp_path: Path, address: str | None) -> None:
    with archive_at(tmp_path, address) as archive:
        record = new_record(archive, found_space(archive, "a"))
    command = [sys.executable, "-m", "tests.fakes.archive_writer", str(tmp_path), record]
    writer = subprocess.Popen(
        [*command, *([address] if address else [])], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    with writer:
        acknowledged = [int(next(writer.stdout)) for _ in range(40)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout]

    with archive_at(tmp_path, address) as archive:
        kept = [item.segment for item in archive.entries(record, SYSTEM, limit=5_000).items]
        assert kept[: len(acknowledged)] == acknowledged
        assert len(kept) <= len(acknowledged) + 1, "more than what was under way"
        assert archive.search(parse("passage"), SYSTEM, limit=5_000).total == min(1_000, len(kept))
        archive.add([entry(record, len(kept) + 1, "suite")])
        assert [item.id for item in archive.running()] == [record]


def test_several_programs_write_at_once(tmp_path: Path, address: str | None) -> None:
    with archive_at(tmp_path, address) as archive:
        space = found_space(archive, "a")
        records = [new_record(archive, space, title=str(number)) for number in range(3)]
    command = [sys.executable, "-m", "tests.fakes.archive_writer", str(tmp_path)]
    writers = [
        subprocess.Popen(
            [*command, record, *([address] if address else [])], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for record in records
    ]
    reached = []
    for writer in writers:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) == 20:
                break
    for writer in writers:
        with writer:
            writer.kill()
            assert writer.stdout is not None
            reached.append(max([20, *map(int, writer.stdout)]))
    with archive_at(tmp_path, address) as archive:
        for record, least in zip(records, reached, strict=True):
            kept = [item.segment for item in archive.entries(record, SYSTEM, limit=5_000).items]
            assert kept[:least] == list(range(1, least + 1))


def test_a_killed_postgres_is_found_again_and_lost_nothing(own_server: Cluster, tmp_path: Path) -> None:
    with archive_at(tmp_path, own_server.new_database()) as archive:
        record = new_record(archive, found_space(archive, "a"), "avant")
        own_server.kill()
        with pytest.raises(VoixlaError, match="PostgreSQL") as refused:
            archive.add([entry(record, 2, "pendant")])
        assert refused.value.code == "archive.unreachable"
        assert refused.value.retryable
        with pytest.raises(VoixlaError):
            archive.record(record, SYSTEM)

        own_server.start()
        archive.add([entry(record, 2, "pendant")])
        assert [item.text for item in archive.entries(record, SYSTEM).items] == ["avant", "pendant"]


def test_a_postgres_that_dies_in_a_change_leaves_nothing_half_done(
    own_server: Cluster, tmp_path: Path
) -> None:
    with archive_at(tmp_path, own_server.new_database()) as archive:
        record = new_record(archive, found_space(archive, "a"), "avant")

        def change_it() -> None:
            with archive.database.change() as change:
                change.execute("UPDATE records SET title = 'half'")
                own_server.kill()
                change.execute("UPDATE records SET title = 'done'")

        with pytest.raises(VoixlaError) as refused:
            change_it()
        assert refused.value.retryable
        own_server.start()
        assert archive.record(record, SYSTEM).title == "Conseil d'école"


def test_a_postgres_that_is_not_there_is_said_in_french(tmp_path: Path) -> None:
    with (
        pytest.raises(VoixlaError, match="ne répond pas") as refused,
        archive_at(tmp_path, f"host={tmp_path}"),
    ):
        pass
    assert refused.value.code == "archive.unreachable"


@pytest.mark.parametrize("address", ["postgresql://anne:sesame@[mairie/voixla", "sesame"])
def test_what_is_no_address_is_said_without_what_is_in_it(tmp_path: Path, address: str) -> None:
    with pytest.raises(VoixlaError, match="l'adresse est la bonne") as refused, archive_at(tmp_path, address):
        pass
    assert "sesame" not in "".join(format_exception(refused.value, chain=True))


def test_a_full_disk_is_said_in_french_and_takes_nothing_back(tmp_path: Path) -> None:
    """In a child, as a limit on files is for a whole program."""
    child = os.fork()
    if child == 0:
        os._exit(_fill_up(tmp_path))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    acknowledged = int((tmp_path / "acknowledged").read_text())
    with archive_at(tmp_path / "archive") as archive:
        (record,) = archive.running()
        kept = [item.segment for item in archive.entries(record.id, SYSTEM, limit=5_000).items]
        assert kept == list(range(1, acknowledged + 1))
        archive.add([entry(record.id, acknowledged + 1, "la place est revenue")])
        assert archive.search(parse("place"), SYSTEM).total == 1


def _fill_up(folder: Path) -> int:
    """0 if it was refused as it should be."""
    with archive_at(folder / "archive") as archive:
        record = new_record(archive, found_space(archive, "a"))
        limit = 400_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        acknowledged = 0
        try:
            for number in range(1, 3_000):
                archive.add([entry(record, number, f"passage {number} " * 50)])
                acknowledged = number
        except VoixlaError as error:
            (folder / "acknowledged").write_text(str(acknowledged))
            readable = len(archive.entries(record, SYSTEM, limit=5_000).items) == acknowledged
            return 0 if error.code == "archive.disk" and error.retryable and acknowledged and readable else 2
    return 3


def test_a_full_tablespace_of_postgres_is_said_in_french() -> None:
    from captions.archive.sql.postgres import _told

    with pytest.raises(VoixlaError, match="disque") as refused, _told():
        raise psycopg.errors.DiskFull("could not extend file: No space left on device")
    assert refused.value.retryable


def fill(archive: SqlArchive) -> RecordId:
    """Beside one that stays, so that index and pages are shared."""
    space = found_space(archive, "a", 1)
    new_record(archive, space, *(f"ce qui reste {number}" for number in range(400)))
    texts = [f"le {WORD} numéro {number}" for number in range(400)]
    record = new_record(archive, space, *texts, title=TITLE, room=TITLE)
    archive.amend(entry(record, 3, f"encore {WORD}", revision=1, author=PERSON, speaker=NAME))
    archive.amend(entry(record, 4, "", revision=1, author=PERSON))
    for part in live_lines.line(
        record, 900, "une ligne qui", f"grandit {WORD}", f"et {WORD} encore", first=900
    ):
        archive.add([part])
    archive.rename(record, SpeakerId("émile"), NAME, PERSON, STARTED)
    archive.add_chapter(record, STARTED, f"chapitre {WORD}")
    archive.add_note(record, STARTED, PERSON, STARTED, f"note {WORD}")
    new_record(archive, space, *(f"ce qui reste aussi {number}" for number in range(400)))
    return record


def occurrences(folder: Path, *words: str) -> dict[str, int]:
    """Byte by byte, in every file, in the spellings of text and index."""
    forms = {form.encode() for word in words for form in (word, word.casefold(), word.upper())}
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            octets = path.read_bytes()
            count = sum(octets.count(form) for form in forms)
            if count:
                found[str(path.relative_to(folder))] = count
    return found


def test_nothing_of_what_was_deleted_is_in_the_file(tmp_path: Path) -> None:
    with archive_at(tmp_path) as archive:
        record = fill(archive)
        assert occurrences(tmp_path, WORD, NAME, TITLE), "the search finds what is there"
        archive.delete(record, "durée")
        archive.wipe()
        assert occurrences(tmp_path, WORD, NAME, TITLE, record) == {}
        assert archive.search(parse("reste"), SYSTEM).total == 800
        assert archive.search(parse(WORD), SYSTEM).total == 0
    assert occurrences(tmp_path, WORD, NAME, TITLE, record) == {}


def test_nothing_of_what_was_deleted_is_in_any_file_of_postgres(own_server: Cluster, tmp_path: Path) -> None:
    """Tables, statistics, write-ahead log, server log; with the settings of docs/storage.md."""
    with archive_at(tmp_path, own_server.new_database()) as archive:
        record = fill(archive)
        with archive.database.change() as change:
            change.execute("ANALYZE")
        own_server.checkpoint()
        for place in ("base", "pg_wal"):
            assert occurrences(own_server.data / place, WORD, NAME, TITLE)
        archive.delete(record, "durée")
        archive.wipe()
        assert occurrences(own_server.folder, WORD, NAME, TITLE, record) == {}
        assert archive.search(parse("reste"), SYSTEM).total == 800


def test_wiping_waits_for_nobody_for_ever(tmp_path: Path) -> None:
    with archive_at(tmp_path) as archive:
        new_record(archive, found_space(archive, "a"), "un")
        with archive.database.change() as change:
            change.rows("SELECT 1")
        archive.wipe()
        assert archive.search(parse("un"), SYSTEM).total == 1


def test_what_somebody_left_open_is_nobodys_next_change(archive: SqlArchive) -> None:
    with archive.database._connection() as connection:  # type: ignore[attr-defined]
        connection.execute("BEGIN")
    new_record(archive, found_space(archive, "a", 1), "un")
    assert archive.search(parse("un"), SYSTEM).total == 1


def test_a_file_that_is_no_archive_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(VoixlaError, match="abîmé") as refused, archive_at(tmp_path):
        pass
    assert refused.value.code == "archive.damaged"


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    with archive_at(tmp_path / "new") as archive:
        found_space(archive, "a")
        assert {oct(path.stat().st_mode & 0o077) for path in (tmp_path / "new").iterdir()} == {"0o0"}


def test_times_may_run_backwards(tmp_path: Path, address: str | None) -> None:
    """A clock that was set back in mid-meeting: sessions keep their order, nothing is refused."""
    with archive_at(tmp_path, address) as archive:
        record = new_record(archive, found_space(archive, "a"), "avant")
        archive.resume(record, "again", Moment(STARTED - 3_600_000))
        archive.add([entry(record, 1, "après", session="again", at=STARTED - 3_600_000)])
        archive.close(record, Moment(STARTED - 3_000_000))
        assert [item.text for item in archive.entries(record, SYSTEM).items] == ["avant", "après"]
