"""The switch of the record: hosts start and stop the transcript and, by a second switch, the sound beside it.

Everybody is told before anything is kept; who objects is heard by the hosts. What is kept, and how, is for
``gateway/archive`` to say. Where there is no archive, nothing can be started.
"""

import asyncio
import logging
from collections.abc import Callable

from captions.archive.audit import SYSTEM_ACTOR, Deed
from captions.errors import VoixlaError
from captions.events import CaptionEvent, OffRecord
from captions.ids import Milliseconds, SessionId, SpeakerId
from gateway.archive.audio import SoundKeeper
from gateway.archive.recorder import Recorder
from gateway.archive.recorders import Opened, Recorders
from gateway.live import protocol
from gateway.live.allowance import Allowance
from gateway.live.keeping import KeepAudio, KeepingMessage, Objection, Transcript
from gateway.live.protocol import NOT_KEPT, TranscriptView
from gateway.live.refusals import refusal
from gateway.meeting.assembly import Assembly
from gateway.meeting.record import Record
from gateway.people import Person, Seat
from gateway.tasks import Tasks
from models.audio import Pcm, Samples

logger = logging.getLogger(__name__)

_LAST_NOTE_S = 5.0
_OBJECTIONS = 2
_OBJECTIONS_PER_SECOND = 0.1


