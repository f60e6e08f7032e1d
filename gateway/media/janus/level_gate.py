"""Leaves out what a sender says is no sound at all (RFC 6464): a microphone that is off costs nothing. Pure.

Who never said anything else is not believed: some programs send the level of silence with everything.
"""

import re

from gateway.media.janus.rtp import SILENCE, Received

_CLOSES_AFTER = 50
"""Packets, a second: breaths between words are no reason to close."""
_LEVEL = re.compile(r"^a=extmap:(\d+)\S* urn:ietf:params:rtp-hdrext:ssrc-audio-level\s*$", re.MULTILINE)


def level_extension(sdp: str) -> int | None:
    """Under which number the loudness comes, as agreed in the answer ``sdp``."""
    found = _LEVEL.search(sdp)
    return int(found[1]) if found else None


class LevelGate:
    """``passes`` each packet in the order of arrival. ``openings``: how often it has opened again."""

    def __init__(self, extension: int | None) -> None:
        self._extension = extension
        self._believed = False
        self._silent = 0
        self.openings = 0

    def passes(self, received: Received) -> bool:
        level = received.level(self._extension) if self._extension is not None else None
        if level is not None and level >= SILENCE:
            self._silent += 1
            return not self._believed or self._silent <= _CLOSES_AFTER
        self.openings += self._believed and self._silent > _CLOSES_AFTER
        self._silent = 0
        self._believed |= level is not None
        return True
