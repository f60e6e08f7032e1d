"""Does it sound as if several people spoke at a microphone that is one person's? Said once, decided by nobody here.

Beside the captions, after them and never instead: a clip is listened to when its utterance is over and nothing of its
track waits to be decoded, one at a time, and only while the machine keeps the pace. What clips sound like is held in
memory, ``_MOST`` of one microphone, until there is an answer; it is in no event, no log and on no disk.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from models.audio import AudioFrame, AudioGap, Pcm
from pipeline.clips import Clips
from pipeline.ports import Impressions
from pipeline.several import Impression, several

logger = logging.getLogger(__name__)

_MOST = 16

Start = Callable[[Coroutine[Any, Any, None]], "asyncio.Task[None]"]


class Hints:
    """Of one session."""

    def __init__(
        self,
        impressions: Impressions,
        *,
        may: Callable[[], bool],
        start: Start,
        told: Callable[[SpeakerId], None],
    ) -> None:
        """``may``: whether the machine has time. ``start`` begins a task. ``told``: several seem to speak there; at
        most once a microphone, and not after ``settle``.
        """
        self._impressions = impressions
        self._may = may
        self._start = start
        self._told = told
        self._microphones: dict[SpeakerId, Hint] = {}
        self._task: asyncio.Task[None] | None = None

    def of(self, microphone: SpeakerId) -> "Hint":
        """The same for all tracks of a microphone."""
        return self._microphones.setdefault(microphone, Hint(microphone, self._look))

    def settle(self, microphone: SpeakerId) -> None:
        """It is known how many speak there, or nobody does any more: nothing is asked again, nothing kept."""
        self.of(microphone).settle()

    def close(self) -> None:
        """The session is over."""
        if self._task is not None:
            self._task.cancel()
        for hint in self._microphones.values():
            hint.settle()

    def _look(self, hint: "Hint") -> None:
        if (self._task is None or self._task.done()) and self._may():
            clip = hint.clip()
            if clip is not None:
                self._task = self._start(self._listen(hint, clip))

    async def _listen(self, hint: "Hint", clip: Pcm) -> None:
        """Whatever fails here, captions go on."""
        try:
            impression = await self._impressions.impression(clip)
            if impression is not None and hint.learn(impression):
                self._told(hint.microphone)
        except VoixlaError as error:
            logger.warning("code=%s", error.code)
            hint.settle()
        except Exception:
            logger.exception("code=internal")
            hint.settle()


class Hint:
    """Of one microphone, through all of its tracks."""

    def __init__(self, microphone: SpeakerId, look: Callable[["Hint"], None]) -> None:
        self.microphone = microphone
        self._look = look
        self._clips = Clips()
        self._heard: deque[Impression] = deque(maxlen=_MOST)
        self._settled = False

    def hear(self, part: AudioFrame | AudioGap, *, speech: bool) -> None:
        """What comes next; never waits."""
        if not self._settled:
            self._clips.hear(part, speech=speech)

    def rest(self) -> None:
        """Nothing of the track waits to be decoded."""
        if self._clips.ready:
            self._look(self)

    def clip(self) -> Pcm | None:
        return self._clips.take()

    def learn(self, impression: Impression) -> bool:
        """Whether it is clear by now that several speak; then it is settled."""
        if self._settled:
            return False
        self._heard.append(impression)
        if not several(self._heard):
            return False
        self.settle()
        return True

    def settle(self) -> None:
        self._settled = True
        self._heard.clear()
        self._clips.forget()
