from gateway.media.intake import Intake
from gateway.media.tap import Tap
from models.audio import Samples, to_samples
from pipeline.reorder import RtpPacket
from tests.fakes.opus_stream import opus_packets, tone
from tests.unit.gateway.media.test_tap import Sink

PACKETS = opus_packets(tone(1.0, 300))


class Wire:
    def __init__(self) -> None:
        self.sink = Sink()
        self.forwarded: list[tuple[int, bytes]] = []
        self.now = Samples(0)
        self.sent = 0
        self.intake = Intake(
            tap=Tap(self.sink),
            forward=lambda ticks, data: self.forwarded.append((ticks, data)),
            now=lambda: self.now,
        )

    def send(self, payloads: list[bytes], source: int = 1, sequence: int | None = None) -> None:
        for payload in payloads:
            number = self.sent if sequence is None else sequence
            self.sent += 1
            self.now = to_samples(self.sent * 20)
            packet = RtpPacket(
                sequence=number & 0xFFFF, timestamp=(number * 960 + 0xFFFFFF00) & 0xFFFFFFFF, payload=payload
            )
            self.intake.arrive(source, packet)


def test_packets_go_on_as_they_are_and_are_heard() -> None:
    wire = Wire()
    wire.send(PACKETS[:20])
    assert wire.forwarded == [(n * 960, packet) for n, packet in enumerate(PACKETS[:20])]
    assert wire.sink.log == [("sound", 0, 400)]


def test_empty_and_malformed_packets_end_here() -> None:
    wire = Wire()
    wire.send(PACKETS[:5])
    wire.send([b"", b"\xff", b""])
    wire.send(PACKETS[8:12])
    assert [data for _, data in wire.forwarded] == PACKETS[:5] + PACKETS[8:12]
    assert wire.intake.dropped == 3
    assert wire.sink.log == [("sound", 0, 100), ("zeros", 100, 160), ("sound", 160, 240)]


def test_muted_is_neither_heard_nor_passed_on_and_no_gap() -> None:
    wire = Wire()
    wire.send(PACKETS[:10])
    wire.intake.mute(True)
    wire.send(PACKETS[10:20])
    wire.intake.mute(False)
    wire.send(PACKETS[20:30])
    assert len(wire.forwarded) == 20
    assert wire.sink.log == [("sound", 0, 200), ("pause", 0, 0), ("sound", 400, 600)]


def test_a_new_source_goes_on_rising() -> None:
    wire = Wire()
    wire.send(PACKETS[:5])
    wire.sent = 40_000
    wire.send(PACKETS[5:10], source=2)
    assert [ticks for ticks, _ in wire.forwarded] == [n * 960 for n in range(10)]


def test_packets_that_wait_are_released_in_time() -> None:
    wire = Wire()
    wire.send(PACKETS[:3])
    wire.sent += 1
    wire.send(PACKETS[4:5])
    assert len(wire.forwarded) == 3
    wire.now = Samples(wire.now + to_samples(100))
    wire.intake.lapse()
    assert len(wire.forwarded) == 4


def test_what_is_left_out_as_silence_is_no_loss() -> None:
    for rests in (False, True):
        wire = Wire()
        wire.send(PACKETS * 6)
        for _ in range(300):
            wire.now = Samples(wire.now + to_samples(20))
            if rests:
                wire.intake.rest()
            wire.intake.lapse()
        assert wire.sink.log[1][0] == ("pause" if rests else "network")


def test_a_broken_connection_is_told() -> None:
    wire = Wire()
    wire.send(PACKETS[:10])
    wire.now = to_samples(1000)
    wire.intake.end(failed=True)
    assert wire.sink.log == [("sound", 0, 200), ("network", 200, 1000), ("pause", 0, 0)]
