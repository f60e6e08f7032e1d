"""What people ask of a council's record, and whether the passage is among the first ten, on either database."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.archive.records import Entry, Moment, NewRecord, RecordId, RecordType, SpaceId
from captions.archive.sql.archive import SqlArchive
from captions.words import joined
from tests.fakes import council
from tests.fakes.archives import KINDS, SESSION, STARTED, archive_at, entry, found_space, new_record
from tests.fakes.live_lines import cut_live

QUESTIONS: Final = {
    name: Path(__file__).with_name(f"{name}.txt")
    for name in ("council_questions", "council_questions_unseen")
}
DOCUMENTATION: Final = Path(__file__).parents[2] / "docs/search.md"
SEGMENTS: Final = 20_000
RECORDS: Final = 20
FIRST: Final = 10
DAY_MS: Final = 86_400_000
LINES_AT_ONCE: Final = 200
MOST_SEGMENTS: Final = 100
"""Of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    kind: str
    query: str
    passage: str


def questions(file: Path) -> list[Question]:
    found: list[Question] = []
    passage = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith(">"):
            passage = line[1:].strip()
        elif line and not line.startswith("#"):
            kind, query = line.split(":", 1)
            found.append(Question(kind=kind, query=query.strip(), passage=passage))
    return found


def spoken(passages: list[str]) -> list[str]:
    """The passages where chance puts them, among what else a council says."""
    said = list(council.segments(SEGMENTS))
    chance = random.Random(11)
    for passage in passages:
        said.insert(chance.randrange(len(said)), passage)
    return said


def live(lines: Sequence[Entry]) -> list[Entry]:
    chance = random.Random(lines[0].segment)
    cut: list[Entry] = []
    for line in lines:
        cut += cut_live(line, line.segment * MOST_SEGMENTS, chance)
    return cut


CUTS: Final[dict[str, Callable[[Sequence[Entry]], Sequence[Entry]]]] = {
    "whole": lambda lines: lines,
    "live": live,
}


