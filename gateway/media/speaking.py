"""Whether somebody seems to speak, from loudness alone, to light a name up. Pure; captions do not depend on it."""

import math

from models.audio import Pcm, to_samples

_LOUD = 0.010
"""−40 dBFS."""
_QUIET = 0.004
_RISE = to_samples(60)
_FALL = to_samples(600)


class SpeakingLight:
    """On after 60 ms of loud sound, off after 600 ms without."""

    def __init__(self) -> None:
        self.on = False
        self._loud_for = 0
        self._quiet_for = 0

    def hear(self, pcm: Pcm) -> bool:
        """``pcm`` (n,) follows what was heard before; returns whether the light is on after it."""
        loudness = math.sqrt(float(pcm @ pcm) / len(pcm)) if len(pcm) else 0.0
        self._loud_for = self._loud_for + len(pcm) if loudness >= _LOUD else 0
        self._quiet_for = self._quiet_for + len(pcm) if loudness < (_QUIET if self.on else _LOUD) else 0
        if self._loud_for >= _RISE:
            self.on = True
        elif self._quiet_for >= _FALL:
            self.on = False
        return self.on

    def off(self) -> None:
        self.on, self._loud_for, self._quiet_for = False, 0, 0
