"""Records whose speakers cannot be looked at again say why, before anything is loaded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.records import Moment, RecordId, Space, SpaceType
from captions.errors import VoixlaError
from gateway.archive.keeping import Keeping
from gateway.archive.redacting import Redactor
from gateway.archive.voices_again import VoicesAgain
from models.ports import Diariser
from tests.fakes.archives import SESSION, STARTED
from tests.fakes.keepings import UnixClock, keeping_in
from tests.fakes.shared_record import ANNE, BRUNO, PAUL, hummed_record, voice


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    with keeping_in(tmp_path / "data", UnixClock()) as opened:
        yield opened


@pytest.fixture
def record(keeping: Keeping) -> RecordId:
    return hummed_record(keeping, [(ANNE, voice(1)), (BRUNO, voice(2))])


def never() -> Diariser:
    raise AssertionError("there is nothing to listen to")


def refused(keeping: Keeping, record: RecordId) -> str:
    with pytest.raises(VoixlaError) as caught:
        VoicesAgain(keeping, never).look(record)
    return caught.value.code


def test_records_that_cannot_be_looked_at_say_why(keeping: Keeping, record: RecordId) -> None:
    assert refused(keeping, RecordId("nobody")) == "archive.unknown"
    space = keeping.archive.record(record, SYSTEM).space
    copy = Redactor(keeping).publish(record, space, None, "host:1")
    assert refused(keeping, copy.id) == "record.published"
    keeping.archive.resume(record, SESSION, STARTED)
    assert refused(keeping, record) == "record.running"


def test_a_record_without_sound_or_shared_microphone_says_so(keeping: Keeping, record: RecordId) -> None:
    for sound in keeping.folder_of(record).glob("*.opus"):
        sound.unlink()
    assert refused(keeping, record) == "record.silent"


def test_a_record_where_nobody_shared_says_so(keeping: Keeping) -> None:
    assert refused(keeping, hummed_record(keeping, [(ANNE, PAUL)])) == "record.unshared"


def test_a_closed_space_changes_no_more(keeping: Keeping, record: RecordId) -> None:
    told = keeping.archive.record(record, SYSTEM)
    space = Space(id=told.space, name="x", type=SpaceType.TEAM, created=STARTED, closed=Moment(STARTED + 1))
    keeping.archive.change_space(space)
    assert refused(keeping, record) == "space.closed"
