"""Two servers, as processes, on one archive: of two who change one thing, one is told that the other was faster."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from captions.archive.ports import SYSTEM
from captions.archive.records import RecordId, SpaceRole
from captions.archive.sql.archive import SqlArchive
from captions.ids import SegmentId
from gateway.access.hosting import open_hosting
from tests.fakes.archive_process import archive_process
from tests.fakes.archive_server import API
from tests.fakes.archives import KINDS, SESSION, archive_at, new_record
from tests.fakes.host_browser import browser
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.keepings import space_of

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]

ROUNDS = 15


@pytest.fixture(scope="module", params=KINDS)
def address(request: pytest.FixtureRequest) -> str | None:
    found: str | None = None
    if request.param == "postgres":
        found = request.getfixturevalue("postgres").new_database()
    return found


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, address: str | None) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def servers(data: Path, address: str | None) -> Iterator[list[str]]:
    """Where they are. They take seconds to start, so all tests of one kind of archive have the same."""
    with hosting_in(data) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
    with archive_process(data, address) as one, archive_process(data, address) as other:
        yield [one, other]


@asynccontextmanager
async def editors(servers: list[str]) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Anne, signed in at each server."""
    async with AsyncExitStack() as stack:
        clients = []
        for server in servers:
            opened = await stack.enter_async_context(browser(server))
            assert (await opened.sign_in()).status_code == 303
            opened.client.headers["origin"] = server
            clients.append(opened.client)
        yield clients


def a_record(archive: SqlArchive, data: Path, space: str) -> RecordId:
    with open_hosting(data) as hosting:
        anne = hosting.accounts.find("Anne")
        assert anne is not None
    return new_record(archive, space_of(archive, space, {anne.id: SpaceRole.EDITOR}), "le budjet")


async def test_of_two_at_once_one_is_told(servers: list[str], data: Path, address: str | None) -> None:
    with archive_at(data, address) as archive:
        record = a_record(archive, data, "raced")
        path = f"{API}/records/{record}"
        async with editors(servers) as clients:
            titles = [await raced(clients, "PATCH", path, "title", number) for number in range(ROUNDS)]
            line = f"{path}/entries/{SESSION}/1"
            texts = [await raced(clients, "PUT", line, "text", number) for number in range(ROUNDS)]
        history = archive.history(record, SESSION, SegmentId(1), SYSTEM)
        assert [entry.text for entry in history] == ["le budjet", *texts]
        assert [entry.revision for entry in history] == list(range(ROUNDS + 1))
        assert archive.record(record, SYSTEM).title == titles[-1]


async def raced(clients: list[httpx.AsyncClient], method: str, path: str, field: str, number: int) -> str:
    """Both change what both have read, at once; what stands afterwards, on either server."""
    (tag,) = {(await client.get(path)).headers["etag"] for client in clients}
    written = [f"budget {number} de {place}" for place in ("Anne", "Zoé")]
    answers = await asyncio.gather(
        *(
            client.request(method, path, json={field: text}, headers={"if-match": tag})
            for client, text in zip(clients, written, strict=True)
        )
    )
    codes = [answer.status_code for answer in answers]
    assert sorted(codes) == [200, 412], [answer.text for answer in answers]
    assert answers[codes.index(412)].json()["fr"]
    stands = written[codes.index(200)]
    for client in clients:
        assert (await client.get(path)).json()[field] == stands
    return stands


async def test_what_is_asked_for_at_two_servers_is_done_once(
    servers: list[str], data: Path, address: str | None
) -> None:
    with archive_at(data, address) as archive:
        record = a_record(archive, data, "asked")
        async with editors(servers) as clients:
            for number in range(ROUNDS):
                note, key = {"about": 1, "text": str(number)}, {"idempotency-key": f"note {number}"}
                answers = await asyncio.gather(
                    *(
                        client.post(f"{API}/records/{record}/notes", json=note, headers=key)
                        for client in clients
                    )
                )
                assert [answer.status_code for answer in answers] == [201, 201]
                assert answers[0].json() == answers[1].json()
        assert [note.text for note in archive.notes(record, SYSTEM)] == [str(n) for n in range(ROUNDS)]
