"""The tap of one published track: ordered Opus packets in, sound on the session's clock out.

It decodes, fills, and tells what is missing; it does not order packets, carry them to other people, or know what
becomes of the sound. A decoder can go deaf without an error (one empty packet makes it wait for ever), so the tap
watches it: after three packets that gave no sound it is made anew, and the hole is told as ``Loss.DECODER``.

When nothing comes any more of a sender that leaves silence out, it pauses; of one that does not, it was cut off, and
what is missing is told at once and then every second. What comes afterwards and is older than what was told is late:
dropped while it catches up, as what a network has held back does; else the sender's clock has stood still, and it is
back.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from gateway.media.libopus import new_decoder
from gateway.media.opus import Decoder, packet_ticks
from gateway.media.speaking import SpeakingLight
from gateway.media.steadiness import Steadiness
from models.audio import Loss, Pcm, Samples, to_samples
from pipeline.reorder import Ordered
from pipeline.timeline import SMALL_LOSS, Missing, Placed, Silent, TrackTimeline

QUIET = to_samples(2000)
"""Without a packet for so long, a sender that leaves silence out is taken to pause: what was said is finished."""
_DEAF_AFTER = 3
_LONGEST_HOLE = to_samples(1000)
_LONGEST_BREAK = to_samples(45_000)
_TOLD_EVERY = to_samples(1000)
_CATCHES_UP_IN = to_samples(500)
_NOMINAL_TICKS = 960
_PACKET = to_samples(20)
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
        self._steadiness = Steadiness()
        self._light = SpeakingLight()
        self._lit = False
        self._running = False
        self._lapsed = False
        self._cut = False
        self._heard_at = Samples(0)
        self._late: tuple[Samples, int] | None = None
        """Since when late packets come, and how late they were then."""
        self._deaf_from: Samples | None = None
        self._deaf_packets = 0
        self.rebuilds = 0

    def hear(self, ordered: Ordered, now: Samples) -> None:
        """One packet; an empty one must not come here."""
        self._heard_at = now
        ticks = packet_ticks(ordered.packet.payload) or _NOMINAL_TICKS
        if self._cut and self._is_late(ordered, now):
            return
        self._running, self._lapsed, self._cut = True, False, False
        self._steadiness.hear(ordered, ticks, now)
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

    def rest(self, now: Samples) -> None:
        """The sender still sends, but nothing that is worth hearing: that will be a pause, and no loss."""
        if self._cut:
            self.stop(now)
        self._steadiness.forget()

    def lapse(self, now: Samples) -> None:
        """Time passed; to be called several times a second."""
        if not self._running:
            return
        if self._cut:
            if now - self._timeline.end >= _TOLD_EVERY:
                self._lose(now)
            if now - self._heard_at >= _TOLD_EVERY:
                self._late = None
        elif self._steadiness.look(now):
            self._cut, self._late = True, None
            self._end_deafness(self._timeline.end)
            self._light_to(False)
            self._light.off()
            self._lose(now)
        elif not self._steadiness.steady and now - self._heard_at >= QUIET:
            self.pause()
            self._lapsed = True

    def stop(self, now: Samples) -> None:
        """Sound stops on purpose: mute, hang-up. Of a sender that was cut off, what is missing until then is told."""
        if self._cut:
            self._lose(now)
        self.pause()

    def pause(self) -> None:
        """Nothing follows for a while."""
        self._lapsed = self._cut = False
        if self._running:
            self._running = False
            self._steadiness.forget()
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
        if self._running or self._lapsed:
            self._running = True
            # However soon it was noticed, a packet was on its way.
            self._sink.gap(start, Samples(max(now, start + _PACKET)), Loss.NETWORK)
        self.pause()

    def _lose(self, now: Samples) -> None:
        missing = self._timeline.lose(now)
        if missing is not None:
            self._sink.gap(missing.start, missing.end, Loss.NETWORK)

    def _is_late(self, ordered: Ordered, now: Samples) -> bool:
        """It was said in a time that was told to be lost, and better ones are coming."""
        start = self._timeline.place_of(ordered)
        if start is None or start >= self._timeline.end:
            return False
        late_by = now - start
        if self._late is None:
            self._late = (now, late_by)
        since, then_by = self._late
        if now - since >= _CATCHES_UP_IN:
            if then_by - late_by < _CATCHES_UP_IN // 2:
                return False
            self._late = (now, late_by)
        return True

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
