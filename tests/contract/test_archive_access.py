"""Who is not in a space sees nothing of it: no text, no title, no count, no difference in what is refused."""

from collections.abc import Callable

import pytest

from captions.archive.ports import SYSTEM, Facets, Reader
from captions.archive.query import parse
from captions.archive.records import (
    Invitation,
    InvitationId,
    Mark,
    MarkKind,
    Member,
    Moment,
    RecordId,
    SpaceId,
    SpaceRole,
)
from captions.archive.sql.archive import SqlArchive
from captions.errors import VoixlaError
from captions.ids import SegmentId
from tests.fakes.archives import NOW, PERSON, SESSION, STARTED, entry, found_space, new_record

A, B = Reader(account=1), Reader(account=2)
NOBODY = Reader()
GUEST = Reader(invitation=InvitationId("guest"))


def fill(archive: SqlArchive, space: SpaceId) -> RecordId:
    record = new_record(archive, space, "le budget secret", "suite du budget", title="Secret")
    archive.add_chapter(record, Moment(1), "chapitre secret")
    archive.add_note(record, Moment(1), PERSON, Moment(1), "note secrète")
    archive.mark([Mark(record=record, kind=MarkKind.OFF_RECORD, start=Moment(1), end=Moment(2))])
    return record


def invite(archive: SqlArchive, space: SpaceId, expires: int) -> None:
    archive.invite(
        Invitation(
            id=InvitationId("guest"),
            space=space,
            name="Partenaire",
            role=SpaceRole.PARTNER,
            created=STARTED,
            expires=Moment(expires),
        )
    )


def attempts(
    archive: SqlArchive, record: RecordId, space: SpaceId, reader: Reader
) -> dict[str, Callable[[], object]]:
    return {
        "record": lambda: archive.record(record, reader),
        "entries": lambda: archive.entries(record, reader),
        "as of": lambda: archive.entries(record, reader, as_of=Moment(NOW)),
        "history": lambda: archive.history(record, SESSION, SegmentId(1), reader),
        "marks": lambda: archive.marks(record, reader),
        "chapters": lambda: archive.chapters(record, reader),
        "notes": lambda: archive.notes(record, reader),
        "space": lambda: archive.space(space, reader),
        "members": lambda: archive.members(space, reader),
        "invitations": lambda: archive.invitations(space, reader),
    }


def sees_nothing(archive: SqlArchive, record: RecordId, space: SpaceId, reader: Reader) -> None:
    absent = attempts(archive, RecordId("no such record"), SpaceId("no such space"), reader)
    for name, attempt in attempts(archive, record, space, reader).items():
        with pytest.raises(VoixlaError) as refused:
            attempt()
        with pytest.raises(VoixlaError) as missing:
            absent[name]()
        told = [(error.value.code, error.value.message) for error in (refused, missing)]
        assert told[0] == told[1], f"{name} says that there is something"
    for facets in (
        Facets(),
        Facets(space=space),
        Facets(record=record),
        Facets(room="salle"),
        Facets(speaker="Émile"),
        Facets(space=space, record=record),
    ):
        listed = archive.records(reader, facets)
        assert record not in {item.id for item in listed.items}
        for query in ("budget", '"le budget"', "budgets -rien"):
            found = archive.search(parse(query), reader, facets)
            assert record not in {hit.record.id for hit in found.items}
            assert found.total == len(found.items), "the count has what the list has not"
        assert listed.total == len(listed.items)


@pytest.mark.parametrize(
    "reader", [B, NOBODY, GUEST, Reader(account=-1), Reader(invitation=InvitationId(""))]
)
def test_another_space_is_as_if_it_were_not_there(archive: SqlArchive, reader: Reader) -> None:
    space = found_space(archive, "a", 1)
    own = new_record(archive, found_space(archive, "b", 2), "un budget à nous")
    record = fill(archive, space)

    sees_nothing(archive, record, space, reader)
    assert len(archive.search(parse("budget"), A).items) == 2
    assert [hit.record.id for hit in archive.search(parse("budget"), B).items] == [own]
    assert archive.search(parse("budget"), SYSTEM).total == 3


