"""Backups: made, damaged, put back; and what ./run archive says of it."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from captions.archive.audit import Deed
from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.archive.records import RecordId, SpaceRole
from captions.archive.retention import BACKUP_DAYS
from captions.archive.spaces import DAY_MS
from captions.errors import VoixlaError
from gateway.access.hosting import open_hosting
from gateway.archive.backup import back_up, check, counted, put_back
from gateway.archive.inspection import audit_verdict, inspect
from gateway.archive.keeping import Keeping
from gateway.archive.sweep import Sweep
from gateway.main import main
from tests.fakes.archives import STARTED, new_record
from tests.fakes.hosts import PASSWORD
from tests.fakes.keepings import UnixClock, end, keeping_in, space_of, with_sound

pytestmark = pytest.mark.integration


@pytest.fixture(params=["sqlite", "postgres"])
def places(request: pytest.FixtureRequest) -> tuple[str | None, str | None]:
    """Where the archive is, and where it is put back."""
    if request.param == "sqlite":
        return None, None
    cluster = request.getfixturevalue("postgres")
    return cluster.new_database(), cluster.new_database()


def filled(keeping: Keeping) -> RecordId:
    space = space_of(keeping.archive, "equipe", {1: SpaceRole.OWNER})
    record = new_record(keeping.archive, space, "le marché public", "la suite")
    end(keeping.archive, record)
    with_sound(keeping, record, b"son" * 1000)
    keeping.archive.describe(record, audio=True)
    keeping.tell(Deed.VIEWED, record=record)
    return record


def test_the_drill_a_backup_is_put_back_whole(tmp_path: Path, places: tuple[str | None, str | None]) -> None:
    clock = UnixClock()
    before, after = places
    with keeping_in(tmp_path / "one", clock, before) as keeping:
        record = filled(keeping)
        backup = back_up(keeping, before, tmp_path / "backups")
        counts = check(backup)["counts"]
        later = keeping.head.last()
    shutil.rmtree(tmp_path / "one")
    manifest = put_back(backup, tmp_path / "two", after)
    with keeping_in(tmp_path / "two", clock, after) as keeping:
        assert counted(keeping) == counts == manifest["counts"]
        found = inspect(keeping)
        assert found.troubles == ()
        assert found.chain.links == 1
        assert keeping.archive.search(parse("marchés"), SYSTEM).total == 1
        assert (keeping.folder_of(record) / "sound.opus").read_bytes() == b"son" * 1000
        keeping.tell(Deed.RESTORED)
        assert audit_verdict(keeping).holds
        # A backup is older than what was done since: whoever kept a newer head sees it.
        assert later is not None
        assert later.number == 2


def test_a_log_that_lost_its_end_with_the_database_is_found(tmp_path: Path) -> None:
    with keeping_in(tmp_path, UnixClock()) as keeping:
        filled(keeping)
        copy = tmp_path / "copy.sqlite3"
        with (
            closing(sqlite3.connect(tmp_path / "archive.sqlite3")) as reading,
            closing(sqlite3.connect(copy)) as to,
        ):
            reading.backup(to)
        keeping.tell(Deed.EXPORTED)
    for name in ("archive.sqlite3-wal", "archive.sqlite3-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    copy.replace(tmp_path / "archive.sqlite3")
    with keeping_in(tmp_path, UnixClock()) as keeping:
        assert audit_verdict(keeping).why == "shortened"


@pytest.fixture
def backup(tmp_path: Path) -> Iterator[Path]:
    with keeping_in(tmp_path / "one", UnixClock()) as keeping:
        filled(keeping)
        yield back_up(keeping, None, tmp_path / "backups")


def changed(backup: Path, change: dict[str, Any]) -> None:
    manifest = backup / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | change))


@pytest.mark.parametrize(
    "name",
    [
        "../escaped.txt",
        "records/../../escaped.txt",
        "/tmp/escaped.txt",
        "records/..\\..\\escaped.txt",
        "records/\0x",
        "voixla.sqlite3/../../escaped.txt",
        "etc/passwd",
        "records/link/escaped.txt",
    ],
)
def test_names_that_lead_out_are_refused(backup: Path, tmp_path: Path, name: str) -> None:
    (backup / "records" / "link").symlink_to(tmp_path)
    (tmp_path / "escaped.txt").write_text("x")
    changed(backup, {"files": {name: {"sha256": "0", "size": 1}}})
    with pytest.raises(VoixlaError) as refused:
        put_back(backup, tmp_path / "two", None)
    assert refused.value.code == "backup.unsafe"
    assert not (tmp_path / "two").exists()


def test_a_changed_octet_and_a_missing_file_are_found(backup: Path) -> None:
    (sound,) = backup.rglob("sound.opus")
    whole = sound.read_bytes()
    sound.write_bytes(whole[:-1] + b"x")
    with pytest.raises(VoixlaError) as refused:
        check(backup)
    assert refused.value.code == "backup.damaged"
    sound.unlink()
    with pytest.raises(VoixlaError, match="abîmée"):
        check(backup)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"files": 1}', '{"files": {"a": 1}}', "\xff"])
def test_what_is_no_backup_is_said_so(backup: Path, text: str) -> None:
    (backup / "manifest.json").write_text(text, "latin-1")
    with pytest.raises(VoixlaError) as refused:
        check(backup)
    assert refused.value.code == "backup.unreadable"


def test_nothing_is_put_over_what_is_there(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(VoixlaError) as refused:
        put_back(backup, tmp_path / "one", None)
    assert refused.value.code == "backup.occupied"
    with pytest.raises(VoixlaError) as refused:
        put_back(backup, tmp_path / "two", "host=nowhere")
    assert refused.value.code == "backup.kind"


def test_old_backups_go_when_a_new_one_is_made(tmp_path: Path) -> None:
    clock = UnixClock()
    folder = tmp_path / "backups"
    with keeping_in(tmp_path / "one", clock) as keeping:
        filled(keeping)
        first = back_up(keeping, None, folder)
        (folder / "voixla-not-ours").mkdir()
        clock.now += BACKUP_DAYS * DAY_MS
        second = back_up(keeping, None, folder)
        assert first.exists()
        clock.now += 1_000
        back_up(keeping, None, folder)
        assert not first.exists()
        assert second.exists()
        assert (folder / "voixla-not-ours").exists()


def test_what_was_deleted_after_a_backup_is_deleted_again(tmp_path: Path) -> None:
    clock = UnixClock(STARTED)
    with keeping_in(tmp_path / "one", clock) as keeping:
        record = filled(keeping)
        backup = back_up(keeping, None, tmp_path / "backups")
        Sweep(keeping).delete(keeping.archive.record(record, SYSTEM), "demande", "host:1")
        certificates = keeping.certificates
    put_back(backup, tmp_path / "two", None)
    with keeping_in(tmp_path / "two", clock) as keeping:
        assert keeping.archive.records(SYSTEM).total == 1
        assert Sweep(keeping).repeat(certificates) == 1
        assert keeping.archive.records(SYSTEM).total == 0
        assert not keeping.folder_of(record).exists()


def test_the_whole_of_it_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, backups = tmp_path / "data", tmp_path / "backups"
    with open_hosting(data) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
    with keeping_in(data, UnixClock()) as keeping:
        record = filled(keeping)
    at = ("--data", str(data))
    assert main(["archive", "verify", *at]) == 0
    assert "Tout est intact. Journal d'audit intact" in capsys.readouterr().out
    assert main(["archive", "export", record, str(tmp_path / "r.json"), *at]) == 0
    told = json.loads((tmp_path / "r.json").read_text())
    assert [entry["text"] for entry in told["entries"]] == ["le marché public", "la suite"]
    assert main(["archive", "export", record, str(tmp_path / "r.json"), *at]) == 1
    assert main(["archive", "export", "../../etc/passwd", *at]) == 1
    assert "n'existe pas" in capsys.readouterr().err
    assert main(["archive", "backup", str(backups), *at]) == 0
    (backup,) = backups.iterdir()
    assert main(["archive", "verify", "--backup", str(backup), *at]) == 0
    other = ("--data", str(tmp_path / "other"))
    assert main(["archive", "restore", str(backup), *other]) == 0
    assert "Restauration faite et vérifiée." in capsys.readouterr().out
    assert main(["archive", "audit", "verify", *other]) == 0
    assert main(["archive", "audit", "show", *other]) == 0
    assert "\trestored\t" in capsys.readouterr().out
    assert main(["archive", "retention", "--dry-run", *other]) == 0
    assert "transcriptions à supprimer" in capsys.readouterr().out
    with open_hosting(tmp_path / "other") as hosting:
        assert hosting.accounts.names() == ["Anne"]


def test_a_changed_octet_of_the_log_is_found_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with keeping_in(tmp_path, UnixClock()) as keeping:
        filled(keeping)
        keeping.tell(Deed.EXPORTED, actor="host:1")
        keeping.tell(Deed.VIEWED)
    with closing(sqlite3.connect(tmp_path / "archive.sqlite3")) as forged:
        forged.execute("DROP TRIGGER audit_no_update")
        forged.execute("UPDATE audit SET actor = 'host:2' WHERE number = 2")
        forged.commit()
    assert main(["archive", "audit", "verify", "--data", str(tmp_path)]) == 1
    assert "la ligne 2 n'est pas telle qu'elle a été écrite" in capsys.readouterr().out
    assert main(["archive", "verify", "--data", str(tmp_path)]) == 1
