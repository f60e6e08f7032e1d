"""Ogg pages around Opus packets (RFC 3533, RFC 7845), as octets. Pure: no I/O, no clock.

Every page is whole when it is given, so that a file that ends with any of them can be played. An Opus stream counts in
48 kHz whatever was encoded.
"""

import struct
from collections.abc import Sequence
from functools import cache
from typing import Final

OPUS_RATE: Final = 48_000
_BEGIN: Final = 0x02
_END: Final = 0x04
_LONGEST: Final = 255
"""Segments of 255 octets in a page."""
_POLYNOMIAL: Final = 0x04C11DB7
_VENDOR: Final = b"voixla"


@cache
def _table() -> tuple[int, ...]:
    table = []
    for octet in range(256):
        rest = octet << 24
        for _ in range(8):
            rest = (rest << 1) ^ (_POLYNOMIAL if rest & 0x80000000 else 0)
        table.append(rest & 0xFFFFFFFF)
    return tuple(table)


class OggOpus:
    """One stream; ``head`` is its ``OpusHead``."""

    def __init__(self, serial: int, head: bytes) -> None:
        self._serial = serial
        self._head = head
        self._pages = 0
        self._granule = 0

    def headers(self) -> bytes:
        """What a file begins with."""
        tags = b"OpusTags" + struct.pack("<I", len(_VENDOR)) + _VENDOR + struct.pack("<I", 0)
        return self._page([self._head], 0, _BEGIN) + self._page([tags], 0, 0)

    def page(self, packets: Sequence[bytes], ticks: int, *, last: bool = False) -> bytes:
        """``packets`` in as many pages as they need; each lasts ``ticks``."""
        octets = b""
        waiting: list[bytes] = []
        lacing = 0
        for packet in packets:
            needed = len(packet) // 255 + 1
            if lacing + needed > _LONGEST:
                octets += self._page(waiting, self._granule, 0)
                waiting, lacing = [], 0
            waiting.append(packet)
            lacing += needed
            self._granule += ticks
        return octets + self._page(waiting, self._granule, _END if last else 0)

    def _page(self, packets: Sequence[bytes], granule: int, flags: int) -> bytes:
        lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
        body = b"".join(packets)
        head = struct.pack("<4sBBQIII", b"OggS", 0, flags, granule, self._serial, self._pages, 0) + bytes(
            [len(lacing)]
        )
        page = bytearray(head + lacing + body)
        page[22:26] = struct.pack("<I", checksum(page))
        self._pages += 1
        return bytes(page)


def checksum(page: bytes | bytearray) -> int:
    """Of a page whose checksum is zero."""
    rest, table = 0, _table()
    for octet in page:
        rest = ((rest << 8) & 0xFFFFFFFF) ^ table[(rest >> 24) ^ octet]
    return rest
