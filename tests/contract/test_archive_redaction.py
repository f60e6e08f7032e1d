"""What is hidden is in no answer of an archive, whichever database it stands on; and copies never had it."""

from dataclasses import replace

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.archive.records import Moment, RecordId
from captions.archive.redaction import HIDDEN, RedactionId
from captions.archive.sql.archive import SqlArchive
from captions.errors import VoixlaError
from captions.ids import Milliseconds, SegmentId, SessionId
from captions.words import Word
from tests.fakes.archives import NOW, PERSON, SESSION, STARTED, entry, found_space, new_record
from tests.fakes.redacted import redaction

LINE = "le patient souffre de zygomatite aiguë depuis mars"
"""Word n of segment 1 is said from 10,000 + 300 n on, for 250 ms."""
SHOWN = f"le patient souffre de {HIDDEN} depuis mars"


@pytest.fixture
def record(archive: SqlArchive) -> RecordId:
    """Ended, with a history: the word to be hidden was at another place before."""
    made = new_record(archive, found_space(archive, "a", 1), LINE, "rien ici")
    archive.close(made, Moment(STARTED + 60_000))
    return made


def hide(archive: SqlArchive, record: RecordId, start: int = 11_250, end: int = 11_600, id: int = 1) -> None:
    archive.redact(redaction(record, start, end, id=id))


def texts(archive: SqlArchive, record: RecordId) -> list[str]:
    return [item.text for item in archive.entries(record, SYSTEM).items]


def found(archive: SqlArchive, query: str) -> list[str]:
    return [hit.entry.text for hit in archive.search(parse(query), SYSTEM).items]


def told(archive: SqlArchive, record: RecordId) -> str:
    """All that any read of the port says about the record."""
    runs = archive.record(record, SYSTEM).sessions
    parts = [
        archive.entries(record, SYSTEM),
        archive.entries(record, SYSTEM, as_of=Moment(NOW)),
        archive.entries(record, SYSTEM, as_of=Moment(STARTED)),
        *(
            archive.history(record, run.session, SegmentId(number), SYSTEM)
            for run in runs
            for number in (1, 2)
        ),
        archive.notes(record, SYSTEM),
        *(archive.search(parse(query), SYSTEM) for query in ("zygomatite", "patient", "rien", "aiguë")),
        archive.marks(record, SYSTEM),
        archive.chapters(record, SYSTEM),
        archive.redactions(record, SYSTEM),
    ]
    return repr(parts)


def test_words_in_a_span_are_one_placeholder_for_everybody_and_come_back(
    archive: SqlArchive, record: RecordId
) -> None:
    assert found(archive, "zygomatite") == [LINE]
    version = archive.record(record, SYSTEM).version
    hide(archive, record)

    assert texts(archive, record) == [SHOWN, "rien ici"]
    (hidden,) = (word for word in archive.entries(record, SYSTEM).items[0].words if word.text == HIDDEN)
    assert (hidden.start_ms, hidden.end_ms, hidden.spoken) == (11_200, 11_750, "")
    assert found(archive, "zygomatite") == []
    assert found(archive, "zygomat") == []
    assert found(archive, "patient") == [SHOWN]
    assert "zygomatite" not in told(archive, record)
    (kept,) = archive.redactions(record, SYSTEM)
    assert kept == redaction(record, 11_250, 11_600)
    assert archive.record(record, SYSTEM).version == version + 1

    archive.lift(record, RedactionId(1))
    assert texts(archive, record)[0] == LINE
    assert found(archive, "zygomatite") == [LINE]
    assert archive.redactions(record, SYSTEM) == ()
    with pytest.raises(VoixlaError) as refused:
        archive.lift(record, RedactionId(1))
    assert refused.value.code == "archive.unknown"


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (0, 10_000, LINE),
        (10_000, 10_001, f"{HIDDEN} patient souffre de zygomatite aiguë depuis mars"),
        (10_250, 10_300, LINE),
        (10_249, 10_301, f"{HIDDEN} souffre de zygomatite aiguë depuis mars"),
        (0, 99_000, HIDDEN),
    ],
)
def test_a_word_goes_when_any_part_of_it_is_in_the_span(
    archive: SqlArchive, record: RecordId, start: int, end: int, shown: str
) -> None:
    hide(archive, record, start, end)
    assert texts(archive, record)[0] == shown


def test_two_redactions_stand_for_themselves(archive: SqlArchive, record: RecordId) -> None:
    hide(archive, record, 11_200, 11_201, id=1)
    hide(archive, record, 11_200, 11_600, id=2)
    hide(archive, record, 11_200, 11_600, id=2)
    archive.lift(record, RedactionId(2))
    assert texts(archive, record)[0] == f"le patient souffre de {HIDDEN} aiguë depuis mars"