def test_who_is_removed_sees_nothing_any_more_not_even_with_an_old_cursor(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1, 2)
    found_space(archive, "b", 2)
    record = fill(archive, space)
    pages = (
        archive.search(parse("budget"), B, limit=1).next,
        archive.entries(record, B, limit=1).next,
    )
    assert all(pages)
    archive.remove_member(space, 2)

    sees_nothing(archive, record, space, B)
    for read in (
        lambda: archive.search(parse("budget"), B, cursor=pages[0]),
        lambda: archive.entries(record, B, pages[1]),
    ):
        with pytest.raises(VoixlaError) as refused:
            read()
        assert refused.value.code in ("archive.cursor", "archive.unknown")


def test_an_invitation_opens_its_space_until_it_runs_out(archive: SqlArchive) -> None:
    space, other = found_space(archive, "a", 1), found_space(archive, "b", 1)
    record, hidden = fill(archive, space), fill(archive, other)
    invite(archive, space, NOW + 1)
    assert archive.record(record, GUEST).title == "Secret"
    assert [item.id for item in archive.records(GUEST).items] == [record]
    sees_nothing(archive, hidden, other, GUEST)
    archive.revoke(InvitationId("guest"), Moment(NOW))
    sees_nothing(archive, record, space, GUEST)


def test_an_invitation_that_has_run_out_opens_nothing(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    record = fill(archive, space)
    invite(archive, space, NOW)
    sees_nothing(archive, record, space, GUEST)
    assert archive.spaces_of(GUEST) == ()


def test_a_membership_may_end(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    record = fill(archive, space)
    for expires, sees in ((NOW + 1, True), (NOW, False)):
        archive.put_member(
            Member(space=space, account=5, role=SpaceRole.READER, since=STARTED, expires=Moment(expires))
        )
        reader = Reader(account=5)
        assert bool(archive.spaces_of(reader)) is sees
        if not sees:
            sees_nothing(archive, record, space, reader)


def test_cursors_do_not_say_how_much_there_is_of_others(archive: SqlArchive) -> None:
    own = found_space(archive, "b", 2)
    mine = new_record(archive, own, "budget un", "budget deux")
    before = archive.search(parse("budget"), B, limit=1).next
    hidden = new_record(archive, found_space(archive, "a", 1), *(f"budget {number}" for number in range(50)))
    assert hidden
    assert archive.search(parse("budget"), B, limit=1).next == before
    page = archive.search(parse("budget"), B, cursor=before, limit=1)
    assert [hit.entry.text for hit in page.items] == ["budget un"]
    assert [hit.record.id for hit in page.items] == [mine]
    assert page.next is None


def test_a_member_of_very_many_spaces_finds_what_is_in_theirs(archive: SqlArchive) -> None:
    spaces = [found_space(archive, f"s{number}", 1, *([2] if number < 80 else [])) for number in range(85)]
    for space in spaces[::10]:
        new_record(archive, space, f"budget de {space}")
    assert len(archive.search(parse("budget"), A).items) == 9
    assert {hit.record.space for hit in archive.search(parse("budget"), B).items} == set(spaces[:80:10])


def test_pages_of_a_search_are_the_whole_of_it(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    record = new_record(archive, space, *(("élu" if number % 2 else "elu") for number in range(25)))
    archive.add([entry(record, 90, "rien")])
    seen: list[tuple[int, int]] = []
    cursor = None
    while True:
        page = archive.search(parse("élu"), A, cursor=cursor, limit=4)
        seen += [(hit.level, hit.entry.segment) for hit in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 25
    assert [level for level, _ in seen] == [0] * 12 + [1] * 13
    assert seen[:12] == sorted(seen[:12], reverse=True)
