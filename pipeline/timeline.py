"""When the sound of a packet was said: RTP timestamps to samples on the session's clock. Pure: no I/O, no clock.

Theory of operation. The first packet is anchored at its arrival, less its own length; from then on time follows
the RTP timestamps (48 kHz, 32 bits, wrapping), so that jitter and bursts do not matter. What lies between the end
of one packet and the start of the next is

| Timestamps | Sequence numbers | Result |
|---|---|---|
| contiguous | any | nothing |
| jump | consecutive | ``Silent``: the sender left out silence (DTX) |
| jump | up to 60 ms of packets missing | ``Silent``: too short to matter, and a hole would cut the sentence |
| jump | more missing | ``Missing`` |

The anchor moves when timestamps stop making sense against arrivals: a place in the future, or far in the past
because the sender's clock stood still. It never moves time back over sound that was already placed.

Whoever takes a sender to be cut off says up to when its sound is lost. Time goes on from there: what lies between that
and the next packet is ``Missing`` too, whatever the sequence numbers say.
"""

from dataclasses import dataclass

from models.audio import SAMPLE_RATE, Samples, to_samples
from pipeline.reorder import Ordered, signed

RTP_RATE = 48_000
_RATIO = RTP_RATE // SAMPLE_RATE
SMALL_LOSS = to_samples(60)
_FUTURE = to_samples(1000)
_PAST = to_samples(4000)
_PAST_AFTER_PAUSE = to_samples(1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """``payload`` sounds from ``start`` up to ``end``."""

    start: Samples
    end: Samples
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Nothing was said, or so little was lost that silence stands for it."""

    start: Samples
    end: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Sound that was sent and did not come."""

    start: Samples
    end: Samples


Slot = Placed | Silent | Missing


class TrackTimeline:
    """Places the packets of one track, in order; slots are contiguous but for pauses and new starts."""

    def __init__(self) -> None:
        self._anchor = 0
        """Session time of timestamp offset 0."""
        self._ticks = 0
        """Offset of the next expected timestamp from the anchor."""
        self._timestamp: int | None = None
        self._paused = True
        self._cut = False
        self._end = Samples(0)

    @property
    def end(self) -> Samples:
        """Everything before this has been placed."""
        return self._end

    def pause(self) -> None:
        """The sender fell silent for long: the coming jump is no silence to be filled, only loss is told."""
        self._paused, self._cut = True, False

    def lose(self, until: Samples) -> Missing | None:
        """What the sender sent up to ``until`` will not come. None when all of that has been placed."""
        self._paused = self._cut = True
        start, self._end = self._end, Samples(max(self._end, until))
        return Missing(start=start, end=self._end) if start < self._end else None

    def place_of(self, ordered: Ordered) -> Samples | None:
        """Where this packet starts by its timestamp alone; None when nothing relates it to those before."""
        if self._timestamp is None or ordered.restart:
            return None
        ticks = self._ticks + signed(ordered.packet.timestamp - self._timestamp, 32)
        return Samples(self._anchor + ticks // _RATIO)

    def place(self, ordered: Ordered, duration: int, now: Samples) -> list[Slot]:
        """Slots up to the end of this packet, which lasts ``duration`` ticks of 48 kHz and arrived at ``now``."""
        length = duration // _RATIO
        start = self._start_of(ordered, length, now)
        between = self._between(start, missing=ordered.lost * length, heard=now - length)
        if isinstance(between, Silent):
            start = between.end
        self._anchor = start - self._ticks // _RATIO
        self._ticks += duration
        self._timestamp = ordered.packet.timestamp + duration
        self._end = Samples(start + length)
        self._paused = self._cut = False
        sound = Placed(start=start, end=self._end, payload=ordered.packet.payload)
        return [between, sound] if between is not None and between.end > between.start else [sound]

    def _start_of(self, ordered: Ordered, length: int, now: Samples) -> Samples:
        """Where the timestamp puts the packet, or its arrival does when the timestamp cannot be right."""
        if self._timestamp is not None and not ordered.restart:
            self._ticks += signed(ordered.packet.timestamp - self._timestamp, 32)
            start = self._anchor + self._ticks // _RATIO
            oldest = now - (_PAST_AFTER_PAUSE if self._paused else _PAST)
            if oldest <= start <= now + _FUTURE:
                return Samples(max(start, self._end))
        return Samples(max(now - length, self._end))

    def _between(self, start: Samples, *, missing: int, heard: int) -> Silent | Missing | None:
        """What separates ``start`` from the end so far; ``heard`` is the latest start that arrival allows."""
        if start <= self._end:
            return None
        if self._cut or min(start - self._end, missing) > SMALL_LOSS:
            return Missing(start=self._end, end=start)
        if self._paused:
            return None
        # Left-out silence is where a place too late in time is put right: it may be cut short unheard.
        end = start if missing else max(self._end, min(start, heard))
        return Silent(start=self._end, end=Samples(end))
