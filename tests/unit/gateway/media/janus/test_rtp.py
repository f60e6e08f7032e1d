import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.media.janus.rtp import parse_rtp

HEAD = struct.pack("!BBHII", 0x80, 111, 7, 960, 0xABCDEF01)


def extended(profile: int, extension: bytes, payload: bytes, *, head: int = 0x90, sources: int = 0) -> bytes:
    start = struct.pack("!BBHII", head | sources, 111, 7, 960, 1) + bytes(4 * sources)
    return start + struct.pack("!HH", profile, len(extension) // 4) + extension + payload


def test_a_plain_packet() -> None:
    received = parse_rtp(HEAD + b"opus")
    assert received is not None
    assert (received.source, received.payload_type) == (0xABCDEF01, 111)
    packet = received.packet
    assert (packet.sequence, packet.timestamp, packet.payload) == (7, 960, b"opus")
    assert received.level(1) is None


def test_the_marker_is_not_part_of_the_type() -> None:
    received = parse_rtp(bytes([0x80, 0x80 | 111]) + HEAD[2:] + b"x")
    assert received is not None
    assert received.payload_type == 111


def test_what_browsers_send_loudness_with() -> None:
    # As captured: one-byte form, id 1, voice, 17 dB below full scale.
    received = parse_rtp(extended(0xBEDE, bytes.fromhex("10910000"), b"opus"))
    assert received is not None
    assert received.packet.payload == b"opus"
    assert received.level(1) == 17
    assert received.level(2) is None


def test_padding_between_elements_and_the_two_byte_form() -> None:
    received = parse_rtp(extended(0xBEDE, bytes.fromhex("0000207f"), b"opus"))
    assert received is not None
    assert received.level(2) == 127
    received = parse_rtp(extended(0x1000, bytes.fromhex("01000281 2a000000"), b"opus"))
    assert received is not None
    assert received.level(2) == 0x2A


def test_the_last_identity_ends_the_list() -> None:
    received = parse_rtp(extended(0xBEDE, bytes.fromhex("f0001091"), b"opus"))
    assert received is not None
    assert received.level(1) is None


def test_contributing_sources_and_padding_are_not_payload() -> None:
    received = parse_rtp(extended(0xBEDE, bytes(4), b"opus" + b"\0\0\3", head=0xB0, sources=2))
    assert received is not None
    assert received.packet.payload == b"opus"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        HEAD[:11],
        bytes([0x80, 200]) + HEAD[2:],  # RTCP sender report
        bytes([0x40]) + HEAD[1:],  # version 1
        bytes([0x90]) + HEAD[1:],  # the extension is missing
        bytes([0x8F]) + HEAD[1:],  # sources are missing
        extended(0xBEDE, b"", b"")[:-2] + b"\xff\xff",  # longer than the packet
        bytes([0xA0]) + HEAD[1:] + b"\xff",  # more padding than packet
    ],
)
def test_what_is_no_rtp_is_refused(data: bytes) -> None:
    assert parse_rtp(data) is None


@given(st.binary(max_size=80))
def test_nonsense_breaks_nothing(data: bytes) -> None:
    received = parse_rtp(b"\x90\x6f" + data)
    if received is not None:
        for identity in range(1, 16):
            level = received.level(identity)
            assert level is None or 0 <= level <= 127
