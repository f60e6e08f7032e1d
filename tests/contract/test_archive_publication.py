"""Copies of records have what may be read, and nothing else; whichever database they are in."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.archive.records import Mark, MarkKind, Moment, RecordId, RecordStatus
from captions.archive.redaction import HIDDEN, Reason
from captions.archive.sql.archive import SqlArchive
from captions.errors import VoixlaError
from captions.ids import SpeakerId
from tests.fakes.archives import NOW, PERSON, SESSION, STARTED, entry, found_space, new_record
from tests.fakes.redacted import redaction

LINE = "le patient souffre de zygomatite aiguë depuis mars"
SHOWN = f"le patient souffre de {HIDDEN} depuis mars"
COPY = RecordId("copie")


@pytest.fixture
def record(archive: SqlArchive) -> RecordId:
    made = new_record(archive, found_space(archive, "a", 1), LINE, "rien ici")
    archive.close(made, Moment(STARTED + 60_000))
    return made


@pytest.fixture
def copied(archive: SqlArchive, record: RecordId) -> RecordId:
    """A copy in another space of a record with everything in it."""
    later = entry(record, 2, "rien de neuf", revision=1, author=PERSON, at=STARTED + 9)
    archive.amend(later)
    archive.rename(record, SpeakerId("émile"), "Mme Ferrand", PERSON, Moment(STARTED + 10))
    archive.add_chapter(record, Moment(STARTED + 5_000), "Ouverture")
    archive.add_note(record, Moment(STARTED + 20_000), PERSON, Moment(1), "notes zygomatite")
    archive.mark([Mark(record=record, kind=MarkKind.GAP, start=Moment(STARTED), end=None)])
    archive.describe(record, status=RecordStatus.CORRECTED)
    archive.redact(redaction(record, 11_250, 11_600, reason=Reason.OTHER, remark="zygomatite, dit-on"))
    archive.publish(record, COPY, found_space(archive, "public", 2), "Copie", Moment(NOW), True)
    return COPY


def test_a_copy_has_what_may_be_read(archive: SqlArchive, copied: RecordId, record: RecordId) -> None:
    told = archive.record(copied, SYSTEM)
    assert (told.title, told.space, told.room, told.published) == ("Copie", "public", "", NOW)
    assert (told.status, told.audio, told.legal_hold) == (RecordStatus.CORRECTED, True, False)
    original = archive.record(record, SYSTEM)
    assert original.published is None
    assert (told.started, told.ended) == (original.started, original.ended)
    entries = archive.entries(copied, SYSTEM).items
    assert [item.text for item in entries] == [SHOWN, "rien de neuf"]
    assert {item.speaker.name for item in entries} == {"Mme Ferrand"}
    assert {item.revision for item in entries} == {0}
    assert entries[1].author == PERSON
    assert [chapter.title for chapter in archive.chapters(copied, SYSTEM)] == ["Ouverture"]
    assert [mark.kind for mark in archive.marks(copied, SYSTEM)] == [MarkKind.GAP]
    (hidden,) = archive.redactions(copied, SYSTEM)
    assert (hidden.start, hidden.reason, hidden.remark) == (STARTED + 11_250, Reason.OTHER, "")
    assert archive.notes(copied, SYSTEM) == ()
    assert {hit.record.id for hit in archive.search(parse("patient"), SYSTEM).items} == {record, copied}


def test_no_row_of_a_copy_has_what_was_hidden_or_says_of_what_it_is_a_copy(
    archive: SqlArchive, copied: RecordId, record: RecordId
) -> None:
    archive.delete(record, "pour ne voir que la copie")
    tables = (
        "records",
        "sessions",
        "revisions",
        "segments",
        "names",
        "marks",
        "chapters",
        "notes",
        "redactions",
    )
    rows = {table: archive.database.rows(f"SELECT * FROM {table}") for table in tables}
    assert len(rows["revisions"]) == len(rows["segments"]) == 2
    assert (rows["names"], rows["notes"]) == ([], [])
    for gone in ("zygomat", "ZKMT", "rien ici", str(record), SESSION, "dit-on"):
        assert gone.casefold() not in repr(rows).casefold()
    assert archive.search(parse("zygomatite"), SYSTEM).total == 0


def test_nothing_of_a_copy_is_hidden_or_shown_anew(archive: SqlArchive, copied: RecordId) -> None:
    (hidden,) = archive.redactions(copied, SYSTEM)
    changes: list[Callable[[], None]] = [
        lambda: archive.lift(copied, hidden.id),
        lambda: archive.redact(redaction(copied, 20_000, 20_100, id=7)),
    ]
    for change in changes:
        with pytest.raises(VoixlaError) as refused:
            change()
        assert refused.value.code == "redaction.published"
    read = archive.entries(copied, SYSTEM).items[0]
    words = tuple(replace(word, text="malade") if word.text == "patient" else word for word in read.words)
    archive.amend(replace(read, revision=1, words=words, author=PERSON))
    assert archive.entries(copied, SYSTEM).items[0].text == SHOWN.replace("patient", "malade")


def test_a_copy_goes_into_an_open_space_only(archive: SqlArchive, record: RecordId) -> None:
    space = archive.space(found_space(archive, "fermé"), SYSTEM)
    archive.change_space(replace(space, closed=Moment(1)))
    for target, code in ((space.id, "archive.closed"), (type(space.id)("nulle part"), "archive.unknown")):
        with pytest.raises(VoixlaError) as refused:
            archive.publish(record, COPY, target, "Copie", Moment(NOW), False)
        assert refused.value.code == code
    with pytest.raises(VoixlaError):
        archive.record(COPY, SYSTEM)