def test_earlier_wordings_of_a_segment_that_is_touched_are_hidden_whole(
    archive: SqlArchive, record: RecordId
) -> None:
    early = entry(record, 1, "zygomatite il en souffre", revision=1, author=PERSON, at=STARTED + 5)
    later = entry(record, 1, LINE, revision=2, author=PERSON, at=STARTED + 9)
    archive.amend(early)
    archive.amend(later)
    hide(archive, record)

    history = archive.history(record, SESSION, SegmentId(1), SYSTEM)
    assert [revision.text for revision in history] == [HIDDEN, HIDDEN, SHOWN]
    for moment, text in ((STARTED, HIDDEN), (STARTED + 5, HIDDEN), (STARTED + 9, SHOWN)):
        page = archive.entries(record, SYSTEM, as_of=Moment(moment))
        assert [item.text for item in page.items] == [text, "rien ici"]
    assert "zygomatite" not in told(archive, record)


def test_what_was_withdrawn_stays_hidden_in_its_history(archive: SqlArchive, record: RecordId) -> None:
    archive.amend(entry(record, 1, "", revision=1, author=PERSON))
    hide(archive, record)
    assert [item.text for item in archive.history(record, SESSION, SegmentId(1), SYSTEM)] == [HIDDEN, ""]


def test_what_is_spoken_behind_a_written_word_goes_with_it(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "b", 1))
    archive.add([entry(record, 1, "70 pour cent", spoken="septante"), entry(record, 2, "rien")])
    archive.close(record, Moment(STARTED + 60_000))
    assert len(found(archive, "septante")) == 1
    archive.redact(redaction(record, 10_000, 10_100))
    assert found(archive, "septante") == []
    assert "septante" not in told(archive, record)


def test_notes_about_a_hidden_moment_are_not_shown_and_none_is_taken(
    archive: SqlArchive, record: RecordId
) -> None:
    for about, text in ((11_300, "zygomatite"), (11_600, "après")):
        archive.add_note(record, Moment(STARTED + about), PERSON, Moment(1), text)
    hide(archive, record)
    assert [note.text for note in archive.notes(record, SYSTEM)] == ["après"]
    with pytest.raises(VoixlaError) as refused:
        archive.add_note(record, Moment(STARTED + 11_400), PERSON, Moment(1), "encore")
    assert refused.value.code == "redaction.inside"
    archive.lift(record, RedactionId(1))
    assert [note.text for note in archive.notes(record, SYSTEM)] == ["zygomatite", "après"]


def test_correcting_around_a_placeholder_keeps_what_it_hides(archive: SqlArchive, record: RecordId) -> None:
    hide(archive, record)
    read = archive.history(record, SESSION, SegmentId(1), SYSTEM)[-1]
    words = tuple(replace(word, text="malade") if word.text == "patient" else word for word in read.words)
    archive.amend(replace(read, revision=1, words=words, author=PERSON))

    assert texts(archive, record)[0] == SHOWN.replace("patient", "malade")
    assert (found(archive, "malade"), found(archive, "zygomatite")) == (
        [SHOWN.replace("patient", "malade")],
        [],
    )
    archive.lift(record, RedactionId(1))
    assert texts(archive, record)[0] == LINE.replace("patient", "malade")
    assert found(archive, "zygomatite") == [LINE.replace("patient", "malade")]


def test_a_correction_that_would_change_what_is_hidden_is_refused(
    archive: SqlArchive, record: RecordId
) -> None:
    hide(archive, record)
    read = archive.history(record, SESSION, SegmentId(1), SYSTEM)[-1]
    new = Word(text="neuf", start_ms=Milliseconds(11_300), end_ms=Milliseconds(11_310), probability=1.0)
    hidden = next(word for word in read.words if word.text == HIDDEN)
    for words in (
        (),
        tuple(word for word in read.words if word.text != HIDDEN),
        (*read.words, hidden),
        tuple(new if word.text == HIDDEN else word for word in read.words),
        (*read.words, new),
        tuple(replace(word, start_ms=Milliseconds(0)) if word is hidden else word for word in read.words),
    ):
        with pytest.raises(VoixlaError) as refused:
            archive.amend(replace(read, revision=1, words=words, author=PERSON))
        assert refused.value.code == "redaction.touched"
    archive.lift(record, RedactionId(1))
    assert texts(archive, record)[0] == LINE


def test_what_comes_later_into_a_span_is_hidden_too(archive: SqlArchive, record: RecordId) -> None:
    hide(archive, record)
    archive.resume(record, SessionId("again"), Moment(STARTED))
    archive.add([entry(record, 1, "un deux trois quatre zygomatite", session=SessionId("again"))])
    assert found(archive, "zygomatite") == []
    assert texts(archive, record)[-1] == f"un deux trois quatre {HIDDEN}"


def test_the_index_made_anew_has_nothing_of_it(archive: SqlArchive, record: RecordId) -> None:
    hide(archive, record)
    with archive.database.change() as change:
        change.execute("UPDATE about SET value = '0' WHERE name = 'analysis'")
    assert archive.reindex() == 2
    assert found(archive, "zygomatite") == []
    assert found(archive, "patient") == [SHOWN]


def test_deleting_a_record_takes_its_redactions(archive: SqlArchive, record: RecordId) -> None:
    hide(archive, record)
    archive.delete(record, "test")
    assert archive.database.rows("SELECT count(*) FROM redactions")[0][0] == 0
