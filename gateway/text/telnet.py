"""Bytes of a telnet-like line to lines of text. Pure.

Everything that telnet negotiates is declined (RFC 854, 1143): each option once, so that no answer answers an answer.
A line that is too long is thrown away up to its end, whatever it holds.
"""

from enum import Enum, auto

from captions.layout import plain

LONGEST_LINE = 1024
"""Bytes; a pass has some 150."""
_IAC, _DONT, _DO, _WONT, _WILL, _SB, _SE = 255, 254, 253, 252, 251, 250, 240
_REFUSAL = {_DO: _WONT, _WILL: _DONT}
_ERASE = (8, 127)
_CR, _LF = 13, 10


class _At(Enum):
    TEXT = auto()
    COMMAND = auto()
    OPTION = auto()
    SUB = auto()
    SUB_COMMAND = auto()


class TelnetLines:
    """``feed`` it what comes; ``replies`` are to be sent back."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._too_long = False
        self._after_cr = False
        self._at = _At.TEXT
        self._verb = 0
        self._declined: set[tuple[int, int]] = set()
        self._replies = bytearray()

    def feed(self, data: bytes) -> list[str | None]:
        """Lines that are complete; None for one that was too long."""
        lines: list[str | None] = []
        for byte in data:
            if self._at is not _At.TEXT:
                self._negotiate(byte)
            elif byte == _IAC:
                self._at = _At.COMMAND
            elif byte in (_CR, _LF):
                if not (byte == _LF and self._after_cr):
                    lines.append(self._end())
                self._after_cr = byte == _CR
            else:
                self._after_cr = False
                self._add(byte)
        return lines

    def replies(self) -> bytes:
        """What is to be sent back, once."""
        replies = bytes(self._replies)
        self._replies.clear()
        return replies

    def _add(self, byte: int) -> None:
        if byte in _ERASE:
            self._erase()
        elif len(self._line) >= LONGEST_LINE:
            self._too_long = True
        elif not self._too_long:
            self._line.append(byte)

    def _erase(self) -> None:
        while self._line and self._line[-1] & 0xC0 == 0x80:
            self._line.pop()
        if self._line:
            self._line.pop()

    def _end(self) -> str | None:
        line = None if self._too_long else plain(self._line.decode("utf-8", "replace"))
        self._line.clear()
        self._too_long = False
        return line

    def _negotiate(self, byte: int) -> None:
        match self._at:
            case _At.COMMAND if byte in (_DO, _DONT, _WILL, _WONT):
                self._at, self._verb = _At.OPTION, byte
            case _At.COMMAND:
                self._at = _At.SUB if byte == _SB else _At.TEXT
            case _At.OPTION:
                self._decline(byte)
                self._at = _At.TEXT
            case _At.SUB if byte == _IAC:
                self._at = _At.SUB_COMMAND
            case _At.SUB_COMMAND:
                self._at = _At.TEXT if byte == _SE else _At.SUB

    def _decline(self, option: int) -> None:
        refusal = _REFUSAL.get(self._verb)
        if refusal is not None and (self._verb, option) not in self._declined:
            self._declined.add((self._verb, option))
            self._replies += bytes((_IAC, refusal, option))
