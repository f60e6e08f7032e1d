"""ISO 6937, the Latin character set of EBU subtitle files: accents are a byte before their letter. Writing only.

It has French, « » and œ included, and nothing outside Latin script. What it lacks is written as the nearest thing
it has, or else as « ? ». The dollar stands where the edition of 2001 has it, as readers expect.
"""

import unicodedata
from typing import Final as Constant

_SINGLE: Constant = {
    "\u00a0": 0xA0, "¡": 0xA1, "¢": 0xA2, "£": 0xA3, "¥": 0xA5, "§": 0xA7, "¤": 0xA8, "‘": 0xA9, "“": 0xAA,
    "«": 0xAB, "←": 0xAC, "↑": 0xAD, "→": 0xAE, "↓": 0xAF, "°": 0xB0, "±": 0xB1, "²": 0xB2, "³": 0xB3, "×": 0xB4,
    "µ": 0xB5, "¶": 0xB6, "·": 0xB7, "÷": 0xB8, "’": 0xB9, "”": 0xBA, "»": 0xBB, "¼": 0xBC, "½": 0xBD, "¾": 0xBE,
    "¿": 0xBF, "—": 0xD0, "¹": 0xD1, "®": 0xD2, "©": 0xD3, "™": 0xD4, "♪": 0xD5, "¬": 0xD6, "¦": 0xD7, "Æ": 0xE1,
    "Ð": 0xE2, "ª": 0xE3, "Ħ": 0xE4, "Ĳ": 0xE6, "Ŀ": 0xE7, "Ł": 0xE8, "Ø": 0xE9, "Œ": 0xEA, "º": 0xEB, "Þ": 0xEC,
    "Ŧ": 0xED, "Ŋ": 0xEE, "ĸ": 0xF0, "æ": 0xF1, "đ": 0xF2, "ð": 0xF3, "ħ": 0xF4, "ı": 0xF5, "ĳ": 0xF6, "ŀ": 0xF7,
    "ł": 0xF8, "ø": 0xF9, "œ": 0xFA, "ß": 0xFB, "þ": 0xFC, "ŧ": 0xFD, "ŋ": 0xFE,
}  # fmt: skip
_ACCENTS: Constant = {
    "\u0300": (0xC1, "AEIOUaeiou"),
    "\u0301": (0xC2, "ACEILNORSUYZaceilnorsuyz"),
    "\u0302": (0xC3, "ACEGHIJOSUWYaceghijosuwy"),
    "\u0303": (0xC4, "AINOUainou"),
    "\u0304": (0xC5, "AEIOUaeiou"),
    "\u0306": (0xC6, "AGUagu"),
    "\u0307": (0xC7, "CEGIZcegz"),
    "\u0308": (0xC8, "AEIOUYaeiouy"),
    "\u030a": (0xCA, "AUau"),
    "\u0327": (0xCB, "CGKLNRSTcklnrst"),
    "\u030b": (0xCD, "OUou"),
    "\u0328": (0xCE, "AEIUaeiu"),
    "\u030c": (0xCF, "CDELNRSTZcdelnrstz"),
}
_INSTEAD: Constant = {
    "\u202f": "\u00a0", "\u2007": "\u00a0", "\u2011": "-", "\u2010": "-", "–": "-", "−": "-", "€": "EUR", "‹": "<",
    "›": ">", "„": "“", "‚": "‘", "•": "·", "\u200b": "", "\u200c": "", "\u200d": "", "\u00ad": "", "\ufe0f": "",
}  # fmt: skip
_UNKNOWN: Constant = "?"


def encode(text: str) -> bytes:
    """``text`` without its control characters; never fails."""
    return b"".join(encoded(character) for character in unicodedata.normalize("NFC", text))


def encoded(character: str) -> bytes:
    """One character; two bytes where it has an accent, none where it shows nothing."""
    octets = _exact(character)
    if octets is not None:
        return octets
    if character in _INSTEAD:
        return encode(_INSTEAD[character])
    category = unicodedata.category(character)
    if category == "Zs":
        return b" "
    if category in ("Mn", "Me", "Cc", "Cf"):
        return b""
    near = [part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)]
    exact = [_exact(part) for part in near]
    found = [octets for octets in exact if octets is not None]
    return b"".join(found) if found and len(found) == len(exact) else _UNKNOWN.encode()


def lossless(character: str) -> bool:
    """It is written as itself, or as what a French reader takes for the same."""
    return _exact(character) is not None or character in _INSTEAD or encoded(character) != _UNKNOWN.encode()


def _exact(character: str) -> bytes | None:
    if " " <= character <= "~":
        return character.encode("ascii")
    if character in _SINGLE:
        return bytes([_SINGLE[character]])
    parts = unicodedata.normalize("NFD", character)
    code, letters = _ACCENTS.get(parts[-1], (0, ""))
    return bytes([code, ord(parts[0])]) if len(parts) == 2 and parts[0] in letters else None
