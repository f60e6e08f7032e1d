"""A session: the tracks of one room and the one stream of caption events that they give.

One task group per session, two named tasks per track: *listen* (sound to speech marks) and *caption* (windows
to events). A track that fails ends alone, with a ``Gap``; leaving the session drains every track first, unless it is
left by an exception: then what was heard and not captioned becomes a ``Gap``.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from captions.errors import VoixlaError
from captions.events import (
    Amended,
    CaptionEvent,
    Cause,
    Final,
    Interim,
    Named,
    OffRecord,
    Speaker,
    State,
    Status,
)
from captions.glossary import NO_GLOSSARY, Glossary
from captions.ids import LineId, Milliseconds, SegmentId, SessionId, SpeakerId, TrackId
from models.audio import SAMPLE_RATE, Samples, to_ms
from models.speakers import VoiceLabel
from pipeline.delays import Delays
from pipeline.hints import Hints
from pipeline.lasting import LastingVoices
from pipeline.lines import Numbering
from pipeline.microphone import SharedMicrophone
from pipeline.policy import Policy
from pipeline.ports import Diarisation, Impressions, Inference, Observer, Publish, Unobserved
from pipeline.repairs import Repair
from pipeline.shared import SharedAnnouncer
from pipeline.track_input import TrackInput
from pipeline.track_tasks import TrackTasks
from pipeline.voices import VoiceNames

logger = logging.getLogger(__name__)

_LATE_MS = 2500
_ON_TIME_MS = 1500
_NEWS_MS = 1000


class CaptionSession:
    """Enter it, open tracks, push sound, close them, leave it. Events go to ``publish`` with rising ``seq``."""

    def __init__(
        self,
        *,
        session: SessionId,
        inference: Inference,
        policy: Policy,
        publish: Publish,
        live: bool = True,
        clock: Callable[[], float] = time.monotonic,
        observer: Observer | None = None,
        glossary: Glossary | None = None,
        diarisation: Diarisation | None = None,
        impressions: Impressions | None = None,
    ) -> None:
        """``live`` sound cannot wait: when inference falls behind, interims are shed and then speech is marked
        as a ``Gap``. Otherwise (files) sound waits for inference and nothing is shed.
        """
        self.id = session
        self.glossary = glossary or NO_GLOSSARY
        """May be replaced at any time; the windows that are asked next get it."""
        self.repaired: Callable[[Repair], None] = lambda repair: None
        """Told of lines that a later look gives to another voice; whoever keeps the text amends it."""
        self.several: Callable[[SpeakerId], None] = lambda microphone: None
        """Told that several people seem to speak at a microphone that is not shared: at most once, if at all."""
        self._diarisation = diarisation
        self._voices = VoiceNames()
        self._microphones: dict[SpeakerId, LastingVoices] = {}
        self._inference, self._policy = inference, policy
        self._publish = publish
        self._live = live
        self._observer = observer or Unobserved()
        self._delays = Delays(self._observer)
        self._clock = clock
        self._opened_at = clock()
        self._seq = self._lag_ms = 0
        self._numbering = Numbering()
        self._tracks: dict[TrackId, TrackInput] = {}
        self._status = Status.STARTING
        self._cause: Cause | None = None
        self._untold = 0
        """Shared microphones whose voices are not told apart now, for want of time."""
        self._group = asyncio.TaskGroup()
        self._hints = self._hinting(impressions) if impressions is not None and live else None

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for track in list(self._tracks.values()):
            track.end()
        if self._hints is not None:
            self._hints.close()
        try:
            await self._group.__aexit__(kind, error, trace)
        finally:
            self.state(Status.CLOSED)
            for microphone in self._microphones.values():
                await microphone.forget()

    def now(self) -> Samples:
        """The session's clock: 0 when it was made."""
        return Samples(int((self._clock() - self._opened_at) * SAMPLE_RATE))

    def open_track(self, track: TrackId, speaker: Speaker) -> TrackInput:
        """A new track. Raises ``VoixlaError`` when ``track`` is open already."""
        if track in self._tracks:
            raise VoixlaError("track.open", "Cette piste est déjà ouverte.")
        tasks = TrackTasks(
            track,
            speaker,
            self._policy,
            self._numbering,
            self._inference,
            self._emit,
            glossary=lambda: self.glossary,
            shed=self._observer.shed if self._live else None,
            hint=self._hints.of(speaker.id) if self._hints is not None else None,
        )
        ended = self._group.create_task(self._run(track, tasks), name=f"track {track}")
        opened = TrackInput(tasks, ended, lambda most: self._shared(track, speaker, tasks, most))
        self._tracks[track] = opened
        return opened

    def _shared(
        self, track: TrackId, speaker: Speaker, tasks: TrackTasks, most: int | None
    ) -> SharedMicrophone:
        if self._diarisation is None:
            raise VoixlaError("voices.none", "Ce serveur ne distingue pas les voix d'un micro partagé.")
        self._settle(speaker.id)
        lasting = self._microphones.setdefault(speaker.id, LastingVoices(self._diarisation))
        return SharedMicrophone(
            SharedAnnouncer(track, speaker, self._numbering, self._voices),
            lasting.track(most) if self._live else self._diarisation.track(most=most),
            may=lambda: self._status is not Status.LATE,
            told=tasks.drain,
            repaired=lambda repair: self.repaired(repair),
            dropped=self._voices_dropped,
            live=self._live,
        )

    async def merge_voices(self, microphone: SpeakerId, was: VoiceLabel, into: VoiceLabel) -> None:
        """Two voices of ``microphone`` are one person: the former does not come again."""
        if microphone in self._microphones:
            await self._microphones[microphone].merge(was, into)

    async def forget_voices(self, microphone: SpeakerId) -> None:
        """It is not shared any more, or nobody comes back to it: what its voices sound like is dropped."""
        self._settle(microphone)
        if microphone in self._microphones:
            await self._microphones[microphone].forget()

    def _hinting(self, impressions: Impressions) -> Hints:
        return Hints(
            impressions,
            may=lambda: (self._status, self._cause) == (Status.LIVE, None) and self._lag() < _ON_TIME_MS,
            start=lambda work: self._group.create_task(work, name="hint"),
            told=lambda microphone: self.several(microphone),
        )

    def _settle(self, microphone: SpeakerId) -> None:
        if self._hints is not None:
            self._hints.settle(microphone)

    def _voices_dropped(self, dropped: bool) -> None:
        """Nobody is told apart at shared microphones as long as the machine cannot do that too."""
        self._untold += 1 if dropped else -1
        if self._status is Status.LIVE:
            self.state(Status.LIVE)

    def next_segment(self, line: LineId | None = None) -> tuple[LineId, SegmentId]:
        """Ids for words that people write: of a new line unless ``line`` is given."""
        return self._numbering.next_line() if line is None else line, self._numbering.segment()

    def emit(self, event: Interim | Final | Amended | Named | OffRecord) -> None:
        """Publish what people wrote or changed; its ``seq`` is given here."""
        self._emit(event)

    def state(self, status: Status, cause: Cause | None = None, lag_ms: int = 0) -> None:
        """Tell readers how the captions are doing; the same thing is not said twice."""
        if status is Status.LIVE and self._untold:
            cause = Cause.OVERLOAD
        same = status == self._status and (cause == self._cause or status is not Status.LIVE)
        if same and abs(lag_ms - self._lag_ms) < _NEWS_MS:
            return
        self._status, self._cause, self._lag_ms = status, cause, lag_ms
        self._emit(
            State(seq=0, at_ms=to_ms(self.now()), status=status, cause=cause, lag_ms=Milliseconds(lag_ms))
        )

    def _emit(self, event: CaptionEvent) -> None:
        self._seq += 1
        self._publish(replace(event, seq=self._seq))
        self._delays.tell(event, to_ms(self.now()))

    async def _run(self, track: TrackId, tasks: TrackTasks) -> None:
        try:
            await tasks.run(self._answered, self._waiting)
        except asyncio.CancelledError:
            tasks.abandon(Cause.SHUTDOWN)
            raise
        except Exception as error:
            logger.error("track failed: %s", type(error).__name__, exc_info=error)
            tasks.abandon(Cause.ENGINE)
            self.state(Status.INTERRUPTED, Cause.ENGINE)
        finally:
            del self._tracks[track]
            self._delays.forget(track)
            self._waiting()

    def _answered(self, cause: Cause | None) -> None:
        """Called by each track after each call: derives the state that readers see."""
        if cause is not None:
            self.state(Status.INTERRUPTED, cause)
        elif not self._waiting() and self._status is not Status.LATE:
            self.state(Status.LIVE)

    def _waiting(self) -> bool:
        """Called by each track while calls are due and when none is left: tells readers when captions begin and
        cease to be late, or wait for a device that failed. Returns whether they are or do."""
        lag = self._lag()
        if lag and not self._inference.working:
            self.state(Status.INTERRUPTED, Cause.ENGINE)
            return True
        late = self._live and lag > _LATE_MS
        if late:
            self.state(Status.LATE, Cause.OVERLOAD, lag)
        elif self._status is Status.LATE and lag < _ON_TIME_MS:
            self.state(Status.LIVE)
        return late

    def _lag(self) -> int:
        return max((opened.backlog_ms for opened in self._tracks.values()), default=0)
