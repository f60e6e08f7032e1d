"""What every archive does, whichever database it stands on: records, their text with its history, what is beside it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from captions.archive.ports import SYSTEM, Facets, Reader
from captions.archive.query import parse
from captions.archive.records import (
    Mark,
    MarkKind,
    Moment,
    RecordId,
    RecordStatus,
    Space,
    SpaceType,
)
from captions.archive.sql.archive import SqlArchive
from captions.errors import VoixlaError
from captions.ids import SegmentId, SessionId, SpeakerId, TrackId
from tests.fakes.archives import NOW, PERSON, SESSION, STARTED, entry, found_space, new_record

ME = Reader(account=1)


def texts(archive: SqlArchive, record: RecordId, as_of: int | None = None) -> list[str]:
    page = archive.entries(record, SYSTEM, as_of=None if as_of is None else Moment(as_of))
    return [item.text for item in page.items]


def hits(archive: SqlArchive, query: str, reader: Reader = ME, facets: Facets | None = None) -> list[str]:
    page = archive.search(parse(query), reader, facets or Facets())
    return [hit.entry.text for hit in page.items]


def test_a_record_is_opened_resumed_closed_and_described(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    record = new_record(archive, space, "un", title="Élan")

    assert [running.id for running in archive.running()] == [record]
    archive.resume(record, SessionId("after a restart"), Moment(STARTED + 60_000))
    archive.close(record, Moment(STARTED + 90_000))
    archive.describe(record, title="Élan bis", status=RecordStatus.CORRECTED, audio=True, legal_hold=True)
    archive.describe(record, audio=False)

    kept = archive.record(record, ME)
    assert (kept.title, kept.status, kept.audio, kept.legal_hold) == (
        "Élan bis",
        RecordStatus.CORRECTED,
        False,
        True,
    )
    assert kept.ended == STARTED + 90_000
    assert [(part.session, part.started) for part in kept.sessions] == [
        (SESSION, STARTED),
        ("after a restart", STARTED + 60_000),
    ]
    assert archive.running() == ()
    archive.resume(record, SESSION, Moment(0))
    assert archive.record(record, ME).ended is None
    assert archive.record(record, ME).sessions == kept.sessions, "a session keeps the beginning it had first"


def test_every_change_is_a_new_version(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "un")
    seen = [archive.record(record, ME).version]
    for change in (
        lambda: archive.add([entry(record, 2, "deux")]),
        lambda: archive.amend(entry(record, 2, "trois", revision=1)),
        lambda: archive.describe(record, title="autre"),
        lambda: archive.rename(record, SpeakerId("émile"), "Zola", PERSON, Moment(5)),
        lambda: archive.add_note(record, Moment(1), PERSON, Moment(2), "note"),
    ):
        change()
        seen.append(archive.record(record, ME).version)
    assert seen == sorted(set(seen))


def test_a_closed_space_takes_no_records(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    archive.change_space(
        Space(id=space, name="fermé", type=SpaceType.TEAM, created=STARTED, closed=Moment(STARTED + 1))
    )
    with pytest.raises(VoixlaError, match="fermé") as refused:
        new_record(archive, space)
    assert refused.value.code == "archive.closed"
    assert archive.space(space, ME).closed == STARTED + 1


def test_an_entry_comes_back_as_it_was_given(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1))
    given_ = entry(record, 3, "70 % d'élus ‮ <script>", spoken="soixante-dix pour cent")
    archive.add([given_])
    assert archive.entries(record, ME).items == (given_,)


def test_entries_are_given_page_by_page_in_the_order_of_sessions_and_times(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), *(f"mot{number}" for number in range(7)))
    later = SessionId("a-later-session")
    archive.resume(record, later, Moment(STARTED + 500_000))
    archive.add([entry(record, 1, "ensuite", session=later)])

    read: list[str] = []
    cursor = None
    pages = 0
    while True:
        page = archive.entries(record, ME, cursor, limit=3)
        read += [item.text for item in page.items]
        pages, cursor = pages + 1, page.next
        if cursor is None:
            break
    assert read == [*(f"mot{number}" for number in range(7)), "ensuite"]
    assert pages == 3


def test_the_same_entries_again_change_nothing(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "un", "deux")
    archive.add([entry(record, 1, "un"), entry(record, 2, "deux"), entry(record, 2, "deux")])
    archive.add([entry(record, 1, "autre chose")])
    assert texts(archive, record) == ["un", "deux"]
    assert len(archive.history(record, SESSION, SegmentId(2), ME)) == 1
    assert hits(archive, "deux") == ["deux"]
    assert hits(archive, "autre") == []


def test_revisions_may_come_in_any_order(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1))
    archive.add([entry(record, 1, "troisième", revision=2, at=30, author=PERSON)])
    archive.add(
        [entry(record, 1, "deuxième", revision=1, at=20, author=PERSON), entry(record, 1, "première", at=10)]
    )

    assert texts(archive, record) == ["troisième"]
    assert [
        (old.revision, old.text, old.author.name, old.at)
        for old in archive.history(record, SESSION, SegmentId(1), ME)
    ] == [
        (0, "première", "base int8", 10),
        (1, "deuxième", "Zoé Archiviste", 20),
        (2, "troisième", "Zoé Archiviste", 30),
    ]
    assert hits(archive, "première") == hits(archive, "deuxième") == []
    assert hits(archive, "troisième") == ["troisième"]
    assert texts(archive, record, as_of=5) == []
    assert texts(archive, record, as_of=10) == ["première"]
    assert texts(archive, record, as_of=29) == ["deuxième"]


def test_what_was_withdrawn_is_read_and_found_no_more_but_stays_in_history(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "secret", "public")
    archive.amend(entry(record, 1, "", revision=1, author=PERSON, at=STARTED + 5))
    assert texts(archive, record) == ["public"]
    assert hits(archive, "secret") == []
    assert texts(archive, record, as_of=STARTED) == ["secret", "public"]
    archive.amend(entry(record, 1, "rendu", revision=2, author=PERSON))
    assert hits(archive, "rendu") == ["rendu"]


def test_many_threads_write_and_read_at_once(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    shared = new_record(archive, space)

    def write(writer: int) -> int:
        own = new_record(archive, space, title=f"à {writer}")
        for number in range(10):
            archive.add(
                [entry(own, number, f"commun{number}"), entry(shared, number * 10 + writer, f"fil{writer}")]
            )
            assert archive.search(parse(f"commun{number}"), ME).items
        return len(archive.entries(own, ME).items)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(write, range(6))) == [10] * 6
    assert len(archive.entries(shared, ME).items) == 60
    assert archive.search(parse("commun3"), ME).total == 6


def test_entries_of_a_session_that_was_never_announced_are_refused_whole(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1))
    with pytest.raises(VoixlaError) as refused:
        archive.add([entry(record, 1, "un"), entry(record, 1, "deux", session=SessionId("unknown"))])
    assert refused.value.code == "archive.unknown"
    assert texts(archive, record) == []


def test_a_speaker_is_renamed_in_the_whole_record(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "bonjour", "bonsoir")
    archive.rename(record, SpeakerId("émile"), "Mme Lefèvre", PERSON, Moment(STARTED + 50))
    archive.add([entry(record, 3, "adieu")])

    assert {item.speaker.name for item in archive.entries(record, ME).items} == {"Mme Lefèvre"}
    assert hits(archive, "adieu", facets=Facets(speaker="MME LEFEVRE")) == ["adieu"]
    assert hits(archive, "adieu", facets=Facets(speaker="Émile")) == []
    before = archive.entries(record, ME, as_of=Moment(STARTED + 10)).items
    assert {item.speaker.name for item in before} == {"Émile"}


def test_a_mark_gets_its_end_when_it_comes_again(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1))

    def gap(end: int | None) -> Mark:
        return Mark(
            record=record,
            kind=MarkKind.GAP,
            start=Moment(100),
            end=None if end is None else Moment(end),
            cause="overload",
            track=TrackId("t"),
            speaker=SpeakerId("s"),
        )

    hole = Mark(record=record, kind=MarkKind.INTERRUPTION, start=Moment(50), end=Moment(60), cause="shutdown")
    archive.mark([gap(None)])
    archive.mark([gap(300), hole])
    assert archive.marks(record, ME) == (hole, gap(300))


def test_chapters_and_notes(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1))
    second = archive.add_chapter(record, Moment(200), "Budget")
    first = archive.add_chapter(record, Moment(100), "Ouverture")
    assert archive.chapters(record, ME) == (first, second)
    moved = type(second)(id=second.id, start=Moment(50), title="Budget 2027")
    archive.change_chapter(record, moved)
    archive.remove_chapter(record, first.id)
    assert archive.chapters(record, ME) == (moved,)

    note = archive.add_note(record, Moment(1), PERSON, Moment(2), "à vérifier")
    assert archive.notes(record, ME) == (note,)
    archive.remove_note(record, note.id)
    assert archive.notes(record, ME) == ()
    for missing in (
        lambda: archive.remove_note(record, note.id),
        lambda: archive.remove_chapter(record, first.id),
        lambda: archive.change_chapter(record, first),
    ):
        with pytest.raises(VoixlaError) as refused:
            missing()
        assert refused.value.code == "archive.unknown"


def test_records_are_listed_newest_first_by_pages_and_facets(archive: SqlArchive) -> None:
    one, other = found_space(archive, "a", 1), found_space(archive, "b", 1)
    made = [new_record(archive, one, started=STARTED + number // 2, title=str(number)) for number in range(5)]
    new_record(archive, other, started=STARTED - 10, room="autre")

    listed: list[str] = []
    page = archive.records(ME, Facets(space=one), limit=2)
    assert page.total == 5
    while True:
        listed += [record.id for record in page.items]
        if page.next is None:
            break
        page = archive.records(ME, Facets(space=one), page.next, limit=2)
    assert sorted(listed) == sorted(made)
    starts = [archive.record(RecordId(id_), ME).started for id_ in listed]
    assert starts == sorted(starts, reverse=True)
    assert archive.records(ME).total == 6
    assert len(archive.records(ME, Facets(room="autre")).items) == 1
    assert len(archive.records(ME, Facets(since=STARTED, until=Moment(STARTED + 1))).items) == 2


def test_a_record_that_is_held_is_not_deleted(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "un", "deux")
    archive.describe(record, legal_hold=True)
    with pytest.raises(VoixlaError, match="protection") as refused:
        archive.delete(record, "durée")
    assert refused.value.code == "archive.held"
    archive.describe(record, legal_hold=False)
    archive.amend(entry(record, 1, "trois", revision=1, author=PERSON))

    gone = archive.delete(record, "durée")
    assert (gone.segments, gone.revisions, gone.sessions, gone.deleted) == (2, 3, 1, NOW)
    assert archive.records(SYSTEM).items == ()
    with pytest.raises(VoixlaError, match="n'existe pas"):
        archive.add([entry(record, 9, "trop tard")])


def test_a_record_is_taken_up_by_the_next_program(archive: SqlArchive) -> None:
    record = new_record(archive, found_space(archive, "a", 1), "avant")
    assert hits(archive, "avant", SYSTEM) == ["avant"]
    assert archive.reindex() == 0
    with archive.database.change() as change:
        change.execute("UPDATE about SET value = '0' WHERE name = 'analysis'")
    assert archive.reindex() == 1
    assert hits(archive, "avant") == ["avant"]
    assert texts(archive, record) == ["avant"]
