"""Copies of records never had what is hidden: no row, index entry, octet of sound or tone of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.archive.records import RecordId, SpaceId
from captions.archive.redaction import HIDDEN
from captions.archive.sql.sqlite import FILE
from captions.errors import VoixlaError
from gateway.archive.keeping import Keeping
from gateway.archive.redacting import Redactor
from tests.fakes.keepings import UnixClock, keeping_in, space_of
from tests.fakes.redacted_meeting import (
    SECRET,
    WORD,
    Killed,
    hide,
    is_served,
    is_toned,
    recorded,
    second,
    steps,
)
from tests.fakes.sounding import heard, loudness, packets


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    with keeping_in(tmp_path / "data", UnixClock()) as opened:
        yield opened


@pytest.fixture
def record(keeping: Keeping) -> RecordId:
    return recorded(keeping)


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
