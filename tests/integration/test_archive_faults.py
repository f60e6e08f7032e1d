"""The real server in mid-meeting: its database is killed, its disk is full, its clock is set, it is killed itself.

Nothing that was acknowledged is lost, nothing is there twice, what is missing is marked, and the record goes on.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from captions.archive.audit import Deed
from captions.archive.records import Entry
from gateway.access.roles import Role
from gateway.archive.inspection import audit_verdict
from gateway.archive.keeping import open_keeping
from tests.fakes.kept_meeting import Kept, become, page_at, told, troubled, write
from tests.fakes.meeting import Page
from tests.fakes.micro_whisper import build_micro_whisper
from tests.fakes.postgres import Cluster, cluster
from tests.fakes.served import Served, stopped_after
from tests.fakes.small_disk import family, small_disk

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

PADDING = "de la délibération " * 24


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Nobody speaks here: what recognises is small, and loaded in no time."""
    return str(build_micro_whisper(tmp_path_factory.mktemp("model")))


@pytest.fixture
def own_server() -> Iterator[Cluster]:
    """One that may be killed."""
    with cluster() as started:
        yield started


def on_postgres(data: Path, address: str, model: str) -> Served:
    told = dict(part.split("=", 1) for part in address.split())
    place = f"postgresql://{told['user']}@/{told['dbname']}?host={quote(told['host'], safe='')}"
    return Served(data, media="embedded", model=model, environment={"VOIXLA_ARCHIVE": place})


async def begun(page: Page) -> None:
    await page.send({"type": "transcript", "on": True})
    await become(page, on=True)


async def say(page: Page, first: int, last: int) -> list[str]:
    texts = [f"ligne {number}" for number in range(first, last)]
    for text in texts:
        await write(page, text)
    return texts


async def ended(page: Page, kept: Kept) -> None:
    await page.send({"type": "transcript", "on": False})
    await become(page, on=False)
    async with asyncio.timeout(15):
        while not (await asyncio.to_thread(kept.read)).records or kept.records[0].ended is None:
            await asyncio.sleep(0.1)


def assert_whole(kept: Kept, said: list[str]) -> None:
    assert kept.read().texts == said, "each once, in order"
    assert len(kept.records) == 1
    assert kept.holes == [], "nothing is missing, so nothing is marked"


async def test_a_database_that_is_killed_and_comes_back_lacks_nothing(
    own_server: Cluster, tmp_path: Path, model: str
) -> None:
    address = own_server.new_database()
    served, kept = on_postgres(tmp_path, address, model), Kept(tmp_path, address)
    (link,) = served.links(Role.HOST)
    with stopped_after(served):
        await asyncio.to_thread(served.start)
        async with page_at(served, link, "Anne") as page:
            await begun(page)
            said = await say(page, 0, 15)
            await kept.has(said[-1])
            said += await say(page, 15, 30)  # while they are being written
            await asyncio.to_thread(own_server.kill)
            said += await say(page, 30, 45)
            assert await troubled(page) in ("archive.unreachable", "transcript.slow")
            assert told(page)["on"] is True, "captions and record go on"
            async with page_at(served, link, "Zoé") as late:
                assert told(late)["on"] is True
                await late.send({"type": "object", "named": True})
            await asyncio.to_thread(own_server.start)
            await become(page, trouble=None, seconds=30)
            said += await say(page, 45, 50)
            await kept.has(said[-1])
            await ended(page, kept)
    assert_whole(kept, said)
    with open_keeping(tmp_path, address) as keeping:
        deeds = [link.deed for link in keeping.audit.links()]
        assert audit_verdict(keeping).holds
    assert deeds.count(Deed.TOLD) == 2, "who came meanwhile, too"
    assert deeds.count(Deed.OBJECTED) == 1


async def test_database_and_server_are_killed_together(
    own_server: Cluster, tmp_path: Path, model: str
) -> None:
    address = own_server.new_database()
    served, kept = on_postgres(tmp_path, address, model), Kept(tmp_path, address)
    (link,) = served.links(Role.HOST)
    with stopped_after(served):
        await asyncio.to_thread(served.start)
        async with page_at(served, link, "Anne") as page:
            await begun(page)
            said = await say(page, 0, 15)
            await kept.has(said[-1])
            await asyncio.to_thread(own_server.kill)
            killed = time.time() * 1000
            lost = await say(page, 30, 45)
            await troubled(page)
            served.kill()
        await asyncio.to_thread(own_server.start)
        await asyncio.to_thread(served.start)
        async with page_at(served, link, "Anne") as page:
            assert told(page)["on"] is True, "whoever comes back is told"
            back = time.time() * 1000
            after = await say(page, 45, 50)
            await kept.has(after[-1])
            await ended(page, kept)
    kept.read()
    assert kept.texts == said + after
    assert not set(kept.texts) & set(lost), "what nobody had acknowledged"
    assert len(kept.records) == 1
    (hole,) = kept.holes
    assert hole.end is not None
    assert hole.start <= killed, "from when it was whole"
    assert killed < hole.end <= back


