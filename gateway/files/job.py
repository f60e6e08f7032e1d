"""One file through the pipeline of the meetings: sound in, formatted captions out, to the end or as far as it goes.

| What happens | What is written | What the caller sees |
|---|---|---|
| the sound ends | everything | True |
| ``interrupt`` is called | what was heard until then | False |
| the sound breaks off | what was heard until then | the ``VoixlaError`` of the source |
| there is no sound at all | nothing | the ``VoixlaError`` of the source |
| the output fails | nothing more | its error, at once |
| the engine fails on a passage | the rest, and where the passage is | ``VoixlaError`` at the end |
| the engine fails again and again | what was heard until then | ``VoixlaError`` |
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass, replace

from captions.errors import VoixlaError
from captions.events import CaptionEvent, Cause, Gap, Speaker
from captions.formats.clock import short
from captions.formats.form import Form
from captions.ids import SpeakerId, TrackId
from gateway.files.later import LaterLooks
from gateway.files.output import Output
from gateway.files.progress import Progress
from models.audio import SAMPLE_RATE, AudioFrame, AudioGap, to_ms
from pipeline.ports import Publish
from pipeline.repairs import Repair
from pipeline.session import CaptionSession
from pipeline.track_input import TrackInput

TRACK = TrackId("file")
_PATIENCE = 3
"""How often a track that fails is opened again."""

Sound = AsyncGenerator[AudioFrame | AudioGap, None]
OpenSession = Callable[[Publish], AbstractAsyncContextManager[CaptionSession]]
"""A session for sound that can wait, whose events go to the given function."""


@dataclass(frozen=True, slots=True)
class People:
    """Several in one sound; ``most`` of them, if that is known."""

    most: int | None = None


class _AbandonedError(Exception):
    """Leaves the session at once: nobody is there to read what it still has to say."""


class FileJob:
    """Captions one stream of sound once."""

    def __init__(
        self,
        *,
        open_session: OpenSession,
        form: Form,
        output: Output,
        progress: Progress,
        speaker: Speaker,
        people: People | None = None,
    ) -> None:
        """``people``: several speak, who are to be told apart; ``speaker`` is then whoever is not known."""
        self._people = people
        self._looks = LaterLooks()
        self._open_session = open_session
        self._form = form
        self._output = output
        self._progress = progress
        self._speaker = speaker
        self._feeding: asyncio.Task[None] | None = None
        self._interrupted = False
        self._heard = False
        self._output_failure: Exception | None = None
        self._lost_ms = 0
        self._track: TrackInput
        self._reopened = 0

    def interrupt(self) -> None:
        """Stop listening; what was heard is still captioned and written."""
        self._interrupted = True
        self._stop_listening()

    async def run(self, sound: Sound, *, real_time: bool, live: bool) -> bool:
        """``real_time``: listen no faster than people speak. ``live``: a reader waits for each phrase.

        Gives and raises what the table above says. Cancellation writes nothing more.
        """
        failure: VoixlaError | None = None
        try:
            async with self._open_session(self._publish) as session:
                self._open_track(session)
                failure = await self._listen(sound, session, real_time=real_time, live=live)
                if self._output_failure is not None:
                    raise _AbandonedError
                await self._track.close()
        except* _AbandonedError:
            pass
        if self._heard:
            self._write(self._form.close())
        self._progress.clear()
        self._conclude(failure)
        return not self._interrupted

    def _open_track(self, session: CaptionSession) -> None:
        speaker = self._speaker
        if self._people is not None:
            session.repaired = lambda repair: self._repaired(repair, session)
            # A track that was opened again knows no voice of the former one: no label may mean two people.
            speaker = replace(speaker, id=SpeakerId(f"{speaker.id}{self._reopened or ''}"))
        self._track = session.open_track(TRACK, speaker)
        if self._people is not None:
            self._track.share(True, most=self._people.most)

    def _repaired(self, repair: Repair, session: CaptionSession) -> None:
        for event in self._looks.amended(repair, at_ms=to_ms(session.now())):
            session.emit(event)

    async def _listen(
        self, sound: Sound, session: CaptionSession, *, real_time: bool, live: bool
    ) -> VoixlaError | None:
        """Feed the track until the sound ends, breaks off or is not wanted any more; why it broke off."""
        self._feeding = asyncio.create_task(self._feed(sound, session, real_time, live), name="feed")
        if self._interrupted:
            self._feeding.cancel()
        try:
            await asyncio.wait([self._feeding])
        finally:
            self._feeding.cancel()
        if self._feeding.cancelled():
            return None
        error = self._feeding.exception()
        if error is None or isinstance(error, VoixlaError):
            return error
        raise error

    async def _feed(self, sound: Sound, session: CaptionSession, real_time: bool, live: bool) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with aclosing(sound):
            async for item in sound:
                if not self._heard:
                    self._heard = True
                    self._write(self._form.opening())
                if real_time:
                    await asyncio.sleep(max(0.0, item.end / SAMPLE_RATE - (loop.time() - began)))
                await self._track.feed(item)
                position = to_ms(item.end)
                if self._track.ended:
                    self._reopen(session, position)
                    await self._track.feed(item)
                if live:
                    self._write(self._form.tick(position - self._track.backlog_ms))
                self._progress.at(position)

    def _reopen(self, session: CaptionSession, position_ms: int) -> None:
        """The track has failed and said what it lost: the sound goes on in a new one."""
        self._reopened += 1
        if self._reopened > _PATIENCE:
            raise VoixlaError(
                "caption.failed",
                f"La reconnaissance échoue sans cesse : arrêt à {short(position_ms)}. Lancez ./run doctor.",
            )
        self._open_track(session)

    def _publish(self, event: CaptionEvent) -> None:
        if isinstance(event, Gap) and event.cause is Cause.ENGINE:
            self._lost_ms += event.end_ms - event.start_ms
        if self._people is not None:
            self._looks.apply(event)
        if self._heard:
            self._write(self._form.push(event))

    def _write(self, text: str | bytes) -> None:
        """Never raises: called by the session, to which a full disk must not look like a failed track."""
        if not text or self._output_failure is not None:
            return
        try:
            self._progress.clear()
            self._output.write(text)
        except (VoixlaError, OSError) as error:
            self._output_failure = error
            self._stop_listening()

    def _stop_listening(self) -> None:
        if self._feeding is not None:
            self._feeding.cancel()

    def _conclude(self, failure: VoixlaError | None) -> None:
        if self._output_failure is not None:
            raise self._output_failure
        if self._heard:
            self._output.finish()
        if failure is not None and not self._interrupted:
            raise failure
        if self._lost_ms:
            raise VoixlaError(
                "caption.incomplete",
                f"La reconnaissance a échoué sur {max(1, round(self._lost_ms / 1000))} s de son, "
                "marquées dans le résultat. Relancez ; si cela recommence, lancez ./run doctor.",
            )
