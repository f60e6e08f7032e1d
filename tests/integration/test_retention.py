"""A day in 2027: what had to go is gone, byte by byte; what had to stay is there; the log shows both."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from captions.archive.audit import Deed, verify
from captions.archive.ports import SYSTEM
from captions.archive.records import (
    Moment,
    NewRecord,
    RecordId,
    RecordType,
    SpaceId,
    SpaceRole,
    SpaceType,
)
from captions.archive.retention import CALL_DAYS
from captions.archive.spaces import DAY_MS
from captions.errors import VoixlaError
from gateway.archive.keeping import Keeping
from gateway.archive.sweep import Sweep, sweeping
from tests.fakes.archives import PERSON, SESSION, entry
from tests.fakes.keepings import UnixClock, end, keeping_in, space_of, with_sound
from tests.fakes.postgres import Cluster

pytestmark = pytest.mark.integration

START = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp() * 1000)
IN_2027 = int(datetime(2027, 6, 15, tzinfo=UTC).timestamp() * 1000)
SECRET = "zygomatique"


@pytest.fixture
def unix() -> UnixClock:
    return UnixClock(START)


@pytest.fixture(params=["sqlite", "postgres"])
def keeping(request: pytest.FixtureRequest, tmp_path: Path, unix: UnixClock) -> Iterator[Keeping]:
    address = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else None
    with keeping_in(tmp_path, unix, address) as keeping:
        yield keeping


def recorded(keeping: Keeping, space: SpaceId, type_: RecordType, word: str) -> RecordId:
    archive = keeping.archive
    record = archive.open(
        NewRecord(
            space=space, room="salle", title=f"{word}titre", type=type_, started=Moment(START), audio=True
        )
    )
    archive.resume(record, SESSION, Moment(START))
    archive.add([entry(record, 1, f"le {word}parole de {word}mot", speaker=f"{word}nom")])
    archive.add([entry(record, 1, f"le {word}corrige", revision=1, author=PERSON)])
    archive.add_note(record, Moment(START), PERSON, Moment(START), f"{word}note")
    archive.add_chapter(record, Moment(START), f"{word}chapitre")
    keeping.answers.keep(f"key of {word}", "digest", 201, f"{word}reponse", record, START)
    end(archive, record, START)
    with_sound(keeping, record, f"{word}son".encode() * 50)
    return record


def holding(folders: list[Path], word: str) -> list[Path]:
    octets = word.encode()
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if octets in path.read_bytes()]


def everywhere(request: pytest.FixtureRequest, keeping: Keeping) -> list[Path]:
    if keeping.archive.database.dialect.name == "sqlite":
        return [keeping.data]
    cluster: Cluster = request.getfixturevalue("postgres")
    return [keeping.data, cluster.folder]


def test_what_had_to_go_is_gone_byte_by_byte(
    keeping: Keeping, unix: UnixClock, request: pytest.FixtureRequest
) -> None:
    team = space_of(keeping.archive, "equipe", {1: SpaceRole.OWNER})
    council = space_of(keeping.archive, "conseil", {1: SpaceRole.OWNER}, SpaceType.COUNCIL)
    gone = [
        recorded(keeping, team, RecordType.INTERNAL, f"a{SECRET}"),
        recorded(keeping, team, RecordType.CALL, f"b{SECRET}"),
    ]
    kept = recorded(keeping, council, RecordType.COUNCIL, "cpermanente")
    held = recorded(keeping, team, RecordType.CALL, "dprotegee")
    keeping.archive.describe(held, legal_hold=True)
    keeping.terms.put(team, 40)
    assert Sweep(keeping).run() == []
    before = holding(everywhere(request, keeping), SECRET)
    assert len(before) >= 5, "the test does not look where it is"

    unix.now = IN_2027
    digests = Sweep(keeping).run()

    assert len(digests) == 2
    assert holding(everywhere(request, keeping), SECRET) == []
    assert {record.id for record in keeping.archive.records(SYSTEM).items} == {kept, held}
    assert holding([keeping.records], "dprotegee")
    assert not any(keeping.folder_of(record).exists() for record in gone)
    head = keeping.head.last()
    assert head is not None
    assert verify(keeping.audit.links(), keeping.audit_key, [head]).holds
    deeds = [link.deed for link in keeping.audit.links()]
    assert deeds.count(Deed.DELETION_DECIDED) == deeds.count(Deed.DELETED) == 2
    certificates = sorted(keeping.certificates.glob("*.json"))
    assert sorted(path.stem for path in certificates) == sorted(gone)
    for path in certificates:
        assert sha256(path.read_bytes()).hexdigest() in digests
        assert json.loads(path.read_text())["revisions"] == 2
        assert "Sauvegardes" in path.with_suffix(".txt").read_text()
    assert Sweep(keeping).run() == []


def test_it_goes_neither_too_early_nor_too_late(keeping: Keeping, unix: UnixClock) -> None:
    space = space_of(keeping.archive, "equipe", {1: SpaceRole.OWNER})
    meeting = recorded(keeping, space, RecordType.INTERNAL, "a")
    call = recorded(keeping, space, RecordType.CALL, "b")
    keeping.terms.put(space, None)
    for days, expected in (
        (30 * DAY_MS - 1, set()),
        (30 * DAY_MS, {meeting}),
        (CALL_DAYS * DAY_MS, {meeting, call}),
    ):
        unix.now = START + days
        assert {record.id for record in Sweep(keeping).due()} == expected


def test_who_asks_gets_a_certificate_and_what_is_held_stays(keeping: Keeping) -> None:
    space = space_of(keeping.archive, "equipe", {1: SpaceRole.OWNER})
    record = recorded(keeping, space, RecordType.INTERNAL, "a")
    keeping.archive.describe(record, legal_hold=True)
    with pytest.raises(VoixlaError) as refused:
        Sweep(keeping).delete(keeping.archive.record(record, SYSTEM), "demande", "host:1")
    assert refused.value.code == "archive.held"
    assert keeping.folder_of(record).exists()
    keeping.archive.describe(record, legal_hold=False)
    digest = Sweep(keeping).delete(keeping.archive.record(record, SYSTEM), "demande", "host:1")
    told = [link for link in keeping.audit.links() if link.deed == Deed.DELETED]
    assert digest in told[0].about


def test_a_deletion_that_was_cut_short_is_finished_the_next_time(keeping: Keeping, unix: UnixClock) -> None:
    space = space_of(keeping.archive, "equipe", {1: SpaceRole.OWNER})
    record = recorded(keeping, space, RecordType.INTERNAL, "a")
    unix.now = IN_2027
    wipe = keeping.archive.wipe

    def locked() -> None:
        raise VoixlaError("archive.locked", "Occupé.", retryable=True)

    keeping.archive.wipe = locked  # type: ignore[method-assign]
    with pytest.raises(VoixlaError):
        Sweep(keeping).run()
    assert not keeping.certificates.exists()
    keeping.archive.wipe = wipe  # type: ignore[method-assign]
    assert len(Sweep(keeping).run()) == 1
    assert (keeping.certificates / f"{record}.json").exists()


async def test_the_server_sweeps_when_it_starts(tmp_path: Path, unix: UnixClock) -> None:
    import asyncio

    with keeping_in(tmp_path, unix) as keeping:
        space = space_of(keeping.archive, "equipe", {1: SpaceRole.OWNER})
        recorded(keeping, space, RecordType.INTERNAL, "a")
        unix.now = IN_2027
        async with sweeping(keeping, every_s=0.05), asyncio.timeout(10):
            while not keeping.certificates.exists():
                await asyncio.sleep(0.02)
            recorded(keeping, space, RecordType.INTERNAL, "b")
            while len(list(keeping.certificates.glob("*.json"))) < 2:
                await asyncio.sleep(0.02)
