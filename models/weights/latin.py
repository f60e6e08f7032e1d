"""Which byte-level tokens can occur in text of Latin script: its letters, and what all scripts share. Pure.

A token that is no whole number of characters counts when it can be cut out of such text. So the answer is closed:
all parts of a token that can occur can occur too, and leaving out the others changes no tokenisation of such text.
"""

import unicodedata

_CODES = (
    "af br bs ca cs cy da de en es et eu fi fo fr gl ha haw hr ht hu id is it la lb ln lt lv mg mi ms mt nl nn no "
    "oc pl pt ro sk sl sn so sq sv sw tl tr vi yo"
)
LANGUAGES = frozenset(_CODES.split())
"""Codes of Whisper's languages that are written in Latin letters only."""

_PLANES = 0x20000
"""Nothing above is Latin: ideographs, tags, private use."""
_EAST_ASIAN = (range(0x2E80, 0xA4D0), range(0xFF00, 0xFFF0))
"""Their punctuation and symbols too, which Latin text does not share."""
_LATIN_NAMES = (
    "LATIN ",
    "MODIFIER LETTER ",
    "COMBINING ",
    "VARIATION SELECTOR",
    "FEMININE ORDINAL",
    "MASCULINE ORDINAL",
    "MICRO SIGN",
)
_NOTHING = ("Cc", "Cn", "Co", "Cs")
"""Unassigned, private, surrogates; control characters are ASCII or nothing."""
_INNER_BYTES = bytes(range(0x80, 0xC0))
"""Of UTF-8: all but the first byte of a character."""


def is_latin(character: str) -> bool:
    """A Latin letter, a mark that goes on one, a European digit, or a sign, space or symbol of no script."""
    if character.isascii():
        return True
    code, category = ord(character), unicodedata.category(character)
    if code >= _PLANES or category in _NOTHING or any(code in block for block in _EAST_ASIAN):
        return False
    if category[0] in "LM" or category == "Nd":
        return unicodedata.name(character, "").startswith(_LATIN_NAMES)
    return True


class LatinText:
    """All Latin text, as bytes of UTF-8. Takes a tenth of a second to make."""

    def __init__(self) -> None:
        letters = [chr(code).encode() for code in range(0x80, _PLANES) if is_latin(chr(code))]
        self._ends = {raw[cut:] for raw in letters for cut in range(1, len(raw))}
        self._begins = {raw[:cut] for raw in letters for cut in range(1, len(raw))}
        self._middles = {raw[1:-1] for raw in letters if len(raw) == 4}

    def may_hold(self, token: bytes) -> bool:
        """Whether some Latin text holds ``token``; single bytes always count, so that any text has tokens."""
        if len(token) <= 1 or token in self._middles:
            return True
        rest = token.lstrip(_INNER_BYTES)
        end_of_letter = token[: len(token) - len(rest)]
        if end_of_letter and end_of_letter not in self._ends:
            return False
        try:
            text = rest.decode()
        except UnicodeDecodeError as error:
            if rest[error.start :] not in self._begins:
                return False
            text = rest[: error.start].decode()
        return all(is_latin(character) for character in text)
