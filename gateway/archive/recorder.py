"""Writes one record while its meeting goes on: batches to the archive, again and again until it takes them.

The archive blocks and may fail, so it is asked in threads, one call at a time. What became final ``AT_MOST_S`` ago is
safe, as long as it answers. When it does not, ``trouble`` says so within as much, captions go on, and what waits is
kept in memory (``Backlog`` says how much of it).
"""

import asyncio
import logging
from collections.abc import Callable, Iterable

from captions.archive.ports import Archive
from captions.archive.records import Mark, MarkKind, Moment
from captions.errors import VoixlaError
from captions.events import CaptionEvent, Named
from captions.ids import Milliseconds
from gateway.archive.backlog import Backlog, parted
from gateway.archive.pulse import Beat, Pulse
from gateway.archive.scribe import Item, Scribe
from gateway.live.refusals import refusal
from gateway.tasks import Tasks

logger = logging.getLogger(__name__)

AT_MOST_S = 2.0
_EVERY_S = 0.8
_SLOW_S = 1.5
_LONGEST_PAUSE_S = 5.0
_FINISH_S = 8.0
_SETTLE_S = 8.0
# Not to be had by waiting: one of what is written is at fault, or the record is.
_POISON = frozenset({"archive.too_long", "archive.unknown"})


class Recorder:
    """Of one record in one session; ``start`` it, ``stop`` it once."""

    def __init__(
        self, archive: Archive, scribe: Scribe, pulse: Pulse, now: Callable[[], Milliseconds]
    ) -> None:
        """``now``: the time of the session."""
        self.scribe = scribe
        self.audio = False
        """The sound is kept, too; only told to the next who takes this record up."""
        self.trouble: VoixlaError | None = None
        """Why nothing can be kept at the moment."""
        self._archive = archive
        self._pulse = pulse
        self._now = now
        self._changed: Callable[[], None] = lambda: None
        self._backlog = Backlog(scribe.record, scribe.moment(Milliseconds(0)))
        self._held: tuple[Item, ...] = ()
        self._wake = asyncio.Event()
        self._told = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self, tasks: Tasks, changed: Callable[[], None]) -> None:
        """``changed``: ``trouble`` is another."""
        self._changed = changed
        self._task = tasks.start("record", self._run())

    def publish(self, event: CaptionEvent) -> None:
        """Never waits."""
        self._backlog.put(self.scribe.take(event, self._now()))
        self._told.set()

    def put(self, *items: Item) -> None:
        self._backlog.put(items)

    def begin(self, *, off_record: bool, named: Iterable[Named] = ()) -> None:
        """What is said from now on is kept; ``named``: who got a name before."""
        self._backlog.put(self.scribe.begin(self._now(), off_record=off_record, named=named))

    async def stop(self, *, ended: bool) -> None:
        """Writes what waits, in bounded time. ``ended``: what is said from now on is not kept; else the record stays
        open for whoever takes it up. ``publish`` is to be called until this returns.
        """
        now = self._now()
        if ended:
            self._backlog.put(self.scribe.end(now))
            await self._settle(now)
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_FINISH_S)
            self._task.cancel()
        whole = not self._backlog and not self._held
        if ended and whole:
            await asyncio.to_thread(self._archive.close, self.scribe.record, self.scribe.moment(now))
            await asyncio.to_thread(self._pulse.stop)
        if not whole:
            logger.error("code=archive.unsaved items=%s", len(self._backlog) + len(self._held))

    def lose(self, start_ms: Milliseconds, end_ms: Milliseconds, cause: str) -> None:
        """Something of this time could not be kept."""
        start, end = self.scribe.moment(start_ms), self.scribe.moment(end_ms)
        self.put(interruption(self.scribe, start, end, cause))

    async def _settle(self, end_ms: Milliseconds) -> None:
        """What was said before ``end_ms`` becomes final a little later, and is still published here."""
        try:
            async with asyncio.timeout(_SETTLE_S):
                while self.scribe.settled_ms(end_ms) < end_ms:
                    self._told.clear()
                    await self._told.wait()
        except TimeoutError:
            pass

    async def _run(self) -> None:
        pause = _EVERY_S
        while True:
            stopping = self._stopping
            saved = await self._save()
            if stopping and (not saved or not (self._backlog or self._held)):
                return
            if saved and len(self._backlog):
                continue
            pause = _EVERY_S if saved else min(pause * 2, _LONGEST_PAUSE_S)
            try:
                async with asyncio.timeout(pause):
                    await self._wake.wait()
                self._wake.clear()
            except TimeoutError:
                pass

    async def _save(self) -> bool:
        self._held = batch = self._held or self._backlog.take()
        beat = None
        if not self._backlog:
            until = self.scribe.moment(self.scribe.settled_ms(self._now()))
            beat = Beat(until=until, audio=self.audio)
        work = asyncio.ensure_future(asyncio.to_thread(self._write, batch, beat))
        done, _ = await asyncio.wait({work}, timeout=_SLOW_S)
        if not done:
            self._tell(refusal("transcript.slow"))
        try:
            await work
        except VoixlaError as error:
            if error.code in _POISON:
                await self._save_singly(batch)
                return True
            self._tell(error)
            return False
        self._held = ()
        self._tell(None)
        return True

    async def _save_singly(self, batch: tuple[Item, ...]) -> None:
        """One of them can never be written; the others can."""
        self._held = ()
        for item in batch:
            try:
                await asyncio.to_thread(self._write, (item,), None)
            except VoixlaError as error:
                self._backlog.give_up(item)
                logger.error("code=%s items=1", error.code)
                if error.code not in _POISON:
                    self._tell(error)

    def _write(self, batch: tuple[Item, ...], beat: Beat | None) -> None:
        entries, marks, namings = parted(batch)
        if entries:
            self._archive.add(entries)
        if marks:
            self._archive.mark(marks)
        for naming in namings:
            self._archive.rename(naming.record, naming.speaker, naming.name, naming.author, naming.at)
        if beat is not None:
            try:
                self._pulse.beat(beat)
            except OSError:
                # The hole that a kill leaves will be told longer than it was.
                logger.warning("code=archive.pulse")

    def _tell(self, trouble: VoixlaError | None) -> None:
        before = None if self.trouble is None else self.trouble.code
        if before == (None if trouble is None else trouble.code):
            return
        self.trouble = trouble
        if trouble is not None:
            logger.error("code=%s items=%s", trouble.code, len(self._backlog) + len(self._held))
        self._changed()


def interruption(scribe: Scribe, start: Moment, end: Moment, cause: str) -> Mark:
    return Mark(record=scribe.record, kind=MarkKind.INTERRUPTION, start=start, end=end, cause=cause)
