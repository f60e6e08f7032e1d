import numpy as np
import pytest

from gateway.media.libopus import NativeOpusDecoder, load_libopus
from gateway.media.opus import Decoder, OpusDecoder, packet_ticks
from tests.fakes.opus_stream import opus_packets, pitch, tone


@pytest.fixture(params=["av", "libopus"])
def decoder(request: pytest.FixtureRequest) -> Decoder:
    if request.param == "av":
        return OpusDecoder()
    library = load_libopus()
    if library is None:
        pytest.skip("libopus is missing; on Debian or Ubuntu: sudo apt install libopus0")
    return NativeOpusDecoder(library)


@pytest.mark.parametrize(
    ("payload", "ticks"),
    [
        (b"", 0),
        (b"\x08", 960),  # SILK, 20 ms, one frame
        (b"\x18\x00", 2880),  # SILK, 60 ms
        (b"\x78\x00", 960),  # hybrid, 20 ms
        (b"\xf8\x00", 960),  # CELT, 20 ms
        (b"\xe0\x00", 120),  # CELT, 2.5 ms
        (b"\xf9\x00\x00", 1920),  # two frames
        (b"\xfb\x03\x00", 2880),  # three frames
        (b"\xfb\x3f\x00", 0),  # 63 frames of 20 ms: longer than 120 ms
        (b"\xfb", 0),  # the count is missing
        (b"\xfb\x00", 0),  # no frame
    ],
)
def test_length_of_a_packet(payload: bytes, ticks: int) -> None:
    assert packet_ticks(payload) == ticks


def test_every_packet_gives_exactly_its_length_and_the_sound_that_went_in(decoder: Decoder) -> None:
    parts = [decoder.decode(packet) for packet in opus_packets(tone(1.0, 440))]
    heard = [part for part in parts if part is not None]
    assert [len(part) for part in heard] == [320] * 50
    assert not heard[0].flags.writeable
    pcm = np.concatenate(heard)
    assert pcm.dtype == np.float32
    assert abs(pitch(pcm) - 440) < 2
    assert 0.28 < float(np.abs(pcm[3200:]).max()) < 0.32


def test_what_would_fold_back_is_filtered_out(decoder: Decoder) -> None:
    parts = [decoder.decode(packet) for packet in opus_packets(tone(0.5, 10_000))]
    pcm = np.concatenate([part for part in parts if part is not None])
    assert float(np.abs(pcm[1600:]).max()) < 0.005


def test_an_empty_packet_is_kept_from_the_decoder(decoder: Decoder) -> None:
    first, second = opus_packets(tone(0.1, 440))[:2]
    assert decoder.decode(first) is not None
    assert decoder.decode(b"") is None
    assert decoder.decode(second) is not None


def test_garbage_is_no_error(decoder: Decoder) -> None:
    for seed in range(40):
        decoder.decode(np.random.default_rng(seed).bytes(seed))
    assert decoder.decode(opus_packets(tone(0.1, 440))[0]) is not None


def test_what_is_lost_is_filled_in_and_lasts_as_long() -> None:
    library = load_libopus()
    if library is None:
        pytest.skip("libopus is missing; on Debian or Ubuntu: sudo apt install libopus0")
    decoder = NativeOpusDecoder(library)
    packets = opus_packets(tone(1.0, 440))
    for packet in packets[:20]:
        decoder.decode(packet)
    filled = decoder.conceal(960, packets[23])
    assert filled is not None
    assert len(filled) == 960
    assert float(np.abs(filled).max()) > 0.1
    assert decoder.conceal(0, packets[23]) is None
    assert decoder.conceal(961, packets[23]) is None
    assert decoder.conceal(960, b"") is None
    after = decoder.decode(packets[23])
    assert after is not None
    assert len(after) == 320