async def fill_until_told(page: Page, said: list[str]) -> str:
    """Long lines, until somebody is told that they cannot be kept; the code."""
    while told(page)["trouble"] is None and len(said) < 400:
        said.append(f"ligne {len(said)} {PADDING}".strip())
        await write(page, said[-1])
        await asyncio.sleep(0.12)  # who sends more in a second is sent away
    return await troubled(page)


async def ended_with_room(page: Page, kept: Kept, said: list[str]) -> None:
    """Once the disk takes something again: one line more, then the end."""
    await become(page, trouble=None, seconds=30)
    said.append("la place est revenue")
    await write(page, said[-1])
    await kept.has(said[-1])
    await ended(page, kept)


async def test_a_full_disk_in_mid_meeting_on_sqlite(tmp_path: Path, model: str) -> None:
    with small_disk(3) as disk:
        place = disk.path / "archive"
        program = [*disk.within, *Served.PROGRAM]
        data = tmp_path / "data"
        environment = {"VOIXLA_ARCHIVE": str(place)}
        served = Served(data, media="embedded", model=model, environment=environment, program=program)
        kept = Kept(place, within=disk.within)
        (link,) = served.links(Role.HOST)
        with stopped_after(served):
            await asyncio.to_thread(served.start)
            async with page_at(served, link, "Anne") as page:
                await begun(page)
                said = await say(page, 0, 10)
                await kept.has(said[-1])
                disk.fill([served.pid])
                assert await fill_until_told(page, said) == "archive.disk"
                disk.free([served.pid])
                await ended_with_room(page, kept, said)
        assert_whole(kept, said)


async def test_a_full_disk_in_mid_meeting_on_postgres(tmp_path: Path, model: str) -> None:
    with small_disk(64) as disk, cluster(disk) as server:
        address = server.new_database()
        served, kept = on_postgres(tmp_path / "data", address, model), Kept(tmp_path, address)
        (link,) = served.links(Role.HOST)
        with stopped_after(served):
            await asyncio.to_thread(served.start)
            async with page_at(served, link, "Anne") as page:
                await begun(page)
                said = await say(page, 0, 10)
                await kept.has(said[-1])
                disk.fill(family(server.pid), server.account)
                # A server that finds no room for its log ends itself.
                assert await fill_until_told(page, said) in ("archive.disk", "archive.unreachable")
                disk.free(family(server.pid) if server.runs else [], server.account)
                if not server.runs:
                    await asyncio.to_thread(server.start)
                await ended_with_room(page, kept, said)
        assert_whole(kept, said)


async def test_a_clock_that_is_set_in_mid_meeting_moves_nothing(tmp_path: Path, model: str) -> None:
    """Two hours forwards, five backwards, and the server is killed while its clock is wrong."""
    wrong = tmp_path / "clock"
    wrong.write_text("0")
    program = (sys.executable, "-m", "tests.fakes.set_clock", str(wrong))
    data = tmp_path / "data"
    served, kept = Served(data, media="embedded", model=model, program=program), Kept(data)
    (link,) = served.links(Role.HOST)
    began = time.time() * 1000
    with stopped_after(served):
        await asyncio.to_thread(served.start)
        async with page_at(served, link, "Anne") as page:
            await begun(page)
            said = await say(page, 0, 5)
            await kept.has(said[-1])
            for hours in (2, -3):
                wrong.write_text(str(hours * 3600))
                said += await say(page, len(said), len(said) + 5)
                await kept.has(said[-1])
            before = kept.read().entries[-1]
            served.kill()
        await asyncio.to_thread(served.start)
        async with page_at(served, link, "Anne") as page:
            assert told(page)["on"] is True, "it goes on"
            said += await say(page, len(said), len(said) + 5)
            await kept.has(said[-1])
            await ended(page, kept)
    assert kept.read().texts == said
    _times_are_those_of_the_meeting(kept, before, began, time.time() * 1000)


def _times_are_those_of_the_meeting(kept: Kept, before: Entry, began: float, over: float) -> None:
    """``before`` is what was written last when the server was killed."""
    (record,), (hole,) = kept.records, kept.holes
    first, second = record.sessions
    assert began <= record.started <= first.started + before.end_ms <= over
    assert all(entry.start_ms <= over - began for entry in kept.entries)
    assert hole.end is not None
    assert first.started + before.end_ms - 1_000 <= hole.start <= hole.end <= over
    after = next(entry for entry in kept.entries if entry.session == second.session)
    assert second.started + after.start_ms >= hole.start, "after what was said before"
    assert record.ended is not None
    assert record.ended >= second.started + kept.entries[-1].end_ms
