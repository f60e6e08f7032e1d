"""Typed lines spoken to the room, one after the other, by a voice that everybody hears and nobody captions again.

| Bound | Overflow |
|---|---|
| ``QUEUE`` lines wait | ``voice.busy``: the line is shown, not spoken |

When somebody leaves, what they had waiting is not spoken. Who typed seems to speak while it is.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.live import protocol
from gateway.live.refusals import refusal
from gateway.media.embedded.talker import Talker
from gateway.media.espeak import Synthesise
from gateway.people import Person
from gateway.stage import Stage
from gateway.tasks import Tasks
from models.audio import Loss, Pcm, Samples

QUEUE = 10
VOICE = SpeakerId("typed-voice")
"""Under which id the room hears it: nobody of the list of people."""
_SETTLING_SECONDS = 1.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Line:
    person: Person
    text: str = field(repr=False)


class Voiced:
    """Of one meeting; connects to it when there is something to say for the first time."""

    def __init__(
        self, synthesise: Synthesise, stage: Stage, tasks: Tasks, changed: Callable[[], None]
    ) -> None:
        """``changed``: somebody seems to speak, or does not any more."""
        self._synthesise = synthesise
        self._stage = stage
        self._tasks = tasks
        self._changed = changed
        self._waiting: deque[_Line] = deque()
        self._now: _Line | None = None
        self._talker: Talker | None = None
        self._running = self._closed = self._broken = False

    def say(self, person: Person, text: str) -> None:
        """Soon. Raises ``voice.busy``."""
        if self._closed:
            return
        if len(self._waiting) >= QUEUE:
            raise refusal("voice.busy")
        self._waiting.append(_Line(person=person, text=text))
        if not self._running:
            self._running = True
            self._tasks.start("typed-voice", self._run())

    def forget(self, person: Person) -> None:
        """They have left."""
        self._waiting = deque(line for line in self._waiting if line.person is not person)
        if self._now is not None and self._now.person is person:
            self._now = None

    async def close(self) -> None:
        """Nothing is spoken any more. May be called again."""
        self._closed = True
        self._waiting.clear()
        self._now = None
        await self._hang_up()

    async def _run(self) -> None:
        try:
            while self._waiting:
                line = self._now = self._waiting.popleft()
                try:
                    await self._speak(line)
                except VoixlaError:
                    await self._hang_up()
                    if line.person.seat is not None:
                        line.person.seat.reader.post(protocol.error(refusal("voice.failed")))
        finally:
            self._now = None
            self._running = False

    async def _speak(self, line: _Line) -> None:
        pcm = await self._synthesise(line.text)
        talker = await self._connected()
        if self._now is not line:
            return
        self._light(line.person, True)
        try:
            await talker.say(pcm, lambda: self._now is line)
        finally:
            self._light(line.person, False)

    async def _connected(self) -> Talker:
        if self._talker is not None and (self._broken or self._talker.lost):
            await self._hang_up()
        if self._talker is not None:
            return self._talker
        talker, self._broken = Talker(), False
        self._talker = talker
        answer = await self._stage.publish_voice(VOICE, await talker.offer(), _Unheard(), self._ended)
        await talker.accept(answer)
        # Everybody's page is being told where to hear it: whoever begins at once is not heard.
        await asyncio.sleep(_SETTLING_SECONDS)
        return talker

    def _ended(self, failed: bool) -> None:
        self._broken = True

    async def _hang_up(self) -> None:
        talker, self._talker = self._talker, None
        if talker is not None:
            await self._stage.unpublish_voice(VOICE)
            await talker.close()

    def _light(self, person: Person, on: bool) -> None:
        person.speaking = on
        self._changed()


def voiced(
    synthesise: Synthesise | None, stage: Stage, tasks: Tasks, changed: Callable[[], None]
) -> Voiced | None:
    """None where nothing can speak."""
    return None if synthesise is None else Voiced(synthesise, stage, tasks, changed)


class _Unheard:
    """A ``TapSink``: the text is there already."""

    def sound(self, start: Samples, pcm: Pcm) -> None:
        return

    def gap(self, start: Samples, end: Samples, loss: Loss) -> None:
        return

    def pause(self) -> None:
        return

    def speaking(self, on: bool) -> None:
        return
