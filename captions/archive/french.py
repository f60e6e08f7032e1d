"""What of a French text goes into the index, and of a query to look for: forms, lemmas, sounds. Pure.

This is the plain form of it: accents off, ligatures apart, words split at apostrophes and hyphens.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

VERSION: Final = 1
"""Rises when ``analyse`` gives something else for the same text: the index is made anew then."""
_WORD = re.compile(r"[^\W_]+")
_APART = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Three readings of a text, each as tokens (letters and digits only) between single spaces."""

    folded: str
    lemmas: str
    phonetic: str


def analyse(text: str) -> Analysis:
    apart = unicodedata.normalize("NFD", text.casefold().translate(_APART))
    plain = "".join(character for character in apart if not unicodedata.combining(character))
    folded = " ".join(_WORD.findall(plain))
    return Analysis(folded=folded, lemmas=folded, phonetic="")
