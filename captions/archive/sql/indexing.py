"""What of a passage goes into the index: its analysis, and where it is."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from captions.archive.french import analyse
from captions.archive.passages import words_of
from captions.archive.records import Entry
from captions.archive.sql.database import Field, Indexed
from captions.words import joined

_TOKEN: Final = re.compile(r"[^\W_]+")
_LONGEST_TOKEN: Final = 100
_NAMES_KEPT: Final = 4_096

Tokens = dict[Field, tuple[str, ...]]


@lru_cache(maxsize=_NAMES_KEPT)
def folded(name: str) -> str:
    return analyse(name).folded


def analysed(passage: Sequence[Entry]) -> Tokens:
    """Of segments side by side. What is written otherwise than it was said can be found by both."""
    words = words_of(passage)
    text = joined(words)
    spoken = " ".join(word.spoken for word in words if word.spoken)
    analysis = analyse(f"{text} {spoken}" if spoken else text)
    return {
        Field.EXACT: tokens(analysis.exact),
        Field.FOLDED: tokens(analysis.folded),
        Field.LEMMAS: tokens(analysis.lemmas),
        Field.PHONETIC: tokens(analysis.phonetic),
    }


def placed(read: Tokens, space: int, record: int) -> Indexed:
    return Indexed(tokens={**read, Field.PLACE: (f"s{space}", f"r{record}")})


def tokens(text: str) -> tuple[str, ...]:
    """Letters and digits only, and as short as both databases take them."""
    # Of what was analysed nothing is left to be taken away.
    found = text.split() if text.replace(" ", "").isalnum() else _TOKEN.findall(text)
    if max(map(len, found), default=0) <= _LONGEST_TOKEN:
        return tuple(found)
    return tuple(token[:_LONGEST_TOKEN] for token in found)
