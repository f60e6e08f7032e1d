"""Puts the packets of one RTP stream back in order. Pure: no I/O, no clock, no codec.

A packet that comes early waits for the missing ones, at most ``DEPTH`` packets or ``PATIENCE``; then the missing
ones are declared lost. What comes after its place was given away, or twice, is dropped. Sequence numbers are
16 bits and wrap (RFC 3550 §5.1); a jump too wide to be loss is taken for a new start of the stream.
"""

from dataclasses import dataclass

from models.audio import Samples, to_samples

DEPTH = 5
PATIENCE = to_samples(100)
_WIDEST_LOSS = 3000
_OLDEST_LATE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RtpPacket:
    """One packet as it came: ``sequence`` 16 bits, ``timestamp`` 32 bits, both wrapping."""

    sequence: int
    timestamp: int
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A packet in its place; ``lost`` packets before it will never come.

    ``restart``: nothing relates it to the packet before, not even the timestamp.
    """

    packet: RtpPacket
    lost: int = 0
    restart: bool = False


class ReorderBuffer:
    """``push`` what arrives, ``overdue`` when time passes; both return packets in order. Holds ``DEPTH`` at most."""

    def __init__(self) -> None:
        self._next: int | None = None
        self._held: dict[int, RtpPacket] = {}
        self._held_since = Samples(0)
        self._restart = True

    def push(self, packet: RtpPacket, now: Samples) -> list[Ordered]:
        """``now`` is the session's clock at arrival; it may stand still but not go back."""
        if self._next is None:
            self._next = packet.sequence
        ahead = signed(packet.sequence - self._next, 16)
        if ahead > _WIDEST_LOSS or ahead < -_OLDEST_LATE:
            released = self._release(len(self._held))
            self._next, self._restart = packet.sequence, True
            return released + self._take(packet, lost=0)
        if ahead < 0:
            return []
        if ahead == 0:
            return self._take(packet, lost=0) + self._release(0)
        if not self._held:
            self._held_since = now
        self._held[self._next + ahead] = packet
        return self._release(1) if len(self._held) >= DEPTH else self.overdue(now)

    def overdue(self, now: Samples) -> list[Ordered]:
        """Packets that have waited for the missing ones long enough."""
        if self._held and now - self._held_since >= PATIENCE:
            return self._release(len(self._held))
        return []

    def restart(self) -> None:
        """A new source (SSRC) begins: numbers and timestamps start afresh. What is held is dropped."""
        self._held.clear()
        self._next, self._restart = None, True

    def _take(self, packet: RtpPacket, lost: int) -> list[Ordered]:
        assert self._next is not None
        self._next += lost + 1
        restart, self._restart = self._restart, False
        return [Ordered(packet=packet, lost=0 if restart else lost, restart=restart)]

    def _release(self, forced: int) -> list[Ordered]:
        """Held packets from the oldest on: ``forced`` of them over any hole, then as far as there is none."""
        assert self._next is not None
        released: list[Ordered] = []
        for place in sorted(self._held):
            hole = place - self._next
            if hole > 0 and forced <= len(released):
                break
            released += self._take(self._held.pop(place), lost=hole)
        return released


def signed(difference: int, bits: int) -> int:
    """A difference of wrapping ``bits``-bit counters as the nearest signed number."""
    half = 1 << (bits - 1)
    return ((difference + half) & ((1 << bits) - 1)) - half
