"""The real server, as a process: what reaches a disk and what does not, and what is left of it after ``kill -9``."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.records import Entry, Mark, MarkKind, Record
from captions.archive.sql.archive import open_archive
from captions.events import CaptionEvent, Final
from gateway.access.hosting import open_hosting
from gateway.access.roles import Role
from gateway.archive.kept_sound import kept_sound
from gateway.demo.meeting import load_meeting
from gateway.demo.participant import Participant
from tests.fakes.meeting import Page, until
from tests.fakes.served import Served, stopped_after

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

TYPED = "Xylographie zinzolinante"
CHATTED = "Quincaillerie parallaxe"
_LARGEST = 50_000_000


def page_at(served: Served, link: str, name: str) -> Page:
    room, _, token = link.removeprefix("room/").partition("#pass=")
    address = served.address.replace("http:", "ws:")
    return Page(f"{address}live/{room}", name, {"token": token})


async def become(page: Page, **state: object) -> None:
    await until(
        lambda: any(
            all(told[key] == value for key, value in state.items()) for told in page.of("transcript")[-1:]
        ),
        f"the transcript is {state}",
    )


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def touched_since(began: float, *folders: Path) -> Iterator[Path]:
    """What this server may have written outside of its own folders, and others certainly did."""
    for folder in folders:
        for path in folder.glob("*") if folder == Path("/tmp") else folder.rglob("*"):
            try:
                told = path.stat()
                if path.is_file() and told.st_mtime >= began and told.st_size < _LARGEST:
                    yield path
            except OSError:
                continue


def holding(paths: Iterable[Path], words: Iterable[str]) -> list[tuple[str, str]]:
    """(file, word), byte by byte, in UTF-8, as JSON escapes it, and in UTF-16."""
    found = []
    for path in paths:
        try:
            octets = path.read_bytes()
        except OSError:
            continue
        for word in words:
            forms = {word.encode(), word.encode("unicode_escape"), word.encode("utf-16-le")}
            if any(form in octets for form in forms):
                found.append((path.name, word))
    return found


def rare(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w{9,}", text)}


def another_room(data: Path) -> str:
    """A path to one more room of the same host, with a pass."""
    with open_hosting(data) as hosting:
        owner = hosting.accounts.find("Anne")
        assert owner is not None
        room = hosting.register.create("Bureau", owner.id)
        return f"room/{room.name}#pass={hosting.access.issue(room, Role.HOST)[0]}"


class Spoken:
    """The finals of a meeting in which somebody speaks, types and chats."""

    def __init__(self) -> None:
        self.finals: list[str] = []

    def hear(self, event: CaptionEvent) -> None:
        if isinstance(event, Final):
            self.finals.append(event.text)

    async def hold(self, served: Served, link: str, recording: Path, *, kept: bool) -> None:
        speaker = Participant(
            served.address + link, "Anne", recording=recording, loop=True, on_event=self.hear
        )
        async with speaker:
            await speaker.switch_captions(True)
            if kept:
                await speaker.send(type="transcript", on=True)
                await speaker.send(type="keep_audio", on=True)
            speaker.play()
            await until(lambda: len(rare(self.finals)) >= 3, "enough is said", 120)
            await speaker.send(type="chat", text=CHATTED)
            await speaker.send(type="typing", text=TYPED, done=True)
            await asyncio.sleep(3)  # what would be kept is kept by then

    @property
    def words(self) -> set[str]:
        return {*rare(self.finals), *TYPED.split(), *CHATTED.split()}


async def test_with_no_switch_on_nothing_reaches_a_disk(tmp_path: Path) -> None:
    speaker = load_meeting().participants[0]
    recording = tmp_path / speaker.file
    recording.write_bytes(load_meeting().recording(speaker))
    data, own = tmp_path / "data", tmp_path / "tmp"
    own.mkdir()
    served = Served(data, media="embedded", environment={"TMPDIR": str(own)})
    (link,), other = served.links(Role.HOST), another_room(data)
    cache = Path.home() / ".cache"
    with stopped_after(served):
        await asyncio.to_thread(served.start)
        before, began = files_in(data) | files_in(own), time.time()
        meeting = Spoken()
        await meeting.hold(served, link, recording, kept=False)
        assert files_in(data) | files_in(own) == before, "no file was made"
        assert holding([*files_in(data), *files_in(own)], meeting.words) == []
        assert holding(touched_since(began, cache, Path("/tmp")), {*TYPED.split(), *CHATTED.split()}) == []
        # The same search finds what is kept: it would have found the rest.
        control = Spoken()
        await control.hold(served, other, recording, kept=True)
        found = {word for _, word in holding(files_in(data), control.words)}
        assert found & rare(control.finals)
        assert found >= set(TYPED.split())
        assert not found & set(CHATTED.split()), "what is chatted is never kept"
    (record,), _, _ = told_by(data)
    assert sum(file.length_ms for file in kept_sound(data / "records", record.id)) > 3_000


def told_by(data: Path) -> tuple[tuple[Record, ...], list[Entry], list[Mark]]:
    with open_archive(data) as archive:
        records = archive.records(SYSTEM).items
        entries = [entry for record in records for entry in archive.entries(record.id, SYSTEM).items]
        marks = [mark for record in records for mark in archive.marks(record.id, SYSTEM)]
    return records, entries, marks


@asynccontextmanager
async def host(served: Served, link: str) -> AsyncIterator[Page]:
    async with page_at(served, link, "Anne") as page:
        yield page


async def write(page: Page, text: str) -> None:
    await page.send({"type": "typing", "text": text, "done": True})


async def test_after_a_kill_the_record_goes_on_and_says_what_is_missing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    served = Served(data, media="embedded")
    (link,) = served.links(Role.HOST)
    with stopped_after(served):
        await asyncio.to_thread(served.start)
        async with host(served, link) as page:
            assert page.welcome["transcript"]["on"] is False
            await page.send({"type": "transcript", "on": True})
            await become(page, on=True)
            for number in range(20):
                await write(page, f"ligne {number}")
            await asyncio.sleep(2.5)
            await write(page, "juste avant")
            killed = time.time() * 1000
            served.kill()
        _, entries, _ = told_by(data)
        assert [entry.text for entry in entries][:20] == [f"ligne {number}" for number in range(20)]
        await asyncio.to_thread(served.start)
        async with host(served, link) as page:
            assert page.welcome["transcript"]["on"] is True, "whoever comes back is told"
            back = time.time() * 1000
            await write(page, "après")
            await asyncio.sleep(2.5)
            await page.send({"type": "transcript", "on": False})
            await become(page, on=False)
            await asyncio.sleep(1)
    records, entries, marks = told_by(data)
    (record,) = records
    assert len(record.sessions) == 2
    assert record.ended is not None
    assert [entry.text for entry in entries][-1] == "après"
    (hole,) = [mark for mark in marks if mark.kind is MarkKind.INTERRUPTION]
    assert hole.end is not None
    assert killed - 2_500 <= hole.start <= killed
    assert hole.end <= back
    assert hole.end - hole.start >= back - killed - 5_000
