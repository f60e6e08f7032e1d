"""How long a caption must stay to be read: the measure of the Arcom charter. Pure arithmetic."""

from typing import Final

from captions.ids import Milliseconds

LEAST_MS: Final = 1000
"""Nobody notices and reads less."""
_CHARTER: Final = ((0, 0), (12, 1000), (20, 2000), (36, 3000), (60, 4000))
"""Characters and milliseconds; in between a straight line."""
_BEYOND: Final = 15
"""Characters a second of longer captions, as of the longest that the charter names."""
TOLERANCE: Final = 0.2
"""What the charter allows less."""


def reading_ms(characters: int) -> Milliseconds:
    """How long ``characters`` should stay on the screen; never less than ``LEAST_MS``."""
    for (few, short), (many, long) in zip(_CHARTER, _CHARTER[1:], strict=False):
        if characters <= many:
            return Milliseconds(max(LEAST_MS, short + (long - short) * (characters - few) // (many - few)))
    return Milliseconds(_CHARTER[-1][1] + (characters - _CHARTER[-1][0]) * 1000 // _BEYOND)
