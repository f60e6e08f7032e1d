"""What a tap tells of a sender that never leaves silence out, when nothing comes of it any more."""

from gateway.media.tap import Tap
from models.audio import to_samples
from pipeline.reorder import Ordered, RtpPacket
from tests.unit.gateway.media.test_tap import PACKETS, Sink, Wire


class SteadyWire(Wire):
    """Somebody who has sent without a break for six seconds, up to 6000 ms."""

    def __init__(self) -> None:
        self.sink = Sink()
        super().__init__(Tap(self.sink))
        self.send(PACKETS * 3)

    def pass_time(self, until_ms: int) -> None:
        while self.now_ms < until_ms:
            self.now_ms = min(self.now_ms + 100, until_ms)
            self.tap.lapse(to_samples(self.now_ms))

    def come_back(self, count: int, *, at_ms: int, said_ms: int, apart_ms: int = 20) -> None:
        """``count`` packets, the first said at ``said_ms`` and here at ``at_ms``, then one every ``apart_ms``."""
        for n in range(count):
            number, lost = said_ms // 20 + n + 1, max(0, said_ms // 20 - self.sent) if n == 0 else 0
            packet = RtpPacket(sequence=number & 0xFFFF, timestamp=number * 960, payload=PACKETS[n % 100])
            self.now_ms = at_ms + n * apart_ms
            self.tap.hear(Ordered(packet=packet, lost=lost), to_samples(self.now_ms))
        self.sent = said_ms // 20 + count


def test_a_steady_sender_that_is_cut_off_is_a_gap_within_three_seconds() -> None:
    wire = SteadyWire()
    wire.pass_time(8499)
    assert wire.sink.log == [("sound", 0, 6000)]
    wire.pass_time(8599)
    assert wire.sink.log[1:] == [("network", 6000, 8599)]
    assert wire.sink.lights == [True, False]
    wire.pass_time(10_700)
    wire.come_back(10, at_ms=11_020, said_ms=11_000)
    assert wire.sink.log[1:] == [
        ("network", 6000, 8599),
        ("network", 8599, 9599),
        ("network", 9599, 10_599),
        ("network", 10_599, 11_000),
        ("sound", 11_000, 11_200),
    ]
    wire.pass_time(13_700)
    assert wire.sink.log[-1] == ("network", 11_200, 13_700), "it is still known to be steady"


def test_what_the_network_held_back_is_not_heard_twice() -> None:
    wire = SteadyWire()
    wire.pass_time(9000)
    wire.come_back(152, at_ms=9020, said_ms=6000, apart_ms=1)
    wire.send(PACKETS[:50])
    assert wire.sink.log[1:] == [("network", 6000, 8500), ("sound", 8500, 10_040)]


def test_a_sender_whose_clock_stood_still_is_back_soon() -> None:
    wire = SteadyWire()
    wire.pass_time(12_000)
    wire.come_back(100, at_ms=12_020, said_ms=6000)
    (*gaps, sound) = wire.sink.log[1:]
    assert {kind for kind, _, _ in gaps} == {"network"}
    assert sound == ("sound", 12_500, 14_000)
    assert gaps[-1][2] == 12_500


def test_mute_and_hang_up_end_what_is_told() -> None:
    wire = SteadyWire()
    wire.pass_time(9000)
    wire.tap.stop(to_samples(9100))
    wire.pass_time(20_000)
    (*gaps, end) = wire.sink.log[1:]
    assert (gaps[-1][2], end) == (9100, ("pause", 0, 0))


def test_a_connection_that_breaks_ends_what_is_told() -> None:
    wire = SteadyWire()
    wire.pass_time(36_000)
    wire.tap.fail(to_samples(36_050))
    (*gaps, end) = wire.sink.log[1:]
    assert [kind for kind, _, _ in gaps] == ["network"] * len(gaps)
    assert [start for _, start, _ in gaps] == [6000, *(end for _, _, end in gaps[:-1])]
    assert (gaps[-1][2], end) == (36_050, ("pause", 0, 0))


def test_a_sender_that_says_it_is_silent_pauses() -> None:
    wire = SteadyWire()
    wire.tap.rest(to_samples(6020))
    wire.pass_time(20_000)
    assert wire.sink.log[1:] == [("pause", 0, 0)]


def test_a_silent_sender_that_comes_back_is_no_loss_from_then_on() -> None:
    wire = SteadyWire()
    wire.pass_time(9000)
    wire.tap.rest(to_samples(9020))
    wire.pass_time(20_000)
    (*gaps, end) = wire.sink.log[1:]
    assert (gaps[-1][2], end) == (9020, ("pause", 0, 0))