@pytest.fixture(scope="module", params=list(product(CUTS, KINDS)), ids="-".join)
def records(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlArchive]:
    """With a segment for each passage, and in live ones of few words."""
    cut, kind = request.param
    address = request.getfixturevalue("postgres").new_database() if kind == "postgres" else None
    with archive_at(tmp_path_factory.mktemp("council"), address) as archive:
        space = found_space(archive, "conseil", 1)
        every = [question for file in QUESTIONS.values() for question in questions(file)]
        said = spoken(sorted({question.passage for question in every}))
        size = -(-len(said) // RECORDS)
        for number in range(RECORDS):
            record = opened(archive, space, number)
            texts = enumerate(said[number * size : (number + 1) * size], start=1)
            whole = [entry(record, place, text) for place, text in texts]
            for begin in range(0, len(whole), LINES_AT_ONCE):
                archive.add(CUTS[cut](whole[begin : begin + LINES_AT_ONCE]))
        yield archive


def opened(archive: SqlArchive, space: SpaceId, number: int) -> RecordId:
    started = Moment(STARTED + number * DAY_MS)
    title = f"Séance {number + 1}"
    record = archive.open(
        NewRecord(space=space, room="salle", title=title, type=RecordType.COUNCIL, started=started)
    )
    archive.resume(record, SESSION, started)
    return record


def first(archive: SqlArchive, query: str) -> list[str]:
    return [joined(hit.words) for hit in archive.search(parse(query), SYSTEM, limit=FIRST).items]


@pytest.mark.parametrize(
    ("file", "least", "wanted"), [("council_questions", 200, 0.95), ("council_questions_unseen", 45, 0.9)]
)
def test_the_passages_are_among_the_first_ten(
    records: SqlArchive, file: str, least: int, wanted: float
) -> None:
    asked = questions(QUESTIONS[file])
    missed = [question for question in asked if question.passage not in first(records, question.query)]
    of_kind: dict[str, list[str]] = defaultdict(list)
    for question in missed:
        of_kind[question.kind].append(question.query)

    assert len(asked) >= least
    assert 1 - len(missed) / len(asked) >= wanted, dict(of_kind)


def test_the_misses_are_those_that_the_documentation_lists(records: SqlArchive) -> None:
    asked = [question for file in QUESTIONS.values() for question in questions(file)]
    missed = {question.query for question in asked if question.passage not in first(records, question.query)}
    listed = DOCUMENTATION.read_text(encoding="utf-8").partition("Not found:")[2].strip().partition("\n\n")[0]
    rows = [row.split("|")[1].strip() for row in listed.splitlines()[2:]]
    assert missed == {query for row in rows for query in row.split(", ")}


def found(archive: SqlArchive, query: str) -> list[str]:
    return [hit.entry.text for hit in archive.search(parse(query), SYSTEM).items]


def test_the_form_that_was_typed_comes_first_then_other_accents_then_other_forms(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    new_record(
        archive, space, "Le marché ouvre.", "La marche part.", "Les marchés ouvrent.", "On marche encore."
    )

    assert found(archive, "marché") == [
        "Le marché ouvre.", "On marche encore.", "La marche part.", "Les marchés ouvrent."
    ]  # fmt: skip
    assert found(archive, "marche")[:2] == ["On marche encore.", "La marche part."]
    assert found(archive, "marchés")[:2] == ["Les marchés ouvrent.", "Le marché ouvre."]


def test_names_as_they_sound_come_after_names_as_they_are_written(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    texts = (
        "Merci à Villeurbanne.",
        "Merci à Villeurbane.",
        "merci à la ville urbaine",
        "la ville est belle",
    )
    record = new_record(archive, space, *texts)
    page = archive.search(parse("Villeurbanne"), SYSTEM)

    assert [(hit.entry.text, hit.level) for hit in page.items] == [
        ("Merci à Villeurbanne.", 0), ("Merci à Villeurbane.", 3), ("merci à la ville urbaine", 4)
    ]  # fmt: skip
    assert page.total == 3
    assert all(hit.record.id == record for hit in page.items)
    assert [hit.heard for hit in page.items] == [(2,), (2,), (3, 4)]


def test_what_has_most_of_the_words_follows_what_has_all_where_that_is_little(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    new_record(
        archive, space, "Budget et piscine.", "Budget de la piscine couverte.", "Piscine fermée.", "Rien."
    )

    assert found(archive, "budget piscine couverte") == [
        "Budget de la piscine couverte.",
        "Budget et piscine.",
    ]
    assert found(archive, "budget -couverte") == ["Budget et piscine."]
    assert found(archive, '"budget de la piscine"') == ["Budget de la piscine couverte."]
    assert found(archive, "budget verglas") == ["Budget de la piscine couverte.", "Budget et piscine."]


def test_pages_of_all_levels_follow_each_other(archive: SqlArchive) -> None:
    space = found_space(archive, "a", 1)
    texts = ["marché", "marche", "marchés", "Lefebvre marché", "le fèvre marche", "Lefèvre seul"] * 2
    new_record(archive, space, *texts)
    whole = archive.search(parse("marché Lefebvre"), SYSTEM, limit=50)
    seen, cursor = [], None
    while True:
        page = archive.search(parse("marché Lefebvre"), SYSTEM, cursor=cursor, limit=1)
        seen += page.items
        if page.next is None:
            break
        cursor = page.next

    assert whole.total == len(whole.items) == len(texts)
    assert [hit.entry.segment for hit in seen] == [hit.entry.segment for hit in whole.items]
    assert [hit.level for hit in seen] == [hit.level for hit in whole.items]


@pytest.mark.parametrize(
    "query", ["le la les", "où est-ce", "-budget", '"', "* NEAR(a b) ^ OR", "x " * 50_000, "!&|<->"]
)
def test_strange_queries_find_something_or_nothing(archive: SqlArchive, query: str) -> None:
    new_record(archive, found_space(archive, "a", 1), "Où est-ce que le budget est passé ?")
    archive.search(parse(query), SYSTEM)
    assert len(found(archive, "où est-ce")) == 1
