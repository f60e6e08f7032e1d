"""Records as files over a real server: who may have which, how far one is, and text that is asked for again."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from captions.archive.audit import Deed
from captions.archive.ports import SYSTEM
from captions.archive.records import Member, Moment, RecordId, Space, SpaceId, SpaceRole
from gateway.archive.keeping import Keeping
from tests.fakes.archive_server import ArchiveServer, Visitor
from tests.fakes.archives import STARTED, entry, new_record
from tests.fakes.keepings import UnixClock, end, space_of
from tests.fakes.kept_tone import keep_tone

pytestmark = [
    pytest.mark.integration,
    pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014:ResourceWarning"),  # of WeasyPrint 70
]

TABLE = (
    "type;service d'archives;service versant;service producteur;accord de versement;règle de durée;sort final;"
    "règle de communicabilité\n"
)
INTERNAL = "réunion;AD;VILLE;VILLE;ACCORD-1;APP-1;détruire;ACC-1\n"


@pytest.fixture
async def anne(server: ArchiveServer) -> Visitor:
    return await server.host("Anne")


@pytest.fixture
async def record(server: ArchiveServer, anne: Visitor) -> RecordId:
    space = space_of(server.keeping.archive, "equipe", {server.account("Anne"): SpaceRole.OWNER})
    return new_record(server.keeping.archive, space, "le marché public", "la marche à pied")


async def kinds(visitor: Visitor, record: RecordId) -> dict[str, str | None]:
    told = (await visitor.get(f"/records/{record}/files")).json()
    return {item["kind"]: item["missing"] for item in told["items"]}


async def test_only_who_runs_the_space_makes_a_transfer(
    server: ArchiveServer, anne: Visitor, record: RecordId, keeping: Keeping
) -> None:
    paul = await server.host("Paul")
    space = keeping.archive.record(record, SYSTEM).space
    keeping.archive.put_member(
        Member(space=space, account=server.account("Paul"), role=SpaceRole.EDITOR, since=Moment(1))
    )
    (keeping.data / "archivage.csv").write_text(TABLE + INTERNAL, "utf-8")
    end(keeping.archive, record)
    assert not [kind for kind in await kinds(paul, record) if kind.startswith("seda")]
    refused = await paul.get(f"/records/{record}/files/seda-2.2")
    assert (refused.status_code, refused.json()["code"]) == (403, "space.right")
    assert {kind: why for kind, why in (await kinds(anne, record)).items() if why is not None} == {}
    keeping.archive.change_space(closed(keeping, space))
    for version in ("2.1", "2.2", "2.3"):
        answer = await anne.get(f"/records/{record}/files/seda-{version}")
        assert answer.status_code == 200, "of a closed space, too"
        with ZipFile(BytesIO(answer.content)) as package:
            assert package.testzip() is None
            assert f"seda:v{version}" in package.read("manifest.xml").decode()
    told = [link for link in keeping.audit.links() if link.deed == Deed.EXPORTED]
    assert len(told) == 3


def closed(keeping: Keeping, space: SpaceId) -> Space:
    return replace(keeping.archive.space(space, SYSTEM), closed=Moment(STARTED))


async def test_a_transfer_has_the_sound_that_may_be_heard(
    anne: Visitor, record: RecordId, keeping: Keeping
) -> None:
    (keeping.data / "archivage.csv").write_text(TABLE + INTERNAL, "utf-8")
    keeping.archive.describe(record, audio=True)
    keep_tone(keeping.folder_of(record), STARTED, 20)
    end(keeping.archive, record, STARTED + 30_000)
    before = (keeping.folder_of(record) / f"{STARTED}.opus").read_bytes()
    span = {"start": STARTED + 10_000, "end": STARTED + 12_000, "reason": "health"}
    await anne.made(f"/records/{record}/redactions", span)
    heard = (await anne.get(f"/records/{record}/sound/{STARTED}")).content
    answer = await anne.get(f"/records/{record}/files/seda-2.2")
    with ZipFile(BytesIO(answer.content)) as package:
        (name,) = [name for name in package.namelist() if name.endswith((".opus", ".ogg"))]
        assert package.read(name) == heard
    assert heard != before


async def test_without_rules_a_transfer_says_what_to_do(
    anne: Visitor, record: RecordId, keeping: Keeping
) -> None:
    path = f"/records/{record}/files/seda-2.2"
    running = await anne.get(path)
    assert (running.status_code, running.json()["code"]) == (409, "record.running")
    end(keeping.archive, record)
    missing = await anne.get(path)
    assert (missing.status_code, missing.json()["code"]) == (409, "seda.missing")
    assert "archivage.csv" in missing.json()["fr"]
    assert str(keeping.data) not in missing.text
    assert (await kinds(anne, record))["seda-2.2"] == missing.json()["fr"]
    assert (await kinds(anne, record))["pdf"] is None
    (keeping.data / "archivage.csv").write_text(TABLE, "utf-8")
    assert (await anne.get(path)).json()["code"] == "seda.rules"
    (keeping.data / "archivage.csv").write_text(TABLE + "réunion;;;;;;;\n", "utf-8")
    wrong = await anne.get(path)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "seda.table")
    assert "ligne 2" in wrong.json()["fr"]


async def test_how_far_a_file_is_is_told_to_who_asked_for_it(
    server: ArchiveServer, anne: Visitor, record: RecordId, keeping: Keeping
) -> None:
    end(keeping.archive, record, STARTED + 60_000)
    answer = await anne.get(f"/records/{record}/files/vtt", making="one")
    assert answer.status_code == 200
    assert (await anne.get(f"/records/{record}/files/vtt/making/one")).json() == {
        "done": 1.0,
        "trouble": None,
    }
    assert (await anne.get(f"/records/{record}/files/vtt/making/other")).status_code == 404
    paul = await server.host("Paul")
    keeping.archive.put_member(
        Member(
            space=keeping.archive.record(record, SYSTEM).space,
            account=server.account("Paul"),
            role=SpaceRole.READER,
            since=Moment(1),
        )
    )
    assert (await paul.get(f"/records/{record}/files/vtt")).status_code == 200
    assert (await paul.get(f"/records/{record}/files/vtt/making/one")).status_code == 404


async def test_what_was_read_before_is_not_sent_again_nor_counted_as_a_view(
    anne: Visitor, record: RecordId, keeping: Keeping, unix: UnixClock
) -> None:
    path = f"/records/{record}/entries"

    def views() -> int:
        return sum(link.deed == Deed.VIEWED for link in keeping.audit.links())

    # Nobody reads unseen by saying that they have read before.
    first = await anne.ask("GET", path, headers={"if-none-match": '"x"'})
    assert (first.status_code, views()) == (200, 1)
    tag = {"if-none-match": first.headers["etag"]}
    again = await anne.ask("GET", path, headers=tag)
    assert (again.status_code, again.content, views()) == (304, b"", 1)
    keeping.archive.add([entry(record, 3, "une ligne de plus")])
    changed = await anne.ask("GET", path, headers=tag)
    assert (changed.status_code, len(changed.json()["items"]), views()) == (200, 3, 1)
    await anne.ask("GET", path)
    assert views() == 2
    unix.now += 600_000
    await anne.ask("GET", path, headers=tag)
    assert views() == 3
