"""The tap of one published track: ordered Opus packets in, sound on the session's clock out.

It decodes, fills, and tells what is missing; it does not order packets, carry them to other people, or know what
becomes of the sound. A decoder can go deaf without an error (one empty packet makes it wait for ever), so the tap
watches it: after three packets that gave no sound it is made anew, and the hole is told as ``Loss.DECODER``.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from gateway.media.libopus import new_decoder
from gateway.media.opus import Decoder, packet_ticks
from gateway.media.speaking import SpeakingLight
from models.audio import Loss, Pcm, Samples, to_samples
from pipeline.reorder import Ordered
from pipeline.timeline import SMALL_LOSS, Missing, Placed, Silent, TrackTimeline

QUIET = to_samples(2000)
"""Without a packet for so long, the sender is taken to pause: what was said is finished."""
_DEAF_AFTER = 3
_LONGEST_HOLE = to_samples(1000)
_LONGEST_BREAK = to_samples(45_000)
_NOMINAL_TICKS = 960
_CHUNK = to_samples(1000)


class TapSink(Protocol):
    """What a tap tells, in the order of time. None of these may block."""

    def sound(self, start: Samples, pcm: Pcm) -> None:
        """``pcm`` (n,), read-only; contiguous unless a gap or a pause came in between."""
        ...

    def gap(self, start: Samples, end: Samples, loss: Loss) -> None: ...

    def pause(self) -> None:
        """Nothing follows for a while; more may come later."""
        ...

    def speaking(self, on: bool) -> None:
        """Called on changes only."""
        ...


class Tap:
    """Feed it packets in order and tell it the time now and then; all times are the session's, in samples."""

    def __init__(self, sink: TapSink, make_decoder: Callable[[], Decoder] = new_decoder) -> None:
        self._sink = sink
        self._make_decoder = make_decoder
        self._decoder = make_decoder()
        self._timeline = TrackTimeline()
        self._light = SpeakingLight()
        self._lit = False
        self._running = False
        self._lapsed = False
        self._heard_at = Samples(0)
        self._deaf_from: Samples | None = None
        self._deaf_packets = 0
        self.rebuilds = 0

    def hear(self, ordered: Ordered, now: Samples) -> None:
        """One packet; an empty one must not come here."""
        self._running, self._lapsed, self._heard_at = True, False, now
        ticks = packet_ticks(ordered.packet.payload) or _NOMINAL_TICKS
        for slot in self._timeline.place(ordered, ticks, now):
            match slot:
                case Placed():
                    self._decode(slot)
                case Silent():
                    self._end_deafness(slot.start)
                    if not (ordered.lost and self._conceal(slot, ordered.packet.payload)):
                        self._silence(slot.start, slot.end)
                case Missing():
                    self._end_deafness(slot.start)
                    self._sink.gap(slot.start, slot.end, Loss.NETWORK)

    def lapse(self, now: Samples) -> None:
        """Time passed; a sender that has sent nothing for ``QUIET`` pauses."""
        if self._running and now - self._heard_at >= QUIET:
            self.pause()
            self._lapsed = True

    def pause(self) -> None:
        """Sound stops on purpose: mute, hang-up, a sender that leaves silence out."""
        self._lapsed = False
        if self._running:
            self._running = False
            self._end_deafness(self._timeline.end)
            self._timeline.pause()
            self._light_to(False)
            self._light.off()
            self._sink.pause()

    def fail(self, now: Samples) -> None:
        """The connection broke: what was said since the last packet is lost.

        A break is noticed within ``_LONGEST_BREAK``; a sender that was quiet for longer was quiet by choice.
        """
        self._end_deafness(self._timeline.end)
        start = Samples(max(self._timeline.end, now - _LONGEST_BREAK))
        if (self._running or self._lapsed) and start < now:
            self._running = True
            self._sink.gap(start, now, Loss.NETWORK)
        self.pause()

    def _decode(self, slot: Placed) -> None:
        pcm = self._decoder.decode(slot.payload)
        if pcm is None:
            self._go_deaf(slot)
            return
        self._end_deafness(slot.start)
        self._sink.sound(slot.start, pcm)
        self._light_to(self._light.hear(pcm))

    def _conceal(self, slot: Silent, following: bytes) -> bool:
        """Fills in a loss that is short enough to be silent; False when that cannot be done."""
        if slot.end - slot.start > SMALL_LOSS:
            return False
        pcm = self._decoder.conceal(slot.end - slot.start, following)
        if pcm is None:
            return False
        self._sink.sound(slot.start, pcm)
        self._light_to(self._light.hear(pcm))
        return True

    def _go_deaf(self, slot: Placed) -> None:
        if self._deaf_from is None:
            self._deaf_from = slot.start
        self._deaf_packets += 1
        if self._deaf_packets % _DEAF_AFTER == 0:
            self._decoder = self._make_decoder()
            self.rebuilds += 1
        if slot.end - self._deaf_from >= _LONGEST_HOLE:
            self._sink.gap(self._deaf_from, slot.end, Loss.DECODER)
            self._deaf_from = slot.end

    def _end_deafness(self, at: Samples) -> None:
        """Sound is back from ``at`` on: a short hole becomes silence, a longer one is told."""
        start, packets = self._deaf_from, self._deaf_packets
        self._deaf_from, self._deaf_packets = None, 0
        if start is None or start >= at:
            return
        if packets < _DEAF_AFTER:
            self._silence(start, at)
        else:
            self._sink.gap(start, at, Loss.DECODER)

    def _silence(self, start: Samples, end: Samples) -> None:
        for begin in range(start, end, _CHUNK):
            zeros = np.zeros(min(_CHUNK, end - begin), dtype=np.float32)
            zeros.flags.writeable = False
            self._sink.sound(Samples(begin), zeros)
            self._light_to(self._light.hear(zeros))

    def _light_to(self, on: bool) -> None:
        if on != self._lit:
            self._lit = on
            self._sink.speaking(on)
