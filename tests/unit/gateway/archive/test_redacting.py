"""Text and sound are hidden together, whatever happens in between; and copies never had what is hidden."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.records import RecordId
from captions.archive.redaction import HIDDEN, RedactionId
from captions.errors import VoixlaError
from gateway.archive import redact_files
from gateway.archive.backup import back_up, check, put_back
from gateway.archive.exports.filing import file_record
from gateway.archive.inspection import inspect
from gateway.archive.keeping import Keeping
from gateway.archive.redact_files import CLAIMS, ORIGINALS, RedactedFiles
from gateway.archive.redact_tone import HERTZ
from gateway.archive.redacting import Redactor, served_sound
from gateway.archive.sweep import Sweep, sweeping
from tests.fakes.archives import STARTED, new_record
from tests.fakes.exported import RULES_TABLE
from tests.fakes.keepings import UnixClock, end, keeping_in, space_of
from tests.fakes.meeting import until
from tests.fakes.redacted import redaction
from tests.fakes.redacted_meeting import (
    SECRET,
    VOICE,
    Killed,
    hide,
    is_served,
    is_toned,
    recorded,
    second,
    steps,
)
from tests.fakes.sounding import heard, loudness, packets

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014:ResourceWarning")  # of WeasyPrint 70


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    with keeping_in(tmp_path / "data", UnixClock()) as opened:
        yield opened


@pytest.fixture
def record(keeping: Keeping) -> RecordId:
    return recorded(keeping)


def test_the_word_is_toned_whole_in_its_file_alone_and_comes_back_to_the_octet(
    keeping: Keeping, record: RecordId
) -> None:
    folder = keeping.folder_of(record)
    before = {path.name: path.read_bytes() for path in folder.glob("*.opus")}
    hide(keeping, record)

    assert is_toned(keeping, record)
    first = f"{STARTED}.opus"
    assert (folder / first).read_bytes() == before[first]
    assert [path.name for path in (folder / ORIGINALS).iterdir()] == [second(keeping, record).name]
    assert len(served_sound(keeping, keeping.archive.record(record, SYSTEM))) == 2
    assert not set(packets(second(keeping, record))) & set(
        packets(folder / ORIGINALS / second(keeping, record).name)
    )

    Redactor(keeping).lift(record, RedactionId(1), "host:1")
    assert {path.name: path.read_bytes() for path in folder.glob("*.opus")} == before
    assert not (folder / CLAIMS).exists()
    assert list((folder / ORIGINALS).iterdir()) == []


def test_what_still_stands_stays_toned_when_another_is_lifted(keeping: Keeping, record: RecordId) -> None:
    original = second(keeping, record).read_bytes()
    hide(keeping, record, 1)
    hide(keeping, record, 2, start=12_000)
    Redactor(keeping).lift(record, RedactionId(2), "host:1")
    assert is_toned(keeping, record)
    sound = heard(second(keeping, record))
    assert loudness(sound, VOICE, 3_800, 4_300) > 0.1
    assert (keeping.folder_of(record) / ORIGINALS / second(keeping, record).name).read_bytes() == original


@pytest.mark.parametrize("last", range(16))
@pytest.mark.parametrize("lifting", [False, True], ids=["redact", "lift"])
def test_killed_anywhere_nothing_counts_as_hidden_and_is_served(
    keeping: Keeping, record: RecordId, lifting: bool, last: int
) -> None:
    if lifting:
        hide(keeping, record)
    with pytest.MonkeyPatch.context() as patched:
        done = steps(patched, last)
        try:
            if lifting:
                Redactor(keeping).lift(record, RedactionId(1), "host:1")
            else:
                hide(keeping, record)
        except Killed:
            assert last < 15, f"there are more steps than are tried: {done}"
    stands = bool(keeping.archive.redactions(record, SYSTEM))
    if stands and is_served(keeping, record):
        assert is_toned(keeping, record)

    Redactor(keeping).repair()
    assert is_served(keeping, record)
    assert is_toned(keeping, record) == stands
    assert (SECRET in keeping.archive.entries(record, SYSTEM).items[0].text) != stands
    assert Redactor(keeping).repair() == 0
    assert not list(keeping.folder_of(record).glob("*.new"))


@pytest.mark.parametrize("last", range(16))
def test_killed_while_lifting_claims_no_tone_that_is_not_there(
    keeping: Keeping, record: RecordId, last: int
) -> None:
    """A database from before, put back beside these files, finds what it says undone."""
    hide(keeping, record, 1)
    hide(keeping, record, 2, start=12_000)
    with pytest.MonkeyPatch.context() as patched:
        steps(patched, last)
        with contextlib.suppress(Killed):
            Redactor(keeping).lift(record, RedactionId(1), "host:1")
    keeping.archive.redact(redaction(record, 10_310, 10_320))
    assert not is_served(keeping, record) or is_toned(keeping, record)


def test_a_full_disk_leaves_the_text_as_it_is(
    keeping: Keeping, record: RecordId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(redact_files, "tone_over", full)
    with pytest.raises(VoixlaError) as refused:
        hide(keeping, record)
    assert refused.value.code == "redaction.disk"
    assert SECRET in keeping.archive.entries(record, SYSTEM).items[0].text
    assert is_served(keeping, record)


def test_a_record_without_sound_gets_no_folder(keeping: Keeping) -> None:
    made = new_record(keeping.archive, space_of(keeping.archive, "muet", {}), f"dit {SECRET}")
    end(keeping.archive, made, STARTED + 60_000)
    hide(keeping, made)
    assert keeping.archive.entries(made, SYSTEM).items[0].text == f"dit {HIDDEN}"
    assert not keeping.folder_of(made).exists()


def test_deletion_overwrites_the_original_too(keeping: Keeping, record: RecordId, tmp_path: Path) -> None:
    hide(keeping, record)
    original = keeping.folder_of(record) / ORIGINALS / second(keeping, record).name
    os.link(original, tmp_path / "as the disk has it")
    Sweep(keeping).delete(keeping.archive.record(record, SYSTEM), "test", "host:1")
    assert not original.exists()
    assert set((tmp_path / "as the disk has it").read_bytes()) == {0}


def test_a_backup_holds_both_and_older_sound_is_not_served(
    keeping: Keeping, record: RecordId, tmp_path: Path
) -> None:
    untouched = tmp_path / second(keeping, record).name
    shutil.copy(second(keeping, record), untouched)
    hide(keeping, record)
    backup = back_up(keeping, None, tmp_path / "backups")
    put_back(backup, tmp_path / "new", None)
    with keeping_in(tmp_path / "new", UnixClock()) as restored:
        assert is_served(restored, record)
        assert is_toned(restored, record)
        original = restored.folder_of(record) / ORIGINALS / untouched.name
        assert original.read_bytes() == untouched.read_bytes()
        # As if the files had been copied before the database.
        shutil.rmtree(original.parent)
        (restored.folder_of(record) / CLAIMS).unlink()
        shutil.copy(untouched, second(restored, record))
        assert not is_served(restored, record)
        assert [trouble for trouble in inspect(restored).troubles if "occulter" in trouble]
        assert Redactor(restored).repair() == 1
        assert inspect(restored).troubles == ()
        assert is_served(restored, record)
        assert is_toned(restored, record)


def test_a_backup_is_made_while_drafts_come_and_go(
    keeping: Keeping, record: RecordId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = keeping.folder_of(record) / "x.opus.new"
    draft.touch()
    real = shutil.copy2

    def copy(source: str, target: str) -> object:
        draft.unlink(missing_ok=True)
        return real(source, target)

    monkeypatch.setattr(shutil, "copy2", copy)
    backup = back_up(keeping, None, tmp_path / "backups")
    assert check(backup)["files"].keys() >= {f"records/{record}/{second(keeping, record).name}"}


async def test_a_server_that_starts_finishes_what_was_left(keeping: Keeping, record: RecordId) -> None:
    keeping.archive.describe(record, legal_hold=True)  # retention would take it
    keeping.archive.redact(redaction(record, 10_400, 10_450))
    assert not is_served(keeping, record)
    async with sweeping(keeping):
        await until(lambda: is_served(keeping, record), "the sound is toned")
    assert is_toned(keeping, record)


def test_a_transfer_has_the_tone(keeping: Keeping, record: RecordId, tmp_path: Path) -> None:
    hide(keeping, record)
    table = tmp_path / "archivage.csv"
    table.write_text(RULES_TABLE)
    file_record(keeping, record, "seda-2.3", table, tmp_path / "versement.zip")
    with ZipFile(tmp_path / "versement.zip") as packed:
        sounds = [packed.read(name) for name in packed.namelist() if name.endswith(".opus")]
    assert sounds == [path.read_bytes() for path in sorted(keeping.folder_of(record).glob("*.opus"))]
    assert is_toned(keeping, record)


def test_claims_that_cannot_be_read_claim_nothing(keeping: Keeping, record: RecordId) -> None:
    hide(keeping, record)
    files = RedactedFiles(keeping.records, record)
    assert files.done() == {1}
    for text in ("", "[]", '{"redactions": 3}', '{"redactions": ["x"], "files": {}}', "\x00"):
        (keeping.folder_of(record) / CLAIMS).write_text(text)
        assert files.done() == frozenset()
        assert not is_served(keeping, record)
        Redactor(keeping).repair()
        assert is_toned(keeping, record)


def test_two_at_once_do_not_undo_each_other(keeping: Keeping, record: RecordId) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda id: hide(keeping, record, id, start=10_400 + 700 * (id - 1)), range(1, 5)))
    assert RedactedFiles(keeping.records, record).done() == {1, 2, 3, 4}
    sound = heard(second(keeping, record))
    for begin in (2_300, 3_000, 3_700, 4_400):
        assert loudness(sound, HERTZ, begin, begin + 250) > 0.05
    assert is_served(keeping, record)
