"""Lines are found, however many segments they came in and whatever becomes of these, on either database."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from captions.archive import passages
from captions.archive.ports import SYSTEM, Facets
from captions.archive.query import parse
from captions.archive.records import Moment, RecordId
from captions.archive.redaction import HIDDEN, RedactionId
from captions.archive.sql.archive import SqlArchive
from captions.archive.sql.indexing import analysed, placed
from captions.archive.sql.line_index import indexing, standing
from captions.events import Speaker
from captions.ids import LineId, SpeakerId
from captions.words import joined
from gateway.http.api import shown
from tests.fakes.archives import PERSON, STARTED, entry, found_space, new_record
from tests.fakes.line_searches import again, assert_true, forget, found, hits, index
from tests.fakes.live_lines import cut_live, line
from tests.fakes.redacted import redaction

WORKS = ("les travaux", "vont commencer", "dans la rue")
SAID = "les travaux vont commencer dans la rue"


@pytest.fixture
def record(archive: SqlArchive) -> RecordId:
    return new_record(archive, found_space(archive, "a", 1))


def test_a_phrase_is_found_where_a_segment_ends_within_it(archive: SqlArchive, record: RecordId) -> None:
    archive.add(line(record, 1, *WORKS))
    for query in ('"travaux vont commencer"', '"commencer dans la rue"', "travaux rue", "rues travail"):
        page = archive.search(parse(query), SYSTEM)
        assert [joined(hit.words) for hit in page.items] == [SAID], query
        assert page.total == 1, "a line counts once"
    assert found(archive, '"rue les travaux"') == []
    assert found(archive, "travaux -rue") == []
    assert_true(archive)


def test_a_hit_tells_the_line_its_words_and_the_segment_of_the_first(
    archive: SqlArchive, record: RecordId
) -> None:
    parts = line(record, 1, *WORKS, first=7)
    archive.add(parts)
    (hit,) = hits(archive, '"vont commencer dans"')

    assert hit.entries == tuple(parts)
    assert hit.heard == (2, 3, 4)
    assert (hit.entry, hit.heard_in_entry) == (parts[1], (0, 1))
    assert hit.said == STARTED + parts[1].start_ms
    told = shown.hit(hit)
    assert (told["entry"]["segment"], told["entry"]["text"], told["heard"]) == (8, "vont commencer", [0, 1])
    assert (told["line"]["text"], told["line"]["heard"]) == (SAID, [2, 3, 4])
    assert told["line"]["segments"] == [
        {"segment": 7, "words": 2},
        {"segment": 8, "words": 2},
        {"segment": 9, "words": 3},
    ]
    assert told["play_from"] == STARTED + hit.words[2].start_ms - 1_500


def test_a_line_grows_as_it_is_said(archive: SqlArchive, record: RecordId) -> None:
    for place, part in enumerate(line(record, 1, *WORKS)):
        archive.add([part])
        assert found(archive, "travaux") == [" ".join(WORKS[: place + 1])]
        assert len(found(archive, '"vont commencer dans"')) == (place == 2)
    archive.add(line(record, 2, "les travaux", "sont finis", first=4))
    assert found(archive, "travaux") == [SAID, "les travaux sont finis"]
    assert_true(archive)


def test_order_and_repetition_change_nothing(archive: SqlArchive, record: RecordId) -> None:
    parts = line(record, 1, *WORKS)
    later = again(parts[1], "ne vont pas commencer", revision=2)
    everything = [
        *parts,
        again(parts[1], "vont bien commencer"),
        later,
        *line(record, 2, "autre", "chose", first=4),
    ]
    chance = random.Random(5)
    for attempt in range(6):
        made = new_record(archive, found_space(archive, f"s{attempt}"))
        mixed = [replace(part, record=made) for part in everything * 2]
        chance.shuffle(mixed)
        while mixed:
            size = chance.randint(1, 4)
            archive.add(mixed[:size])
            mixed = mixed[size:]
        facets = Facets(record=made)
        assert found(archive, '"travaux ne vont pas commencer dans"', facets) == [
            "les travaux ne vont pas commencer dans la rue"
        ]
        assert found(archive, "bien", facets) == []
        assert found(archive, '"autre chose"', facets) == ["autre chose"]
    assert_true(archive)


def test_what_is_corrected_is_found_in_its_line(archive: SqlArchive, record: RecordId) -> None:
    parts = line(record, 1, *WORKS)
    archive.add(parts)
    archive.amend(again(parts[1], "viennent de finir"))
    assert found(archive, '"travaux vont commencer"') == []
    assert found(archive, '"travaux viennent de finir dans la rue"') == [
        "les travaux viennent de finir dans la rue"
    ]
    assert_true(archive)


@pytest.mark.parametrize("gone", [{0}, {1}, {2}, {0, 1}, {0, 1, 2}])
def test_what_is_withdrawn_is_found_no_more(archive: SqlArchive, record: RecordId, gone: set[int]) -> None:
    parts = line(record, 1, *WORKS)
    archive.add(parts)
    archive.add([again(parts[place], "") for place in gone])
    left = [text for place, text in enumerate(WORKS) if place not in gone]
    for place, word in enumerate(("travaux", "commencer", "rue")):
        assert found(archive, word) == ([] if place in gone else [" ".join(left)])
    assert_true(archive)

    archive.add([again(parts[place], WORKS[place], revision=2) for place in gone])
    assert found(archive, '"travaux vont commencer dans"') == [SAID]
    assert_true(archive)


@pytest.mark.parametrize("first", [0, 1, 2])
def test_what_is_moved_is_found_where_it_is_now(archive: SqlArchive, record: RecordId, first: int) -> None:
    parts = line(record, 1, *WORKS)
    archive.add([*parts, *line(record, 9, "une autre", "personne parle", first=4, speaker="Zoé")])
    zoé = Speaker(id=SpeakerId("zoé"), name="Zoé")
    new_line = LineId(1 if first == 0 else 2)
    moved = [replace(part, revision=1, author=PERSON, speaker=zoé, line=new_line) for part in parts[first:]]
    archive.add(moved)
    begun = WORKS[:first]
    assert found(archive, "travaux", Facets(speaker="Émile")) == ([" ".join(begun)] if begun else [])
    assert found(archive, "rue", Facets(speaker="Zoé")) == [" ".join(WORKS[first:])]
    assert found(archive, '"vont commencer dans la rue"') == ([" ".join(WORKS[first:])] if first < 2 else [])
    assert_true(archive)

    archive.add([replace(part, revision=2, author=PERSON) for part in parts[first:]])
    assert found(archive, f'"{SAID}"') == [SAID]
    assert found(archive, "rue", Facets(speaker="Zoé")) == []
    assert_true(archive)


def test_two_who_share_a_line_are_found_apart(archive: SqlArchive, record: RecordId) -> None:
    ours = line(record, 1, "nous votons", "le budget")
    other = Speaker(id=SpeakerId("zoé"), name="Zoé")
    archive.add([ours[0], replace(ours[1], speaker=other)])
    assert found(archive, '"votons le budget"') == []
    assert sorted(found(archive, "budget")) == ["le budget"]
    archive.rename(record, SpeakerId("zoé"), "Mme Lefèvre", PERSON, STARTED)
    assert found(archive, "budget", Facets(speaker="mme lefevre")) == ["le budget"]
    assert_true(archive)


def test_the_same_line_of_another_session_is_another_line(archive: SqlArchive, record: RecordId) -> None:
    one, two = line(record, 1, "nous votons", "le budget")
    other = new_record(archive, found_space(archive, "b"))
    archive.add([one, replace(two, record=other)])
    assert found(archive, '"votons le budget"') == []


def test_what_is_hidden_is_hidden_in_its_line(archive: SqlArchive, record: RecordId) -> None:
    parts = line(record, 1, *WORKS)
    archive.add([*parts, *line(record, 2, "rien", "ici", first=4)])
    archive.close(record, Moment(STARTED + 99_000))
    hidden = parts[1].words[0].start_ms
    archive.redact(redaction(record, hidden, parts[1].end_ms))
    masked = f"les travaux {HIDDEN} dans la rue"
    assert found(archive, "commencer") == found(archive, '"travaux vont"') == []
    assert found(archive, '"les travaux"') == found(archive, "travaux rue") == [masked]
    assert not [row for row in index(archive) if "commencer" in repr(row)]
    assert_true(archive)

    archive.redact(redaction(record, 0, hidden, id=2))
    (hit,) = hits(archive, "rue")
    assert [word.text for word in hit.words] == [HIDDEN, HIDDEN, "dans", "la", "rue"]
    archive.amend(again(parts[2], "dans les rues"))
    assert found(archive, '"dans les rues"') == [f"{HIDDEN} {HIDDEN} dans les rues"]
    for number in (1, 2):
        archive.lift(record, RedactionId(number))
    assert found(archive, '"travaux vont commencer dans les rues"')
    assert_true(archive)


def test_copies_are_found_by_line(archive: SqlArchive, record: RecordId) -> None:
    archive.add([*line(record, 1, *WORKS), *line(record, 2, "un", "autre", first=4)])
    archive.close(record, Moment(STARTED + 99_000))
    copy = RecordId("copie")
    archive.publish(record, copy, archive.record(record, SYSTEM).space, "Copie", STARTED, False)
    assert found(archive, '"travaux vont commencer"', Facets(record=copy)) == [SAID]
    assert_true(archive)


def test_pages_follow_one_another_line_by_line(archive: SqlArchive, record: RecordId) -> None:
    chance = random.Random(3)
    first = 1
    for number in range(1, 8):
        parts = cut_live(
            entry(record, number, f"point {number} du budget de la ville de demain"), first, chance
        )
        chance.shuffle(parts)
        archive.add(parts)
        first += len(parts)
    whole = [hit.entries for hit in hits(archive, "budget ville")]
    seen, cursor = [], None
    while True:
        page = archive.search(parse("budget ville"), SYSTEM, cursor=cursor, limit=2)
        seen += [hit.entries for hit in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(whole) == 7
    assert seen == whole


def test_a_line_without_end_is_found_in_parts(
    archive: SqlArchive, record: RecordId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "LONGEST", 30)
    parts = line(record, 1, "alpha budget", "commune", "delta école", "finance", "gare", "hiver île")
    for part in parts:
        archive.add([part])
        assert_true(archive)
    assert found(archive, '"alpha budget commune"') == ["alpha budget commune"]
    assert [hit.entry.segment for hit in hits(archive, "hiver")] == [parts[-1].segment]
    archive.add([again(parts[0], "alpha budget et encore")])
    assert found(archive, '"budget et encore"')
    assert_true(archive)


def test_lines_of_older_archives_are_found_when_these_were_indexed_anew(
    archive: SqlArchive, record: RecordId
) -> None:
    archive.add([*line(record, 1, *WORKS), *line(record, 2, "un", "autre", first=4)])
    before = index(archive)
    as_older_programs_did(archive, record)
    assert found(archive, "travaux") == [SAID]
    assert found(archive, "commencer") == ["vont commencer"]
    assert found(archive, '"travaux vont commencer"') == []

    assert archive.reindex(lambda: False) == 0, "somebody wants to end"
    assert found(archive, '"travaux vont commencer"') == []
    assert archive.reindex() == 5
    assert index(archive) == before
    assert found(archive, '"travaux vont commencer"', Facets(speaker="émile")) == [SAID]
    assert archive.reindex() == 0


def as_older_programs_did(archive: SqlArchive, record: RecordId) -> None:
    """Each segment by itself."""
    dialect = archive.database.dialect
    with archive.database.change() as change:
        for one in standing(change, dialect, record, "segments.number > ?", 0):
            indexed = placed(analysed((one.entry,)), 1, 1)
            change.execute(indexing(dialect), *dialect.indexed(indexed), one.number)
        change.execute("UPDATE segments SET who = ''")
    forget(archive)


def test_two_who_add_to_a_line_at_once_are_both_found(archive: SqlArchive, record: RecordId) -> None:
    texts = [f"mot{number} suite" for number in range(16)]
    parts = line(record, 1, *texts)
    with ThreadPoolExecutor(4) as threads:
        for added in [threads.submit(archive.add, [part]) for part in parts]:
            added.result()
    assert found(archive, '"mot3 suite mot4"') == [" ".join(texts)]
    assert found(archive, " ".join(f"mot{number}" for number in range(16))) == [" ".join(texts)]
    assert_true(archive)


def test_lines_that_grow_while_the_index_is_made_anew_are_found(
    archive: SqlArchive, record: RecordId
) -> None:
    other = new_record(archive, found_space(archive, "b"))
    lines = [
        [replace(part, record=made) for part in line(record, 1, *(f"mot{n} suite" for n in range(12)))]
        for made in (other, record)
    ]
    with ThreadPoolExecutor(3) as threads:
        added = [threads.submit(archive.add, list(parts)) for parts in zip(*lines, strict=True)]
        while not all(future.done() for future in added):
            forget(archive)
            archive.reindex()
    assert [future.result() for future in added] == [None] * 12
    assert archive.search(parse('"mot5 suite mot6 suite mot7"'), SYSTEM).total == 2
    assert_true(archive)
