"""What happens to every packet that a person publishes: put in order, passed on to the others, given to the tap.

Knows no media server. Packets that hold no Opus frame end here: one empty payload would make a decoder deaf.
"""

from collections.abc import Callable

from gateway.media.opus import packet_ticks
from gateway.media.tap import Tap
from models.audio import Samples
from pipeline.reorder import Ordered, ReorderBuffer, RtpPacket, signed

Forward = Callable[[int, bytes], None]
"""Takes the offset of a packet in 48 kHz ticks, which only rises, and its payload."""

_WIDEST_STEP = 60 * 48_000


class Intake:
    """One published stream. While ``muted``, nothing is passed on and nothing is heard, whatever is sent."""

    def __init__(self, *, tap: Tap, forward: Forward, now: Callable[[], Samples]) -> None:
        self._tap = tap
        self._forward = forward
        self._now = now
        self._order = ReorderBuffer()
        self._source: int | None = None
        self._ticks = 0
        self._expected: int | None = None
        self._muted = False
        self.dropped = 0

    @property
    def muted(self) -> bool:
        return self._muted

    def mute(self, muted: bool) -> None:
        self._muted = muted
        if muted:
            self._tap.stop(self._now())

    def arrive(self, source: int, packet: RtpPacket) -> None:
        """A packet from the network, in any order; ``source`` is its SSRC."""
        if source != self._source:
            self._source = source
            self._order.restart()
        now = self._now()
        self._pass_on(self._order.push(packet, now), now)

    def rest(self) -> None:
        """A packet came, but it is left out: the sender says that it holds no sound."""
        self._tap.rest(self._now())

    def lapse(self) -> None:
        """Time passed without a packet, perhaps."""
        now = self._now()
        self._pass_on(self._order.overdue(now), now)
        self._tap.lapse(now)

    def end(self, *, failed: bool) -> None:
        """Nothing more will come; ``failed`` when the connection broke."""
        if failed:
            self._tap.fail(self._now())
        else:
            self._tap.stop(self._now())

    def _pass_on(self, released: list[Ordered], now: Samples) -> None:
        for ordered in released:
            length = packet_ticks(ordered.packet.payload)
            if self._muted or not length:
                self.dropped += 1
                continue
            self._forward(self._offset(ordered, length), ordered.packet.payload)
            self._tap.hear(ordered, now)

    def _offset(self, ordered: Ordered, length: int) -> int:
        """Where this packet starts: by its timestamp while that makes sense, else right after the one before."""
        timestamp = ordered.packet.timestamp
        start = self._ticks
        if self._expected is not None and not ordered.restart:
            step = signed(timestamp - self._expected, 32)
            start += step if 0 <= step <= _WIDEST_STEP else 0
        self._expected = timestamp + length
        self._ticks = start + length
        return start
