"""Text and sound are hidden together, whatever happens in between; and copies never had what is hidden."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.archive.records import RecordId, SpaceId
from captions.archive.redaction import HIDDEN, RedactionId
from captions.archive.sql.sqlite import FILE
from captions.errors import VoixlaError
from gateway.archive import redact_files
from gateway.archive.backup import back_up, put_back
from gateway.archive.inspection import inspect
from gateway.archive.keeping import Keeping
from gateway.archive.redact_files import CLAIMS, ORIGINALS, RedactedFiles
from gateway.archive.redact_tone import HERTZ
from gateway.archive.redacting import Redactor, served_sound
from gateway.archive.sweep import Sweep
from tests.fakes.archives import STARTED, new_record
from tests.fakes.keepings import UnixClock, end, keeping_in, space_of
from tests.fakes.redacted import redaction
from tests.fakes.sounding import heard, loudness, packets, write_tones

VOICE, WORD = 440, 2_500
SECRET = "zygomatite"


class Killed(BaseException):
    """The program ends here."""


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    with keeping_in(tmp_path / "data", UnixClock()) as opened:
        yield opened


@pytest.fixture
def record(keeping: Keeping) -> RecordId:
    """The hidden word is said from 10.3 s to 10.55 s, in the second file; the sound of it lasts from 10.2 to 10.7."""
    space = space_of(keeping.archive, "equipe", {})
    made = new_record(keeping.archive, space, f"dit {SECRET} deux fois", "et la suite")
    folder = keeping.folder_of(made)
    write_tones(folder / f"{STARTED}.opus", [(VOICE, 8_000)])
    write_tones(folder / f"{STARTED + 8_000}.opus", [(VOICE, 2_200), (WORD, 500), (VOICE, 5_300)])
    keeping.archive.describe(made, audio=True)
    end(keeping.archive, made, STARTED + 60_000)
    return made


def second(keeping: Keeping, record: RecordId) -> Path:
    return keeping.folder_of(record) / f"{STARTED + 8_000}.opus"


def is_toned(keeping: Keeping, record: RecordId) -> bool:
    sound = heard(second(keeping, record))
    tone, word = loudness(sound, HERTZ, 2_200, 2_700), loudness(sound, WORD, 2_200, 2_700)
    assert (tone > 0.05) != (word > 0.05), (tone, word)
    return tone > 0.05


def is_served(keeping: Keeping, record: RecordId) -> bool:
    try:
        return bool(served_sound(keeping, keeping.archive.record(record, SYSTEM)))
    except VoixlaError as error:
        assert error.code == "redaction.sound"
        return False


def hide(keeping: Keeping, record: RecordId, id: int = 1, start: int = 10_400) -> None:
    """Less than the word: it goes as a whole, in text and sound."""
    Redactor(keeping).redact(redaction(record, start, start + 50, id=id), "host:1")


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


def steps(monkeypatch: pytest.MonkeyPatch, last: int) -> list[str]:
    """The program is killed before the step after ``last`` of those that change files; what was done."""
    done: list[str] = []

    def stepping(name: str, module: object) -> None:
        real = getattr(module, name)

        def step(*arguments: object) -> object:
            if len(done) >= last:
                raise Killed
            done.append(name)
            return real(*arguments)

        monkeypatch.setattr(module, name, step)

    for name in ("replace", "link", "fsync"):
        stepping(name, os)
    stepping("tone_over", redact_files)
    return done


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


def published(keeping: Keeping, record: RecordId) -> RecordId:
    space = space_of(keeping.archive, "public", {})
    return Redactor(keeping).publish(record, space, "Copie", "host:1").id


def test_a_copy_has_neither_word_nor_sound_of_what_is_hidden(keeping: Keeping, record: RecordId) -> None:
    original = set(packets(second(keeping, record)))
    hide(keeping, record)
    copy = published(keeping, record)
    assert is_served(keeping, copy)
    assert is_toned(keeping, copy)
    for path in keeping.folder_of(copy).rglob("*"):
        assert path.suffix == ".opus", path
        sound = heard(path)
        for begin in range(0, 7_000, 250):
            assert loudness(sound, WORD, begin, begin + 500) < 0.004
    assert not original & set(packets(second(keeping, copy)))

    keeping.archive.delete(record, "pour ne voir que la copie")
    shutil.rmtree(keeping.folder_of(record))
    keeping.archive.wipe()
    assert keeping.archive.search(parse(SECRET), SYSTEM).total == 0
    assert HIDDEN in keeping.archive.entries(copy, SYSTEM).items[0].text
    for path in (path for path in keeping.data.rglob("*") if path.is_file()):
        octets = path.read_bytes()
        for gone in (SECRET.encode(), b"zygomatit", str(record).encode()):
            log = path.name in (FILE, f"{FILE}-wal")
            assert gone not in octets or (gone == str(record).encode() and log), (path, gone)


@pytest.mark.parametrize("last", range(3))
def test_a_copy_that_was_not_finished_is_taken_away(keeping: Keeping, record: RecordId, last: int) -> None:
    hide(keeping, record)
    with pytest.MonkeyPatch.context() as patched:
        steps(patched, last)
        with pytest.raises(Killed):
            published(keeping, record)
    Redactor(keeping).repair()
    known = {item.id for item in keeping.archive.records(SYSTEM).items}
    assert {RecordId(path.name) for path in keeping.records.iterdir()} == known


def test_a_copy_that_is_refused_leaves_nothing(keeping: Keeping, record: RecordId) -> None:
    with pytest.raises(VoixlaError) as refused:
        Redactor(keeping).publish(record, SpaceId("nulle part"), None, "host:1")
    assert refused.value.code == "archive.unknown"
    assert [path.name for path in keeping.records.iterdir()] == [record]


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
