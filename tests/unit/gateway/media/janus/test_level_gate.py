import struct

from gateway.media.janus.level_gate import LevelGate, level_extension
from gateway.media.janus.rtp import Received, parse_rtp

SECOND = 50


def packet(level: int | None) -> Received:
    extension = struct.pack("!HHBBH", 0xBEDE, 1, 0x10, level, 0) if level is not None else b""
    head = 0x90 if level is not None else 0x80
    received = parse_rtp(struct.pack("!BBHII", head, 111, 0, 0, 1) + extension + b"x")
    assert received is not None
    return received


def passed(gate: LevelGate, level: int | None, count: int) -> int:
    return sum(gate.passes(packet(level)) for _ in range(count))


def test_it_closes_after_a_second_of_nothing_and_opens_with_the_first_sound() -> None:
    gate = LevelGate(1)
    assert passed(gate, 30, 10) == 10
    assert passed(gate, 127, 10 * SECOND) == SECOND
    assert gate.openings == 0
    assert passed(gate, 126, 1) == 1
    assert gate.openings == 1
    assert passed(gate, 127, SECOND) == SECOND


def test_who_never_says_anything_else_is_not_believed() -> None:
    assert passed(LevelGate(1), 127, 10 * SECOND) == 10 * SECOND


def test_without_levels_all_passes() -> None:
    for gate in (LevelGate(None), LevelGate(2)):
        assert passed(gate, 30, 1) + passed(gate, 127, 5 * SECOND) == 1 + 5 * SECOND
    assert passed(LevelGate(1), None, 5 * SECOND) == 5 * SECOND


def test_the_extension_is_found_in_the_answer() -> None:
    level = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
    assert level_extension(f"v=0\r\nm=audio 9 x\r\na=extmap:3 {level}\r\n") == 3
    assert level_extension(f"v=0\r\nm=audio 9 x\r\na=extmap:14/sendonly {level}\r\n") == 14
    assert level_extension("v=0\r\nm=audio 9 x\r\na=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid\r\n") is None
