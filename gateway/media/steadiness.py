"""Whether a sender of whom nothing comes any more was cut off, or leaves its silence out (DTX). Pure: no I/O, no clock.

Theory of operation. Who has sent for ``STEADY_AFTER`` without leaving anything out does not leave silence out: when
nothing comes of them for ``CUT_AFTER``, the network has lost them. What is left out is told by the sender's own time,
less the packets that were lost on the way, so jitter, bursts and losses do not matter. How long nothing came is
counted in looks, each for ``_LOOK`` at most: while the event loop stood still, packets may have come unread.
"""

from gateway.media.opus import OPUS_RATE
from models.audio import Samples, to_samples
from pipeline.reorder import Ordered, signed

STEADY_AFTER = 5 * OPUS_RATE
CUT_AFTER = to_samples(2500)
_HOLE = OPUS_RATE // 5
_LOOK = to_samples(500)


class Steadiness:
    """Of one sender. ``hear`` each packet in order, ``look`` several times a second."""

    def __init__(self) -> None:
        self._sent = 0
        self._expected: int | None = None
        self._waited = 0
        self._looked_at = Samples(0)

    @property
    def steady(self) -> bool:
        """Leaves nothing out: silence of it is a loss."""
        return self._sent >= STEADY_AFTER

    def hear(self, ordered: Ordered, ticks: int, now: Samples) -> None:
        """A packet of ``ticks`` of 48 kHz came at ``now``."""
        timestamp = ordered.packet.timestamp
        if self._expected is not None:
            left_out = signed(timestamp - self._expected, 32) - ordered.lost * ticks
            if ordered.restart or abs(left_out) > _HOLE:
                self._sent = 0
        self._expected = timestamp + ticks
        self._sent += ticks
        self._waited, self._looked_at = 0, now

    def forget(self) -> None:
        """It was silent on purpose: from now on it has to show anew that it leaves nothing out."""
        self._sent, self._expected = 0, None

    def look(self, now: Samples) -> bool:
        """Time has passed without a packet, perhaps; True when a steady sender was cut off."""
        self._waited += min(_LOOK, now - self._looked_at)
        self._looked_at = now
        return self.steady and self._waited >= CUT_AFTER
