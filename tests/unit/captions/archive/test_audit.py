from dataclasses import replace

import pytest

from captions.archive.audit import START, Deed, Head, Link, Occurrence, linked, verify
from captions.archive.records import Moment

KEY = b"k" * 32


def chain(count: int) -> list[Link]:
    head, links = START, []
    for number in range(count):
        occurrence = Occurrence(at=Moment(number), deed=Deed.VIEWED, actor="host:1", about={"n": number})
        links.append(linked(head, occurrence, KEY))
        head = Head(number=links[-1].number, digest=links[-1].digest)
    return links


def head_of(link: Link) -> Head:
    return Head(number=link.number, digest=link.digest)


def test_a_chain_that_nobody_touched_holds() -> None:
    links = chain(5)
    verdict = verify(links, KEY, [head_of(links[2]), head_of(links[4])])
    assert verdict.holds
    assert (verdict.links, verdict.head) == (5, head_of(links[4]))
    assert verify([], KEY).holds


@pytest.mark.parametrize("name", ["at", "deed", "actor", "space", "record", "about", "digest"])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_whatever_is_changed_is_found(name: str, place: int) -> None:
    links = chain(5)
    value = getattr(links[place], name)
    links[place] = replace(links[place], **{name: value + 1 if isinstance(value, int) else value + "x"})
    verdict = verify(links, KEY)
    assert (verdict.broken, verdict.why) == (place + 1, "changed")


def test_a_removed_an_inserted_and_a_moved_link_are_found() -> None:
    links = chain(5)
    assert verify(links[:2] + links[3:], KEY).why == "missing"
    renumbered = [replace(link, number=link.number - (link.number > 3)) for link in links[:2] + links[3:]]
    assert verify(renumbered, KEY).broken == 3
    assert not verify([*links[:2], links[3], links[2], links[4]], KEY).holds
    assert not verify([*links[:2], replace(links[1], number=3), *links[2:]], KEY).holds


def test_links_missing_at_the_end_are_found_by_a_head_kept_elsewhere_only() -> None:
    links = chain(5)
    assert verify(links[:3], KEY).holds
    verdict = verify(links[:3], KEY, [head_of(links[4])])
    assert (verdict.broken, verdict.why) == (4, "shortened")


def test_a_chain_made_anew_without_the_key_is_found() -> None:
    forged = linked(START, Occurrence(at=Moment(0), deed=Deed.DELETED, actor="host:1"), b"another")
    assert not verify([forged], KEY).holds


def test_a_chain_made_anew_with_the_key_is_found_by_an_older_head() -> None:
    links = chain(3)
    forged = linked(START, Occurrence(at=Moment(9), deed=Deed.DELETED, actor="host:1"), KEY)
    assert verify([forged], KEY).holds
    assert verify([forged], KEY, [head_of(links[0])]).why == "changed"


def test_long_texts_are_cut() -> None:
    link = linked(
        START, Occurrence(at=Moment(0), deed=Deed.DELETED, actor="a" * 999, about={"why": "x" * 10**6}), KEY
    )
    assert len(link.about) < 300
    assert len(link.actor) == 200
