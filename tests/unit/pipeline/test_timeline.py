from models.audio import to_samples
from pipeline.reorder import Ordered, RtpPacket
from pipeline.timeline import Placed, Slot, TrackTimeline

FRAME = 960


class Sender:
    """Packets of 20 ms with a clock of its own."""

    def __init__(self, timestamp: int = 1000) -> None:
        self.timeline = TrackTimeline()
        self.timestamp = timestamp
        self.first = True

    def send(self, now_ms: int, *, skip: int = 0, lost: int = 0, restart: bool = False) -> list[Slot]:
        self.timestamp += skip
        sent = RtpPacket(sequence=0, timestamp=self.timestamp & 0xFFFFFFFF, payload=b"x")
        self.timestamp += FRAME
        ordered = Ordered(packet=sent, lost=lost, restart=restart or self.first)
        self.first = False
        return self.timeline.place(ordered, FRAME, to_samples(now_ms))


def spans(slots: list[Slot]) -> list[tuple[str, int, int]]:
    return [(type(slot).__name__, slot.start // 16, slot.end // 16) for slot in slots]


def test_the_first_packet_is_anchored_at_its_arrival() -> None:
    assert spans(Sender().send(520)) == [("Placed", 500, 520)]


def test_jitter_does_not_move_the_sound() -> None:
    sender = Sender()
    sender.send(520)
    assert spans(sender.send(590)) == [("Placed", 520, 540)]
    assert spans(sender.send(590)) == [("Placed", 540, 560)]


def test_timestamps_wrap() -> None:
    sender = Sender(timestamp=0xFFFFFFFF - FRAME // 2)
    sender.send(520)
    assert spans(sender.send(540)) == [("Placed", 520, 540)]


def test_left_out_silence_is_filled() -> None:
    sender = Sender()
    sender.send(520)
    assert spans(sender.send(940, skip=400 * 48)) == [("Silent", 520, 920), ("Placed", 920, 940)]


def test_small_loss_is_silence_and_large_loss_is_not() -> None:
    sender = Sender()
    sender.send(520)
    assert spans(sender.send(600, skip=3 * FRAME, lost=3))[0] == ("Silent", 520, 580)
    assert spans(sender.send(700, skip=4 * FRAME, lost=4))[0] == ("Missing", 600, 680)


def test_one_lost_packet_in_left_out_silence_is_no_hole() -> None:
    sender = Sender()
    sender.send(520)
    assert spans(sender.send(1340, skip=800 * 48, lost=1))[0] == ("Silent", 520, 1320)


def test_a_timestamp_in_the_far_future_is_not_believed() -> None:
    sender = Sender()
    sender.send(520)
    assert spans(sender.send(540, skip=48_000 * 3600)) == [("Placed", 520, 540)]
    assert spans(sender.send(560)) == [("Placed", 540, 560)]


def test_a_timestamp_from_the_past_does_not_move_time_back() -> None:
    sender = Sender()
    sender.send(520)
    sender.send(540)
    assert spans(sender.send(560, skip=-10 * FRAME)) == [("Placed", 540, 560)]


def test_a_clock_that_stood_still_during_a_pause_is_put_right() -> None:
    sender = Sender()
    sender.send(520)
    sender.timeline.pause()
    assert spans(sender.send(5000)) == [("Placed", 4980, 5000)]


def test_after_a_pause_only_loss_is_told() -> None:
    sender = Sender()
    sender.send(520)
    sender.timeline.pause()
    assert spans(sender.send(3520, skip=2980 * 48)) == [("Placed", 3500, 3520)]
    sender.timeline.pause()
    lost = sender.send(6520, skip=2980 * 48, lost=149)
    assert spans(lost) == [("Missing", 3520, 6500), ("Placed", 6500, 6520)]


def test_a_new_source_continues_at_its_arrival() -> None:
    sender = Sender()
    sender.send(520)
    sender.timestamp = 77
    assert spans(sender.send(720, restart=True)) == [("Silent", 520, 700), ("Placed", 700, 720)]


def test_being_ahead_of_arrivals_is_put_right_in_silence() -> None:
    sender = Sender()
    sender.send(520)
    sender.send(1020, skip=480 * 48 + 300 * 48)  # 300 ms later than it can have been said
    assert sender.timeline.end == to_samples(1020)
    assert spans(sender.send(1440, skip=400 * 48))[-1] == ("Placed", 1420, 1440)


def test_slots_carry_the_payload() -> None:
    (slot,) = Sender().send(520)
    assert isinstance(slot, Placed)
    assert slot.payload == b"x"
