"""Now and then a short clip of what is said at one microphone: to hear how many people speak there. Pure.

A clip is the beginning of an utterance, where one person is the likeliest to speak alone, and is given away when the
utterance is over. At most one in ``EVERY`` of speech, one waits at most; nothing is kept of silence.
"""

import numpy as np

from models.audio import AudioFrame, AudioGap, Pcm, to_samples

LENGTH = to_samples(3000)
EVERY = to_samples(20_000)


class Clips:
    """Of one microphone, through all of its tracks."""

    def __init__(self) -> None:
        self._parts: list[Pcm] = []
        self._held = 0
        self._since = int(EVERY)
        """Speech since the last clip."""
        self._speaking = False
        self._ready: Pcm | None = None

    def hear(self, part: AudioFrame | AudioGap, *, speech: bool) -> None:
        """What comes next."""
        began = not self._speaking
        self._speaking = speech and isinstance(part, AudioFrame)
        if isinstance(part, AudioGap) or not speech:
            self._clear()
            return
        self._since += len(part.pcm)
        if self._parts or (began and self._since >= EVERY):
            self._parts.append(part.pcm)
            self._held += len(part.pcm)
            if self._held >= LENGTH:
                self._ready = np.concatenate(self._parts)[:LENGTH]
                self._since = 0
                self._clear()

    @property
    def ready(self) -> bool:
        """There is a clip, and its utterance is over."""
        return self._ready is not None and not self._speaking

    def take(self) -> Pcm | None:
        """The clip that is ready, if there is one."""
        if not self.ready:
            return None
        clip, self._ready = self._ready, None
        return clip

    def forget(self) -> None:
        """Nothing of what was heard is kept."""
        self._clear()
        self._ready = None

    def _clear(self) -> None:
        self._parts.clear()
        self._held = 0