class Registrar:
    """Of one meeting. ``changed`` is called when everybody is to be told."""

    def __init__(
        self,
        assembly: Assembly,
        record: Record,
        recorders: Recorders | None,
        *,
        room: str,
        session: SessionId,
        now: Callable[[], Milliseconds],
        tasks: Tasks,
        changed: Callable[[], None],
    ) -> None:
        self._assembly = assembly
        self._record = record
        self._recorders = recorders
        self._room = room
        self._session = session
        self._now = now
        self._tasks = tasks
        self._changed = changed
        self._started = recorders.started(now()) if recorders is not None else None
        self._opened: Opened | None = None
        self._since: Milliseconds | None = None
        self._sound: SoundKeeper | None = None
        self._sound_trouble: VoixlaError | None = None
        self._former: Recorder | None = None
        """The one that was stopped last; it may still be writing."""
        self._ending: dict[Recorder, asyncio.Task[None]] = {}
        self._switching = asyncio.Lock()
        self._allowances: dict[SpeakerId, Allowance] = {}
        record.follow = self._publish

    @property
    def view(self) -> TranscriptView:
        if self._opened is None:
            return NOT_KEPT
        trouble = self._opened.recorder.trouble
        return TranscriptView(
            on=True,
            audio=self._sound is not None,
            since_ms=self._since,
            space=self._opened.space,
            trouble=self._sound_trouble if trouble is None else trouble,
        )

    def greet(self, seat: Seat) -> None:
        """Its welcome has been posted."""
        seat.knows("transcript", protocol.transcript(self.view))
        if self._opened is not None:
            self._note(Deed.TOLD, self._opened.recorder, _actor(seat.person))

    def look(self) -> None:
        """Every page is told what it does not know yet."""
        message = protocol.transcript(self.view)
        for seat in self._assembly.inside:
            seat.tell("transcript", message)

    def hear(self, start: Samples, pcm: Pcm) -> None:
        """What anybody says."""
        if self._sound is not None:
            self._sound.hear(start, pcm)

    def handle(self, seat: Seat, person: Person, message: KeepingMessage) -> None:
        """Raises ``VoixlaError``; then nothing happened. Switches take time, one after the other; a page is told when
        one fails.
        """
        if isinstance(message, Objection):
            self._object(person, message)
            return
        if not person.leads:
            raise refusal("live.not_host")
        if self._recorders is None:
            raise refusal("transcript.none")
        self._tasks.start("transcript-switch", self._switch(self._recorders, seat, person, message))

    async def take_up(self) -> None:
        """Goes on with a record that a restart of the server broke off. Nobody has come in yet."""
        if self._recorders is None or self._started is None:
            return
        try:
            opened = await self._recorders.take_up(self._room, self._session, self._started, self._now)
            if opened is None:
                return
            self._open(opened)
            self._note(Deed.RESUMED, opened.recorder, SYSTEM_ACTOR)
            if opened.audio:
                await self._keep_sound(self._recorders)
        except VoixlaError as error:
            # The meeting is worth more than its record; a host sees that it is off.
            logger.error("code=%s", error.code)

    def forget(self, person: Person) -> None:
        """They have left."""
        self._allowances.pop(person.id, None)

    async def close(self, *, over: bool) -> None:
        """The last word is final. ``over``: the meeting is; else the next one of this room goes on with its record."""
        await self._drop_sound()
        if self._opened is not None:
            opened, self._opened = self._opened, None
            await opened.recorder.stop(ended=over)
            assert self._recorders is not None
            try:
                async with asyncio.timeout(_LAST_NOTE_S):
                    await self._recorders.note(
                        Deed.STOPPED, opened.recorder, SYSTEM_ACTOR, {"over": int(over)}
                    )
            except (VoixlaError, TimeoutError) as error:
                logger.warning("task=audit code=%s", getattr(error, "code", "archive.slow"))

    def _publish(self, event: CaptionEvent) -> None:
        if self._opened is not None:
            self._opened.recorder.publish(event)
            if isinstance(event, OffRecord):
                self._note(Deed.OFF_RECORD if event.on else Deed.ON_RECORD, self._opened.recorder, "host")
        for recorder in self._ending:
            recorder.publish(event)

    async def _switch(
        self, recorders: Recorders, seat: Seat, person: Person, message: Transcript | KeepAudio
    ) -> None:
        async with self._switching:
            try:
                match message:
                    case Transcript(on=True) if self._opened is None:
                        await self._begin(recorders, person)
                    case Transcript(on=False) if self._opened is not None:
                        self._end(person)
                    case KeepAudio(on=True) if self._opened is None:
                        raise refusal("transcript.first")
                    case KeepAudio(on=True) if self._sound is None and self._opened is not None:
                        recorder = self._opened.recorder
                        await self._keep_sound(recorders)
                        self._note(Deed.STARTED, recorder, _actor(person), audio=1)
                    case KeepAudio(on=False):
                        if self._opened is not None and self._sound is not None:
                            self._note(Deed.STOPPED, self._opened.recorder, _actor(person), audio=1)
                        await self._drop_sound()
            except VoixlaError as error:
                seat.reader.post(protocol.error(error))

    async def _begin(self, recorders: Recorders, person: Person) -> None:
        assert self._started is not None
        if self._ending:
            await asyncio.wait(self._ending.values())  # it is the same record
        opened = await recorders.begin(self._room, self._session, self._started, self._now, self._former)
        self._open(opened)
        self._note(Deed.STARTED, opened.recorder, _actor(person))
        for seat in self._assembly.inside:
            self._note(Deed.TOLD, opened.recorder, _actor(seat.person))

    def _open(self, opened: Opened) -> None:
        self._opened, self._since, self._sound_trouble = opened, self._now(), None
        # Told first, kept afterwards.
        self._changed()
        opened.recorder.begin(off_record=self._record.off, named=self._record.named.values())
        opened.recorder.start(self._tasks, self._changed)

    def _end(self, person: Person) -> None:
        assert self._opened is not None
        recorder = self._opened.recorder
        self._note(Deed.STOPPED, recorder, _actor(person))
        sound, self._sound = self._sound, None
        self._opened, self._former = None, recorder
        self._ending[recorder] = self._tasks.start("transcript-end", self._finish(recorder, sound))
        self._changed()

    async def _finish(self, recorder: Recorder, sound: SoundKeeper | None) -> None:
        try:
            if sound is not None:
                await sound.stop()
            await recorder.stop(ended=True)
        finally:
            self._ending.pop(recorder, None)

    async def _keep_sound(self, recorders: Recorders) -> None:
        opened = self._opened
        assert opened is not None
        recorder = opened.recorder
        await recorders.says_audio(recorder)
        if self._opened is not opened:
            return
        self._sound = recorders.sound(recorder, self._now, self._sound_failed)
        self._changed()
        recorder.audio = True
        self._sound.start(self._tasks)

    async def _drop_sound(self) -> None:
        sound, self._sound = self._sound, None
        self._sound_trouble = None
        if self._opened is not None and sound is not None:
            self._opened.recorder.audio = False
        self._changed()
        if sound is not None:
            await sound.stop()

    def _sound_failed(self, trouble: VoixlaError | None) -> None:
        self._sound_trouble = trouble
        self._changed()

    def _object(self, person: Person, message: Objection) -> None:
        if self._opened is None:
            raise refusal("transcript.off")
        now = asyncio.get_running_loop().time()
        allowance = self._allowances.setdefault(
            person.id, Allowance(now, burst=_OBJECTIONS, per_second=_OBJECTIONS_PER_SECOND)
        )
        if not allowance.take(now):
            raise refusal("transcript.objected")
        self._note(Deed.OBJECTED, self._opened.recorder, _actor(person if message.named else None))
        told = protocol.objected(person.name if message.named else None)
        for seat in self._assembly.inside:
            if seat.leads:
                seat.reader.post(told)

    def _note(self, deed: Deed, recorder: Recorder, actor: str, **about: str | int) -> None:
        """For the audit log, which nobody in the meeting waits for."""
        assert self._recorders is not None
        self._tasks.start("audit", self._recorders.note(deed, recorder, actor, about))


def _actor(person: Person | None) -> str:
    """As the audit log has it: the label of the session, never a name."""
    return "person:" if person is None else f"person:{person.id}"
