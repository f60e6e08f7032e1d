import numpy as np

from gateway.media.opus import OpusDecoder, packet_ticks
from gateway.media.opus_encoder import OpusEncoder
from models.audio import Pcm
from tests.fakes.opus_stream import pitch

FRAME = 320


def encoded(sound: Pcm) -> list[bytes]:
    encoder = OpusEncoder()
    return [packet for n in range(0, len(sound), FRAME) for packet in encoder.encode(sound[n : n + FRAME])]


def test_every_frame_is_a_packet_of_20_ms() -> None:
    packets = encoded(np.zeros(50 * FRAME, dtype=np.float32))
    assert len(packets) >= 49
    assert {packet_ticks(packet) for packet in packets} == {960}


def test_it_sounds_as_it_did() -> None:
    sound = (0.3 * np.sin(2 * np.pi * 620 * np.arange(16_000) / 16_000)).astype(np.float32)
    decoder = OpusDecoder()
    parts = [decoder.decode(packet) for packet in encoded(sound)]
    heard = np.concatenate([part for part in parts if part is not None])[1600:]
    assert abs(pitch(heard) - 620) < 2
    assert 0.2 < float(np.sqrt(np.mean(heard**2))) * 2**0.5 < 0.4


def test_speech_takes_some_30_kilobits_a_second() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 50 * FRAME).astype(np.float32)
    assert 2000 < sum(map(len, encoded(noise))) < 6000
