"""Close codes of the live socket (docs/protocol.md says what the page does then)."""

from enum import IntEnum


class Close(IntEnum):
    LEFT = 1000
    REFUSED = 1008
    FAILED = 1011
    RESTART = 1012
    REMOVED = 4403
    SLOW = 4408
    REPLACED = 4409
