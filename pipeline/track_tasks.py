"""The asyncio that carries one track: sound in, inference calls, events out. Decisions are in ``track``."""

import asyncio
import logging
from collections.abc import Callable

from captions.errors import VoixlaError
from captions.events import Cause, Speaker
from captions.glossary import Glossary
from captions.ids import Milliseconds, TrackId
from captions.words import Hypothesis
from models.audio import AudioFrame, AudioGap, Samples, SpeechWindow
from pipeline.framing import Framing
from pipeline.hints import Hint
from pipeline.intake import Intake
from pipeline.lines import Numbering
from pipeline.microphone import SharedMicrophone
from pipeline.policy import Policy
from pipeline.ports import Inference, Publish
from pipeline.segmenter import Segmenter
from pipeline.track import TrackCaptioner

logger = logging.getLogger(__name__)

_RETRY_DELAYS_S = (0.1, 0.4, 1.0)
# Words that are older than this when their turn comes could not be final within the bound of 6 s.
_HOPELESS_MS = 5000
_WAIT_MS = 4000
_STALLED_MS = 12_000

Answered = Callable[[Cause | None], None]
"""Told after each call: the cause of its failure, or None."""
Waiting = Callable[[], object]
"""Told when sound came in while a call was due (one that hangs must be seen before it ends), and when none is."""


class TrackTasks:
    """Runs until its intake has ended and every word is final or marked."""

    def __init__(
        self,
        track: TrackId,
        speaker: Speaker,
        policy: Policy,
        numbering: Numbering,
        inference: Inference,
        publish: Publish,
        *,
        glossary: Callable[[], Glossary],
        shed: Callable[[int], None] | None,
        hint: Hint | None = None,
    ) -> None:
        """``glossary``: as it is now. ``shed``: sound is live and cannot wait; told how many guesses were skipped.
        ``hint`` hears what is said while the track is one person's.
        """
        self.intake = Intake(track)
        self._framing = Framing(track)
        self._segmenter = Segmenter(policy.voice)
        self._captioner = TrackCaptioner(track, speaker, policy, numbering)
        self._inference = inference
        self._voice = inference.voice()
        self._publish = publish
        self._glossary = glossary
        self._told_shed = shed
        self._hint = hint
        self._microphone: SharedMicrophone | None = None
        self._group = asyncio.TaskGroup()
        self._running = False
        self._work = asyncio.Event()
        self._progress = asyncio.Event()
        self._hearing: AudioFrame | None = None
        self._heard_all = False

    @property
    def speaking(self) -> bool:
        return self._segmenter.speaking

    @property
    def backlog_ms(self) -> Milliseconds:
        return self._captioner.backlog_ms

    async def run(self, answered: Answered, waiting: Waiting) -> None:
        """Listen and caption side by side, and tell voices apart where several people share the track."""
        self._running = True
        async with self._group as group:
            group.create_task(self._listen(waiting), name="listen")
            group.create_task(self._caption(answered, waiting), name="caption")
            if self._microphone is not None:
                self._begin(self._microphone)

    def share(self, microphone: SharedMicrophone | None) -> None:
        """From the sound that is heard next on, several people speak; with None, whoever the track belongs to."""
        former, self._microphone = self._microphone, microphone
        if former is not None:
            former.end()
            former.announcer.wait_no_more()
        self._captioner.tell_by(None if microphone is None else microphone.announcer)
        self._drain()
        if microphone is not None and self._running:
            self._begin(microphone)

    def _begin(self, microphone: SharedMicrophone) -> None:
        self._group.create_task(microphone.run(), name="voices")

    def abandon(self, cause: Cause) -> None:
        """The track failed: whatever was not captioned is a gap."""
        unheard = [*([self._hearing] if self._hearing else []), *self.intake.discard()]
        start, end = (unheard[0].start, unheard[-1].end) if unheard else (Samples(0), Samples(0))
        self._captioner.abandon(start, end, cause)
        self._drain()

    async def _listen(self, waiting: Waiting) -> None:
        while (item := await self.intake.take()) is not None:
            for part in self._framing.add(item):
                await self._hear(part)
            if self._captioner.backlog_ms:
                waiting()
            await self._wait_for_captions()
        for part in self._framing.flush():
            await self._hear(part)
        self._captioner.finish(self._segmenter.cut(self._captioner.heard_until))
        if self._microphone is not None:
            self._microphone.end()
        self._heard_all = True
        self._work.set()

    async def _hear(self, part: AudioFrame | AudioGap) -> None:
        speech = False
        if isinstance(part, AudioGap):
            self._captioner.lose(part, self._segmenter.cut(part.start))
        else:
            self._hearing = part
            probabilities = await self._voice.probabilities(part.pcm)
            self._hearing = None
            speech = self._segmenter.speaking
            marks = self._segmenter.feed(part.start, probabilities)
            speech = speech or bool(marks)
            self._captioner.hear(part, marks)
        if self._microphone is not None:
            self._microphone.put(part, speech=speech)
            await self._microphone.room()
        elif self._hint is not None:
            self._hint.hear(part, speech=speech)
        self._work.set()

    async def _wait_for_captions(self) -> None:
        """Sound that can wait does not run far ahead of its captions; live sound then overflows at the intake."""
        most = _STALLED_MS if self._told_shed else _WAIT_MS
        while self._captioner.backlog_ms > most:
            self._progress.clear()
            await self._progress.wait()

    async def _caption(self, answered: Answered, waiting: Waiting) -> None:
        while True:
            self._shed()
            window = self._captioner.next_window()
            self._drain()
            if window is None:
                if self._heard_all:
                    return
                self._progress.set()
                waiting()
                if self._hint is not None:
                    self._hint.rest()
                self._work.clear()
                await self._work.wait()
                continue
            answer = await self._recognise(final=window.final)
            if isinstance(answer, Cause):
                self._captioner.give_up(answer)
            else:
                self._captioner.accept(answer)
            self._drain()
            self._progress.set()
            answered(answer if isinstance(answer, Cause) else None)

    def _ask(self) -> SpeechWindow:
        """The window that is due, by now."""
        self._catch_up()
        window = self._captioner.next_window(self._glossary())
        assert window is not None
        return window

    def _catch_up(self) -> None:
        """Live, the newest sound is decoded: the interval widens by itself to what the device can do."""
        if self._told_shed is not None and (skipped := self._captioner.catch_up()):
            self._told_shed(skipped)

    def _shed(self) -> None:
        self._catch_up()
        if self._told_shed is None:
            return
        while self._captioner.backlog_ms > _HOPELESS_MS and self._captioner.next_window() is not None:
            self._captioner.give_up(Cause.OVERLOAD)

    async def _recognise(self, *, final: bool) -> Hypothesis | Cause:
        for delay in (*_RETRY_DELAYS_S, None):
            try:
                return await self._inference.recognise(self._ask, final=final)
            except VoixlaError as error:
                logger.warning("recognition failed: %s", error.code)
                if not error.retryable or delay is None:
                    return Cause.ENGINE
                await asyncio.sleep(delay)
        return Cause.ENGINE

    def drain(self) -> None:
        """Publishes what was decided about words that were recognised before."""
        self._drain()

    def _drain(self) -> None:
        for event in self._captioner.drain():
            self._publish(event)
