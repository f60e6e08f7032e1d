"""One RTP packet from its bytes (RFC 3550 §5.1), with the loudness that browsers send along (RFC 6464). Pure."""

import struct
from dataclasses import dataclass

from pipeline.reorder import RtpPacket

_HEAD = struct.Struct("!BBHII")
_EXTENSION = struct.Struct("!HH")
_ONE_BYTE = 0xBEDE
_TWO_BYTES = 0x1000
SILENCE = 127
"""The level of no sound at all, in −dBov."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """``extensions`` is the raw header extension, for ``level``."""

    source: int
    payload_type: int
    packet: RtpPacket
    profile: int = 0
    extensions: bytes = b""

    def level(self, identity: int) -> int | None:
        """Loudness in −dBov, 0 (loudest) to 127, if extension ``identity`` came with the packet."""
        data = _element(self.profile, self.extensions, identity)
        return data[0] & 0x7F if data else None


def parse_rtp(data: bytes) -> Received | None:
    """None when ``data`` is no RTP packet, or an RTCP one."""
    if len(data) < _HEAD.size:
        return None
    first, second, sequence, timestamp, source = _HEAD.unpack_from(data)
    # Types 64 to 95 with the marker are RTCP's (RFC 5761 §4).
    if first >> 6 != 2 or 192 <= second <= 223:
        return None
    at, end = _HEAD.size + 4 * (first & 0x0F), len(data)
    profile, extensions = 0, b""
    if first & 0x10:
        if at + _EXTENSION.size > end:
            return None
        profile, words = _EXTENSION.unpack_from(data, at)
        at += _EXTENSION.size
        extensions = data[at : at + 4 * words]
        at += 4 * words
    if first & 0x20 and at < end:
        end -= data[-1]
    if at > end:
        return None
    packet = RtpPacket(sequence=sequence, timestamp=timestamp, payload=data[at:end])
    return Received(
        source=source, payload_type=second & 0x7F, packet=packet, profile=profile, extensions=extensions
    )


def _element(profile: int, data: bytes, identity: int) -> bytes | None:
    """The value of one element of a header extension (RFC 8285 §4.2, §4.3)."""
    short = profile == _ONE_BYTE
    if not short and profile & 0xFFF0 != _TWO_BYTES:
        return None
    at = 0
    while at < len(data):
        if data[at] == 0:  # padding
            at += 1
            continue
        if short:
            found, length, at = data[at] >> 4, (data[at] & 0x0F) + 1, at + 1
        elif at + 1 < len(data):
            found, length, at = data[at], data[at + 1], at + 2
        else:
            return None
        if short and found == 15:
            return None
        if found == identity:
            return data[at : at + length]
        at += length
    return None
