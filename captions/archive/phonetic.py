"""What a French word sounds like, as a key that misheard spellings share: "Lefebvre", "Lefèvre"; "Dupond", "Dupont".

After Soundex 2 and Phonex (Frédéric Brouard, 1999: sqlpro.developpez.com/cours/soundex), with two differences. All
vowels but the nasal ones are one, as recognisers take one for another ("Villeurbanne", "ville urbaine"); and keys are
not cut short, so that the keys of the parts of a name, one after the other, are the key of the name.

A key is made of consonants as they sound (x is "ch", j is "ge", s is "z" too), 1 for vowels, 3 for a nasal vowel, y for
the glide of "Guyancourt".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from captions.archive.lexicon import folded

_LONGEST: Final = 40
_C: Final = "[BDFGJKLMNPRSTVX]"


def _rules(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), sound) for pattern, sound in rules)


# Capitals and digits are sounds already, "#" is a mute "e" at the end: what is before it is pronounced.
_SPELLINGS: Final = _rules(
    (r"(?<=[aeo]u)l(?=[tdx])", ""),  # Thibault, Vaulx
    (r"gues?$", "G#"),
    (r"ques?$", "K#"),
    (r"(?<=[aeiouyé])es?$", ""),
    (r"(?<=[aeiouyé][b-df-hj-np-tv-z])es?$|(?<=[b-df-hj-np-tv-z]{2})es?$", "#"),
    (r"(?<=[a-z]{2})er$", "e"),  # Mercier
    (r"(?:(?<=[nm])[cgp]|(?<=r)g|(?<=[ou])p|(?<=cler)c)?[tdsxz]*$", ""),  # Blanc, Bourg, Dupond, Dupont
    (r"Ç", "S"),
    (r"ebv", "ev"),  # Lefebvre
    (r"mp(?=[tcs])", "n"),
    (r"mn", "n"),
    (r"ph", "F"),
    (r"s?ch(?=[rlnt])", "K"),
    (r"s?ch|sh", "X"),
    (r"h", ""),
    (r"sc(?=[eéiy#])", "S"),
    (r"(?<!s)t(?=io)", "S"),
    (r"gn", "N"),
    (r"gu(?=[eéiy])", "G"),
    (r"ge(?=[aou])|g(?=[eéiy#])", "J"),
    (r"c(?=[eéiy#])", "S"),
    (r"qu?|c", "K"),
    (r"x", "KS"),
    (r"w", "V"),
    (r"z", "S"),
    (r"^(l?)ill|(?<=v)()ill|^(m|tranK)ill", r"\1\2\3iL"),  # Lille, ville, mille
    (r"[aeou]*ill|[aeou]+il(?=#?$)", "Y"),  # Guillan, conseil
    (r"n[iy](?=[aeéou])", "N"),  # as "gn": Perpignan
    (r"[aeéiou]*[iy](?=[aeéou])", "Y"),  # Lyon, royal
)
_SOUNDS: Final = _rules(
    (r"[aeiouyé]+(?:N(?![aeiouyéNY#])|M(?=[BP]|$))", "3"),
    (rf"(?<=[3aeiouyéY]{_C})e(?={_C}[LR]?[3aeiouyéY])", ""),  # Fontenay
    (r"[aeiouyé]+", "1"),
    (r"#", ""),
    (r"(.)\1+", r"\1"),
)
_TWICE: Final = re.compile(r"(.)\1+")
_HAS_VOWEL: Final = re.compile("[13]").search

_SAID: Final = str.maketrans("bdfgjklmnprstv", "BDFGJKLMNPRSTV")
_ACCENTS: Final = str.maketrans("èêëç", "éééÇ")


def _spelt(word: str) -> str:
    """Without the accents but that of a sounded "é", and the cedilla."""
    return "".join(
        letter if letter in "éÇ" else folded(letter) for letter in word.casefold().translate(_ACCENTS)
    )


@lru_cache(maxsize=32_768)
def key(word: str) -> str:
    """Of one word without apostrophes or hyphens; empty for what is no word."""
    if len(word) > _LONGEST or not word.isalpha():
        return ""
    sounds = folded(word) if len(word) == 1 else _said(word)
    return sounds if sounds.isascii() and sounds.isalnum() else ""


def joined(keys: Iterable[str]) -> str:
    """The key of a word that is made of words with these; before a vowel a nasal one is heard as "n" (Ben Amou)."""
    return _TWICE.sub(r"\1", "".join(keys).replace("31", "1n1"))


def weight(key: str) -> int:
    """How much a key says: its sounds but for plain vowels."""
    return len(key) - key.count("1")


def splits(key: str, parts: int) -> Iterator[tuple[str, ...]]:
    """The keys of ``parts`` words that together sound like ``key``; each has a vowel."""
    if parts == 1:
        yield (key,)
        return
    for end in range(1, len(key)):
        heads = [key[:end]]
        if key[:end].endswith("1n") and key[end] == "1":
            heads.append(key[: end - 2] + "3")
        for head in heads:
            for rest in splits(key[end:], parts - 1):
                if all(map(_HAS_VOWEL, (head, *rest))):
                    yield head, *rest


def _said(word: str) -> str:
    sounds = _spelt(unicodedata.normalize("NFC", word))
    for pattern, sound in _SPELLINGS:
        sounds = pattern.sub(sound, sounds)
    sounds = sounds.translate(_SAID)
    for pattern, sound in _SOUNDS:
        sounds = pattern.sub(sound, sounds)
    return sounds.lower()
