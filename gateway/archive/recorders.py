"""The records of all rooms of this server: begins them, takes up those that a restart broke off, ends the forsaken.

Where a record belongs and what it is called is asked of ``shelving``, when it begins.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from captions.archive import lexicon
from captions.archive.audit import Deed
from captions.archive.ports import SYSTEM, Archive
from captions.archive.records import (
    Entry,
    Mark,
    MarkKind,
    Moment,
    NewRecord,
    Record,
    RecordId,
    RecordType,
    Space,
    SpaceId,
    SpaceType,
)
from captions.archive.spaces import TEMPLATES
from captions.archive.text import text_of
from captions.errors import VoixlaError
from captions.events import Author
from captions.ids import Milliseconds, SessionId
from gateway.archive.audio import SoundKeeper
from gateway.archive.pulse import Beat, Pulse, record_folder
from gateway.archive.recorder import Recorder, interruption
from gateway.archive.scribe import Scribe

logger = logging.getLogger(__name__)

TAKEN_UP_FOR_MS = 12 * 3_600_000
"""A meeting that nobody came back to for so long is over."""
_NOTED_AGAIN_S = 2.0
_GENERAL = Space(id=SpaceId("general"), name="Espace général", type=SpaceType.TEAM, created=Moment(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where the record of a room belongs."""

    space: SpaceId
    space_name: str
    title: str
    type: RecordType = RecordType.INTERNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A record that is being written: begun now, or taken up again."""

    recorder: Recorder
    space: str
    """Its name, as people are told."""
    audio: bool
    """The sound was being kept when it broke off."""


Note = Callable[[Deed, RecordId, str, Moment, Mapping[str, str | int]], None]
"""What was done with a record, by whom, when, in codes and counts; may block, may raise ``archive.*``."""


def unix_ms() -> int:
    return time.time_ns() // 1_000_000


class Recorders:
    """``folder`` is where the files of records are."""

    def __init__(
        self,
        archive: Archive,
        folder: Path,
        engine: Author,
        shelving: Callable[[str], Shelf],
        clock: Callable[[], int] = unix_ms,
        note: Note = lambda deed, record, actor, at, about: None,
    ) -> None:
        """``engine`` is the author of what is recognised; ``shelving`` is given the name of a room, and may block.

        ``note`` remembers what was done, for whoever asks later.
        """
        self._archive = archive
        self._folder = folder
        self._engine = engine
        self._shelving = shelving
        self._clock = clock
        self._note = note
        self._noting = asyncio.Lock()

    def started(self, now: Milliseconds) -> Moment:
        """When a session began that has lasted for ``now``: to be asked once, since clocks are set."""
        return Moment(self._clock() - now)

    async def begin(
        self,
        room: str,
        session: SessionId,
        started: Moment,
        now: Callable[[], Milliseconds],
        again: Recorder | None,
    ) -> Opened:
        """A new record, or ``again`` the one of this meeting that was stopped. Nothing is kept before its ``begin``.

        Raises ``archive.*``.
        """
        return await asyncio.to_thread(self._begin, room, session, started, now, again)

    async def take_up(
        self, room: str, session: SessionId, started: Moment, now: Callable[[], Milliseconds]
    ) -> Opened | None:
        """The record of this room that was broken off, with the hole marked; None when there is none."""
        return await asyncio.to_thread(self._take_up, room, session, started, now)

    async def broken_off(self, room: str) -> bool:
        """It will be taken up as soon as somebody comes. Raises ``archive.*``."""
        return await asyncio.to_thread(lambda: self._unfinished(room) is not None)

    def end_forsaken(self) -> None:
        """Nobody came back to those. Blocks. Raises ``archive.*``."""
        for record in self._archive.running():
            until, _ = self._last(record)
            if self._clock() - until > TAKEN_UP_FOR_MS:
                self._give_up(record, until)

    def sound(
        self,
        recorder: Recorder,
        now: Callable[[], Milliseconds],
        failed: Callable[[VoixlaError | None], None],
    ) -> SoundKeeper:
        """Keeps the sound of ``recorder``'s meeting, once it is started."""
        return SoundKeeper(record_folder(self._folder, recorder.scribe.record), recorder, now, failed)

    async def note(self, deed: Deed, recorder: Recorder, actor: str, about: Mapping[str, str | int]) -> None:
        """In the order of the calls, and of their time; waits for an archive that does not answer for now.

        Raises ``archive.*``.
        """
        at = Moment(self._clock())
        async with self._noting:
            while True:
                try:
                    await asyncio.to_thread(self._note, deed, recorder.scribe.record, actor, at, about)
                    return
                except VoixlaError as error:
                    if not error.retryable:
                        raise
                    logger.warning("task=audit code=%s", error.code)
                await asyncio.sleep(_NOTED_AGAIN_S)

    async def says_audio(self, recorder: Recorder) -> None:
        """The record has sound. Raises ``archive.*``."""
        await asyncio.to_thread(self._archive.describe, recorder.scribe.record, audio=True)

    def _begin(
        self,
        room: str,
        session: SessionId,
        started: Moment,
        now: Callable[[], Milliseconds],
        again: Recorder | None,
    ) -> Opened:
        lexicon.load()  # now, not when the first words are to be saved
        if again is None:
            # The archive did not answer when the meeting began, and now does: one meeting, one record.
            opened = self._take_up(room, session, started, now)
            if opened is not None:
                return opened
        shelf = self._shelving(room)
        at = Moment(started + now())
        if again is not None:
            record = again.scribe.record
            stopped = self._archive.record(record, SYSTEM).ended
            if stopped is not None:
                self._archive.mark([_stopped(record, stopped, at)])
        else:
            record = self._archive.open(
                NewRecord(space=shelf.space, room=room, title=shelf.title, type=shelf.type, started=at)
            )
        self._archive.resume(record, session, started)
        recorder = self._recorder(record, session, started, now)
        return Opened(recorder=recorder, space=shelf.space_name, audio=False)

    def _take_up(
        self, room: str, session: SessionId, started: Moment, now: Callable[[], Milliseconds]
    ) -> Opened | None:
        record = self._unfinished(room)
        if record is None:
            return None
        lexicon.load()
        until, audio = self._last(record)
        # A clock that was set back must not put what is said now before what was said then.
        started = Moment(max(started, until + 1 - now()))
        self._archive.resume(record.id, session, started)
        recorder = self._recorder(record.id, session, started, now)
        back = recorder.scribe.moment(now())
        recorder.put(
            *self._after_break(record, until, back), interruption(recorder.scribe, until, back, "restart")
        )
        space = self._archive.space(record.space, SYSTEM).name
        return Opened(recorder=recorder, space=space, audio=audio)

    def _unfinished(self, room: str) -> Record | None:
        found = [record for record in self._archive.running() if record.room == room]
        if not found:
            return None
        until, _ = self._last(found[-1])
        return found[-1] if self._clock() - until <= TAKEN_UP_FOR_MS else None

    def _recorder(
        self, record: RecordId, session: SessionId, started: Moment, now: Callable[[], Milliseconds]
    ) -> Recorder:
        pulse = Pulse(self._folder, record)
        scribe = Scribe(record, session, started, self._engine)
        beat = Beat(until=scribe.moment(now()), audio=False)
        try:
            pulse.beat(beat)
        except OSError:
            logger.warning("code=archive.pulse")
        return Recorder(self._archive, scribe, pulse, now)

    def _give_up(self, record: Record, until: Moment) -> None:
        self._archive.mark([*self._after_break(record, until, until)])
        self._archive.close(record.id, until)
        Pulse(self._folder, record.id).stop()

    def _after_break(self, record: Record, until: Moment, back: Moment) -> list[Mark]:
        """Off the record is a thing of the meeting, which is a new one."""
        return [
            Mark(
                record=mark.record,
                kind=mark.kind,
                start=mark.start,
                end=max(mark.start, until),
                cause=mark.cause,
            )
            for mark in self._archive.marks(record.id, SYSTEM)
            if mark.kind is MarkKind.OFF_RECORD and mark.end is None
        ]

    def _last(self, record: Record) -> tuple[Moment, bool]:
        """Until when the record is whole, and whether its sound was kept."""
        beat = Pulse(self._folder, record.id).last()
        if beat is not None:
            return beat.until, beat.audio
        starts = {session.session: session.started for session in record.sessions}
        last = self._last_entry(record.id)
        return (record.started if last is None else _end(last, starts)), False

    def _last_entry(self, record: RecordId) -> Entry | None:
        last = None
        for entry in text_of(self._archive, record, SYSTEM):
            last = entry
        return last


def general_space(archive: Archive) -> SpaceId:
    """The space of rooms that belong to none; made when it is not there."""
    try:
        archive.space(_GENERAL.id, SYSTEM)
    except VoixlaError as error:
        if error.code != "archive.unknown":
            raise
        archive.found(_GENERAL)
    return _GENERAL.id


def shelf(archive: Archive, space: SpaceId, title: str) -> Shelf:
    """In ``space``, as its type wants it."""
    found = archive.space(space, SYSTEM)
    return Shelf(space=space, space_name=found.name, title=title, type=TEMPLATES[found.type].record)


def _end(entry: Entry, starts: dict[SessionId, Moment]) -> Moment:
    return Moment(starts[entry.session] + entry.end_ms)


def _stopped(record: RecordId, start: Moment, end: Moment) -> Mark:
    return Mark(record=record, kind=MarkKind.OFF_RECORD, start=start, end=end, cause="stopped")
