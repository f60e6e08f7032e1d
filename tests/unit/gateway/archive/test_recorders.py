"""Records written to a real archive, which fails, is slow or is left by a server that was killed."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.records import Entry, MarkKind, Moment, RecordId
from captions.archive.sql.archive import SqlArchive, open_archive
from captions.errors import VoixlaError
from captions.ids import Milliseconds
from gateway.archive.pulse import Pulse
from gateway.archive.recorder import AT_MOST_S, Recorder
from gateway.archive.recorders import TAKEN_UP_FOR_MS, Opened, Recorders, Shelf, general_space, shelf
from gateway.tasks import Tasks
from tests.fakes.meeting import until
from tests.unit.gateway.archive.speaking import ENGINE, SESSION, STARTED, final, interim, off


class Sickly:
    """An archive that fails with ``code``, or answers only after ``release``, as the test wants it."""

    def __init__(self, archive: SqlArchive) -> None:
        self._archive = archive
        self.code: str | None = None
        self.release = threading.Event()
        self.release.set()
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._archive, name)

    def add(self, entries: Sequence[Entry]) -> None:
        self.calls += 1
        self.release.wait(20)
        if self.code is not None:
            raise VoixlaError(self.code, "…", retryable=True)
        self._archive.add(entries)


class Clock:
    """Of the session; the machine's own, ``wall``, may jump."""

    def __init__(self) -> None:
        self.now_ms = Milliseconds(0)
        self.wall = int(STARTED)

    def __call__(self) -> Milliseconds:
        return self.now_ms


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqlArchive]:
    with open_archive(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


def recorders_on(archive: Any, folder: Path, clock: Clock) -> Recorders:
    def shelving(room: str) -> Shelf:
        return shelf(archive, general_space(archive), f"Réunion {room}")

    return Recorders(archive, folder / "records", ENGINE, shelving, lambda: clock.wall)


@asynccontextmanager
async def tasks() -> AsyncIterator[Tasks]:
    async with asyncio.TaskGroup() as group:
        running = Tasks(group)
        yield running
        await running.finish(1.0)


async def begun(recorders: Recorders, clock: Clock) -> Opened:
    return await recorders.begin("conseil", SESSION, recorders.started(clock()), clock, None)


def kept(archive: SqlArchive, record: RecordId) -> list[str]:
    return [entry.text for entry in archive.entries(record, SYSTEM).items]


def holes(archive: SqlArchive, record: RecordId) -> list[tuple[MarkKind, int, int | None]]:
    return [
        (mark.kind, mark.start - STARTED, None if mark.end is None else mark.end - STARTED)
        for mark in archive.marks(record, SYSTEM)
    ]


def begin(recorder: Recorder, running: Tasks) -> None:
    recorder.begin(off_record=False)
    recorder.start(running, lambda: None)


async def test_finals_are_in_the_archive_soon_and_the_record_is_closed(
    archive: SqlArchive, tmp_path: Path, clock: Clock
) -> None:
    recorders = recorders_on(archive, tmp_path, clock)
    async with tasks() as running:
        opened = await begun(recorders, clock)
        record = opened.recorder.scribe.record
        assert opened.space == "Espace général"
        begin(opened.recorder, running)
        clock.now_ms = Milliseconds(5_000)
        opened.recorder.publish(final(1, "le budget est voté", 1_000))
        await until(lambda: kept(archive, record) == ["le budget est voté"], "it is there", AT_MOST_S)
        clock.wall += 86_400_000  # somebody sets the clock
        clock.now_ms = Milliseconds(8_000)
        opened.recorder.publish(final(2, "à l'unanimité", 6_000))
        await opened.recorder.stop(ended=True)
    told = archive.record(record, SYSTEM)
    assert (told.title, told.started, told.ended) == ("Réunion conseil", STARTED, STARTED + 8_000)
    assert kept(archive, record) == ["le budget est voté", "à l'unanimité"]
    assert [session.started for session in told.sessions] == [STARTED]
    assert not (tmp_path / "records" / record).exists()


async def test_an_archive_that_fails_is_told_and_nothing_is_lost(
    archive: SqlArchive, tmp_path: Path, clock: Clock
) -> None:
    sickly = Sickly(archive)
    recorders = recorders_on(sickly, tmp_path, clock)
    async with tasks() as running:
        recorder = (await begun(recorders, clock)).recorder
        begin(recorder, running)
        sickly.code = "archive.disk"
        recorder.publish(final(1, "pendant la panne", 1_000))
        await until(lambda: recorder.trouble is not None, "it is told", 3.0)
        assert recorder.trouble is not None
        assert recorder.trouble.code == "archive.disk"
        recorder.publish(final(2, "encore", 3_000))
        sickly.code = None
        await until(lambda: recorder.trouble is None, "it works again", 8.0)
        await until(lambda: len(kept(archive, recorder.scribe.record)) == 2, "all is there", 3.0)
        await recorder.stop(ended=True)


async def test_an_archive_that_does_not_answer_is_told_in_time(
    archive: SqlArchive, tmp_path: Path, clock: Clock
) -> None:
    sickly = Sickly(archive)
    recorders = recorders_on(sickly, tmp_path, clock)
    async with tasks() as running:
        recorder = (await begun(recorders, clock)).recorder
        begin(recorder, running)
        sickly.release.clear()
        recorder.publish(final(1, "lent", 1_000))
        await until(lambda: recorder.trouble is not None, "it is told", 3.0)
        sickly.release.set()
        await until(lambda: recorder.trouble is None, "it answered", 3.0)
        assert kept(archive, recorder.scribe.record) == ["lent"]
        await recorder.stop(ended=True)


async def test_a_segment_that_no_archive_takes_is_marked_and_the_others_are_kept(
    archive: SqlArchive, tmp_path: Path, clock: Clock
) -> None:
    recorders = recorders_on(archive, tmp_path, clock)
    async with tasks() as running:
        recorder = (await begun(recorders, clock)).recorder
        begin(recorder, running)
        recorder.publish(final(1, "court", 1_000))
        recorder.publish(final(2, "x" * 200_000, 2_000))
        recorder.publish(final(3, "court aussi", 3_000))
        await recorder.stop(ended=True)
    assert kept(archive, recorder.scribe.record) == ["court", "court aussi"]
    assert (MarkKind.INTERRUPTION, 2_000, 2_400) in holes(archive, recorder.scribe.record)


async def _broken_off(archive: SqlArchive, tmp_path: Path, clock: Clock) -> RecordId:
    recorders = recorders_on(archive, tmp_path, clock)
    async with tasks() as running:
        recorder = (await begun(recorders, clock)).recorder
        record = recorder.scribe.record
        recorder.audio = True
        begin(recorder, running)
        clock.now_ms = Milliseconds(10_000)
        recorder.publish(final(1, "avant", 1_000))
        recorder.publish(interim(2, "on parlait", 8_000))
        await until(
            lambda: (
                (beat := Pulse(tmp_path / "records", record).last()) is not None
                and beat.until == STARTED + 8_000
            ),
            "the pulse says until when it is whole",
            5.0,
        )
        recorder.publish(off(True, 10_000))
        await recorder.stop(ended=False)
    assert archive.record(record, SYSTEM).ended is None
    assert await recorders.broken_off("conseil")
    assert not await recorders.broken_off("autre")
    return record


async def test_a_record_that_was_broken_off_goes_on_with_its_hole_marked(
    archive: SqlArchive, tmp_path: Path, clock: Clock
) -> None:
    record = await _broken_off(archive, tmp_path, clock)
    later = Clock()
    later.wall = int(STARTED) - 3_600_000  # and somebody set the clock back
    again = recorders_on(archive, tmp_path, later)
    async with tasks() as running:
        opened = await again.take_up("conseil", type(SESSION)("s2"), again.started(later()), later)
        assert opened is not None
        assert opened.audio
        assert opened.recorder.scribe.record == record
        begin(opened.recorder, running)
        later.now_ms = Milliseconds(4_000)
        opened.recorder.publish(final(1, "après", 2_000))
        await opened.recorder.stop(ended=True)
    assert kept(archive, record) == ["avant", "après"]
    first, second = (session.started for session in archive.record(record, SYSTEM).sessions)
    assert second > first
    interruptions = [hole for hole in holes(archive, record) if hole[0] is MarkKind.INTERRUPTION]
    ((_, start, end),) = interruptions
    assert start <= 8_000
    assert end is not None
    assert end >= start
    assert all(end is not None for _, _, end in holes(archive, record)), "off the record has an end, too"


async def test_without_a_pulse_the_hole_begins_after_the_last_word(
    archive: SqlArchive, tmp_path: Path, clock: Clock
) -> None:
    recorders = recorders_on(archive, tmp_path, clock)
    async with tasks() as running:
        recorder = (await begun(recorders, clock)).recorder
        begin(recorder, running)
        recorder.publish(final(1, "deux mots", 1_000))
        await recorder.stop(ended=False)
    record = recorder.scribe.record
    (tmp_path / "records" / record / "pulse.json").unlink()
    clock.wall += 60_000
    later = Clock()
    later.wall = clock.wall
    opened = await recorders_on(archive, tmp_path, later).take_up(
        "conseil", type(SESSION)("s2"), Moment(later.wall), later
    )
    assert opened is not None
    async with tasks() as running:
        begin(opened.recorder, running)
        await opened.recorder.stop(ended=False)
    assert (MarkKind.INTERRUPTION, 1_900, 60_000) in holes(archive, record)


async def test_a_record_that_nobody_came_back_to_is_ended(
    archive: SqlArchive, tmp_path: Path, clock: Clock
) -> None:
    recorders = recorders_on(archive, tmp_path, clock)
    async with tasks() as running:
        recorder = (await begun(recorders, clock)).recorder
        begin(recorder, running)
        await recorder.stop(ended=False)
    recorders.end_forsaken()
    assert archive.record(recorder.scribe.record, SYSTEM).ended is None
    clock.wall += TAKEN_UP_FOR_MS + 1_000
    assert not await recorders.broken_off("conseil")
    recorders.end_forsaken()
    assert archive.record(recorder.scribe.record, SYSTEM).ended == STARTED


async def test_stopped_and_started_again_it_is_one_record_with_a_hole(
    archive: SqlArchive, tmp_path: Path, clock: Clock
) -> None:
    recorders = recorders_on(archive, tmp_path, clock)
    started = recorders.started(clock())
    async with tasks() as running:
        first = await recorders.begin("conseil", SESSION, started, clock, None)
        begin(first.recorder, running)
        clock.now_ms = Milliseconds(10_000)
        await first.recorder.stop(ended=True)
        clock.now_ms = Milliseconds(30_000)
        second = await recorders.begin("conseil", SESSION, started, clock, first.recorder)
        begin(second.recorder, running)
        second.recorder.publish(final(1, "entre-temps", 20_000))
        second.recorder.publish(final(2, "reprise", 31_000))
        clock.now_ms = Milliseconds(40_000)
        await second.recorder.stop(ended=True)
    record = first.recorder.scribe.record
    assert second.recorder.scribe.record == record
    assert kept(archive, record) == ["reprise"]
    assert holes(archive, record) == [(MarkKind.OFF_RECORD, 10_000, 30_000)]
