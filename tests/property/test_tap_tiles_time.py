"""Whatever a sender and its network do, what its tap tells is one line of sound, gaps and pauses: no moment twice, and
none left out but by a pause."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.media.intake import Intake
from gateway.media.steadiness import STEADY_AFTER
from gateway.media.tap import Tap
from models.audio import Loss, Pcm, Samples, to_samples
from pipeline.reorder import RtpPacket

PACKET = b"\x08x"
"""20 ms of sound, as its first octet says."""
TICKS, MS = 960, 20
SOON_MS = 3000
STEADY_MS = STEADY_AFTER // 48


class Told:
    """A sink that refuses what overlaps or leaves something out."""

    def __init__(self) -> None:
        self.end = Samples(0)
        self.paused = True
        self.gaps: list[tuple[Samples, Samples]] = []

    def sound(self, start: Samples, pcm: Pcm) -> None:
        self._go_on(start, Samples(start + len(pcm)))

    def gap(self, start: Samples, end: Samples, loss: Loss) -> None:
        self._go_on(start, end)
        self.gaps.append((start, end))

    def pause(self) -> None:
        self.paused = True

    def speaking(self, on: bool) -> None:
        pass

    def _go_on(self, start: Samples, end: Samples) -> None:
        assert start < end
        assert start >= self.end if self.paused else start == self.end
        self.end, self.paused = end, False


class Ones:
    """A decoder of packets of 20 ms."""

    def decode(self, payload: bytes) -> Pcm | None:
        return np.ones(to_samples(MS), dtype=np.float32)

    def conceal(self, length: int, following: bytes) -> Pcm | None:
        return np.ones(length, dtype=np.float32)


class Sender:
    """Its clock and its packets, and the network's way with them; the server looks every 100 ms."""

    def __init__(self) -> None:
        self.told = Told()
        self.now_ms = 1000
        self.sequence, self.ticks = 65_000, 0xFFFF0000
        self.looked_ms = self.now_ms
        tap = Tap(self.told, Ones)
        self.intake = Intake(
            tap=tap, forward=lambda ticks, payload: None, now=lambda: to_samples(self.now_ms)
        )

    def packet(self) -> RtpPacket:
        self.sequence, self.ticks = self.sequence + 1, self.ticks + TICKS
        return RtpPacket(
            sequence=self.sequence & 0xFFFF, timestamp=(self.ticks - TICKS) & 0xFFFFFFFF, payload=PACKET
        )

    def do(self, kind: str, count: int) -> None:
        getattr(self, kind)(count)

    def sends(self, count: int) -> None:
        for _ in range(count):
            self.arrive(self.packet(), MS)

    def loses(self, count: int) -> None:
        for _ in range(count):
            self.packet()
            self.wait(MS)

    def is_held_back(self, count: int) -> None:
        held = []
        for _ in range(count):
            held.append(self.packet())
            self.wait(MS)
        for packet in held:
            self.arrive(packet, 0)

    def is_mixed_up(self, count: int) -> None:
        pair = [self.packet(), self.packet()]
        for packet in reversed(pair):
            self.arrive(packet, MS)

    def leaves_out(self, count: int) -> None:
        self.ticks += count * TICKS
        self.wait(count * MS)

    def stands_still(self, count: int) -> None:
        self.wait(count * MS)

    def jumps(self, count: int) -> None:
        self.ticks += (count - 100) * 10 * TICKS

    def mutes(self, count: int) -> None:
        self.intake.mute(True)
        self.wait(count * MS)
        self.intake.mute(False)

    def rests(self, count: int) -> None:
        for _ in range(count):
            self.intake.rest()
            self.wait(MS)

    def is_not_looked_at(self, count: int) -> None:
        self.now_ms += count * MS

    def arrive(self, packet: RtpPacket, later: int) -> None:
        self.wait(later)
        self.intake.arrive(1, packet)

    def wait(self, ms: int) -> None:
        until = self.now_ms + ms
        while self.looked_ms + 100 <= until:
            self.looked_ms = self.now_ms = max(self.looked_ms + 100, self.now_ms)
            self.intake.lapse()
        self.now_ms = max(until, self.now_ms)


KINDS = (
    "sends",
    "loses",
    "is_held_back",
    "is_mixed_up",
    "leaves_out",
    "stands_still",
    "jumps",
    "mutes",
    "rests",
    "is_not_looked_at",
)
stories = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 250)), max_size=12)


@given(stories, st.booleans())
@settings(deadline=None, max_examples=150)
def test_time_is_told_once_and_whole(story: list[tuple[str, int]], failed: bool) -> None:
    sender = Sender()
    for kind, count in story:
        sender.do(kind, count)
    sender.intake.end(failed=failed)


@given(stories, st.integers(SOON_MS, 20_000))
@settings(deadline=None, max_examples=100)
def test_a_steady_sender_that_is_cut_off_is_told_soon_and_all_the_while(
    story: list[tuple[str, int]], ms: int
) -> None:
    sender = Sender()
    for kind, count in story:
        sender.do(kind, count)
    sender.sends(STEADY_MS // MS + 1000)
    begun = sender.told.end
    # What came in a burst at first lies ahead of its time: it is not missing before that has passed.
    ahead = max(0, begun - to_samples(sender.now_ms)) // to_samples(1)
    sender.wait(ms + ahead)
    assert sender.told.gaps[-1][0] >= begun
    assert to_samples(sender.now_ms) - sender.told.end <= to_samples(1200)
    sender.sends(200)
    sender.intake.end(failed=False)
    assert sender.told.paused


@given(stories)
@settings(deadline=None, max_examples=100)
def test_who_leaves_silence_out_is_told_as_before(story: list[tuple[str, int]]) -> None:
    """Every so often something is left out: nobody is taken to be cut off."""
    sender = Sender()
    for kind, count in story:
        if kind == "sends":
            for _ in range(count // 50 + 1):
                sender.sends(50)
                sender.leaves_out(12)
    before = len(sender.told.gaps)
    sender.wait(20_000)
    assert len(sender.told.gaps) == before
    assert sender.told.paused
