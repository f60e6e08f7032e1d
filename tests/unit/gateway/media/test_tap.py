import numpy as np
import pytest

from gateway.media.libopus import NativeOpusDecoder, load_libopus
from gateway.media.opus import OpusDecoder
from gateway.media.tap import Tap
from models.audio import Loss, Pcm, Samples, to_ms, to_samples
from pipeline.reorder import Ordered, RtpPacket
from tests.fakes.opus_stream import opus_packets, pitch, tone


class Sink:
    def __init__(self) -> None:
        self.log: list[tuple[str, int, int]] = []
        self.pcm: list[Pcm] = []
        self.lights: list[bool] = []

    def sound(self, start: Samples, pcm: Pcm) -> None:
        self.pcm.append(pcm)
        kind = "sound" if pcm.any() else "zeros"
        end = start + len(pcm)
        if self.log and self.log[-1][0] == kind and self.log[-1][2] == start / 16:
            self.log[-1] = (kind, self.log[-1][1], end // 16)
        else:
            self.log.append((kind, start // 16, end // 16))

    def gap(self, start: Samples, end: Samples, loss: Loss) -> None:
        self.log.append((loss.value, to_ms(start), to_ms(end)))

    def pause(self) -> None:
        self.log.append(("pause", 0, 0))

    def speaking(self, on: bool) -> None:
        self.lights.append(on)


class DeafDecoder(OpusDecoder):
    """What the library does after an empty packet: it takes the stream to have ended."""

    deaf = False

    def decode(self, payload: bytes) -> Pcm | None:
        return None if self.deaf else super().decode(payload)


class Wire:
    def __init__(self, tap: Tap) -> None:
        self.tap = tap
        self.sent = 0
        self.now_ms = 0

    def send(self, payloads: list[bytes], lost: int = 0) -> None:
        for payload in payloads:
            self.sent += 1 + lost
            self.now_ms = self.sent * 20
            packet = RtpPacket(sequence=self.sent & 0xFFFF, timestamp=self.sent * 960, payload=payload)
            self.tap.hear(Ordered(packet=packet, lost=lost), to_samples(self.now_ms))
            lost = 0


PACKETS = opus_packets(tone(2.0, 300))


def test_sound_comes_out_on_the_clock() -> None:
    sink = Sink()
    Wire(Tap(sink)).send(PACKETS)
    assert sink.log == [("sound", 0, 2000)]
    assert abs(pitch(np.concatenate(sink.pcm)) - 300) < 1


def test_losses() -> None:
    sink = Sink()
    wire = Wire(Tap(sink, OpusDecoder))
    wire.send(PACKETS[:10])
    wire.send(PACKETS[13:20], lost=3)
    wire.send(PACKETS[24:30], lost=4)
    assert sink.log == [
        ("sound", 0, 200),
        ("zeros", 200, 260),
        ("sound", 260, 400),
        ("network", 400, 480),
        ("sound", 480, 600),
    ]


def test_a_short_loss_is_filled_in_where_the_decoder_can() -> None:
    library = load_libopus()
    if library is None:
        pytest.skip("libopus is missing; on Debian or Ubuntu: sudo apt install libopus0")
    sink = Sink()
    wire = Wire(Tap(sink, lambda: NativeOpusDecoder(library)))
    wire.send(PACKETS[:10])
    wire.send(PACKETS[13:20], lost=3)
    wire.send(PACKETS[24:30], lost=4)
    assert sink.log == [("sound", 0, 400), ("network", 400, 480), ("sound", 480, 600)]
    assert abs(pitch(np.concatenate(sink.pcm[:20])) - 300) < 5


def test_silence_that_was_left_out_is_not_filled_in() -> None:
    sink = Sink()
    wire = Wire(Tap(sink))
    wire.send(PACKETS[:10])
    wire.tap.hear(
        Ordered(packet=RtpPacket(sequence=11, timestamp=13 * 960, payload=PACKETS[10])), to_samples(260)
    )
    assert sink.log == [("sound", 0, 200), ("zeros", 200, 240), ("sound", 240, 260)]


def test_a_deaf_decoder_is_made_anew_and_the_hole_is_told() -> None:
    made: list[DeafDecoder] = []

    def make() -> DeafDecoder:
        made.append(DeafDecoder())
        return made[-1]

    sink = Sink()
    tap = Tap(sink, make)
    wire = Wire(tap)
    wire.send(PACKETS[:10])
    made[0].deaf = True
    wire.send(PACKETS[10:30])
    assert (len(made), tap.rebuilds) == (2, 1)
    assert sink.log == [("sound", 0, 200), ("decoder", 200, 260), ("sound", 260, 600)]


def test_a_decoder_that_stays_deaf_is_told_every_second() -> None:
    def make() -> DeafDecoder:
        decoder = DeafDecoder()
        decoder.deaf = True
        return decoder

    sink = Sink()
    tap = Tap(sink, make)
    Wire(tap).send(PACKETS)
    tap.pause()
    assert sink.log == [("decoder", 0, 1000), ("decoder", 1000, 2000), ("pause", 0, 0)]


def test_the_real_decoder_recovers_from_being_at_the_end_of_a_file() -> None:
    import av

    sink = Sink()
    decoders = [OpusDecoder(), OpusDecoder()]
    tap = Tap(sink, iter(decoders).__next__)
    wire = Wire(tap)
    wire.send(PACKETS[:10])
    decoders[0]._codec.decode(av.Packet(b""))
    wire.send(PACKETS[10:40])
    assert tap.rebuilds == 1
    assert sink.log == [("sound", 0, 200), ("decoder", 200, 260), ("sound", 260, 800)]


def test_garbage_does_not_end_the_sound() -> None:
    sink = Sink()
    wire = Wire(Tap(sink))
    wire.send(PACKETS[:10])
    wire.send([b"\xfb", b"\xff\xff\xff\x00"])
    wire.send(PACKETS[12:20])
    assert sink.log[0][:2] == ("sound", 0)
    assert sink.log[-1][2] == 400
    assert sum(end - start for _, start, end in sink.log) == 400


def test_a_quiet_sender_pauses_and_comes_back() -> None:
    sink = Sink()
    tap = Tap(sink)
    wire = Wire(tap)
    wire.send(PACKETS[:10])
    tap.lapse(to_samples(2199))
    assert sink.log == [("sound", 0, 200)]
    tap.lapse(to_samples(2200))
    tap.lapse(to_samples(2300))
    wire.sent = 200
    wire.send(PACKETS[10:20])
    assert sink.log == [("sound", 0, 200), ("pause", 0, 0), ("sound", 4000, 4200)]


def test_a_broken_connection_is_a_gap() -> None:
    for lapse in (False, True):
        sink = Sink()
        tap = Tap(sink)
        Wire(tap).send(PACKETS[:10])
        if lapse:
            tap.lapse(to_samples(3000))
        tap.fail(to_samples(5000))
        assert [item for item in sink.log if item[0] != "pause"] == [
            ("sound", 0, 200),
            ("network", 200, 5000),
        ]
        assert sink.log[-1] == ("pause", 0, 0)


def test_a_mute_is_no_gap() -> None:
    sink = Sink()
    tap = Tap(sink)
    Wire(tap).send(PACKETS[:10])
    tap.pause()
    tap.fail(to_samples(5000))
    assert sink.log == [("sound", 0, 200), ("pause", 0, 0)]


def test_the_light() -> None:
    sink = Sink()
    wire = Wire(Tap(sink))
    wire.send(PACKETS[:50])
    wire.send(opus_packets(tone(1.0, 300, level=0.0)))
    assert sink.lights == [True, False]
