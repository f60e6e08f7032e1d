from gateway.media.steadiness import CUT_AFTER, STEADY_AFTER, Steadiness
from models.audio import Samples, to_samples
from pipeline.reorder import Ordered, RtpPacket

TICKS = 960
WHOLE = STEADY_AFTER // TICKS


class Sender:
    def __init__(self) -> None:
        self.steadiness = Steadiness()
        self.sequence = 0
        self.now_ms = 0

    def send(self, count: int = 1, *, lost: int = 0, left_out: int = 0, restart: bool = False) -> None:
        """``lost`` and ``left_out``: packets before the first one, each of 20 ms."""
        for _ in range(count):
            self.sequence += 1 + lost
            self.now_ms += 20 * (1 + lost + left_out)
            packet = RtpPacket(sequence=self.sequence, timestamp=self.now_ms * 48, payload=b"x")
            ordered = Ordered(packet=packet, lost=lost, restart=restart)
            self.steadiness.hear(ordered, TICKS, to_samples(self.now_ms))
            lost, left_out, restart = 0, 0, False

    def cut_off_after(self, ms: int, every: int = 100) -> bool:
        """Nothing comes for ``ms``."""
        cut = False
        for at in range(every, ms + 1, every):
            cut = self.steadiness.look(to_samples(self.now_ms + at))
        return cut


def test_it_takes_a_while_to_be_steady() -> None:
    sender = Sender()
    sender.send(WHOLE - 1)
    assert not sender.steadiness.steady
    assert not sender.cut_off_after(60_000)
    sender.send()
    assert sender.steadiness.steady


def test_a_steady_sender_that_falls_silent_was_cut_off() -> None:
    sender = Sender()
    sender.send(WHOLE)
    assert not sender.cut_off_after(2400)
    sender.send()
    assert not sender.cut_off_after(2400)
    assert sender.cut_off_after(2500)


def test_who_leaves_silence_out_is_not_steady() -> None:
    sender = Sender()
    for _ in range(WHOLE):
        sender.send(left_out=19)
    assert not sender.steadiness.steady
    sender.send(WHOLE)
    assert sender.steadiness.steady
    sender.send(left_out=11)
    assert not sender.steadiness.steady


def test_what_the_network_loses_is_not_left_out() -> None:
    sender = Sender()
    for _ in range(WHOLE):
        sender.send(lost=50)
    assert sender.steadiness.steady


def test_who_leaves_silence_out_on_a_bad_network_is_not_steady() -> None:
    sender = Sender()
    for _ in range(WHOLE):
        sender.send(lost=1, left_out=38)
    assert not sender.steadiness.steady


def test_a_clock_that_jumps_back_or_a_new_start_proves_nothing() -> None:
    for restart in (False, True):
        sender = Sender()
        sender.send(WHOLE)
        sender.now_ms -= 0 if restart else 1000
        sender.send(restart=restart)
        assert not sender.steadiness.steady


def test_silence_on_purpose_is_forgiven() -> None:
    sender = Sender()
    sender.send(WHOLE)
    sender.steadiness.forget()
    assert not sender.cut_off_after(60_000)


def test_while_nobody_looks_nothing_is_taken_to_be_missing() -> None:
    sender = Sender()
    sender.send(WHOLE)
    assert not sender.steadiness.look(Samples(to_samples(sender.now_ms) + 4 * CUT_AFTER))
    assert not sender.cut_off_after(1900)
