"""The words that count when captions are scored, free of case, punctuation, hesitations and number spelling.

"Vingt-trois" and "23", "20 000 €" and "vingt mille euros", "18h30" and "dix-huit heures trente" give the same
words, so that a recogniser is not punished for typography. Lenient on purpose: "un" and "une" both are 1.
Not for display: what readers see is never normalised.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile

from captions.numbers import ORDINAL_STEMS, Part, read_number
from captions.word_errors import WordErrors, word_errors

__all__ = ["ScoreWord", "WordErrors", "score_sequence", "score_words", "word_errors"]

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_HESITATION = re.compile(r"e+u+h+m*|h+e+u+h*|h+u*m+|m{2,}h*|m+h+m*")
_BREAK = re.compile(r"[,;:.!?()\[\]«»\"…–—/]")
_SYMBOLS = (
    ("m²", " mètres carrés "), ("k€", " mille euros "), ("m€", " millions d'euros "), ("€", " euros "),
    ("%", " pourcent "), ("°c", " degrés "), ("n°", " numéro "), ("nº", " numéro "), ("°", " degrés "),
    ("œ", "oe"), ("æ", "ae"), ("&", " et "),
)  # fmt: skip
_TITLES = {"m": "monsieur", "mm": "messieurs"}
"""Only before a full stop: "m" alone is an elided word or a metre."""
_ABBREVIATIONS = {
    "mme": "madame", "mmes": "mesdames", "mlle": "mademoiselle", "dr": "docteur",
    "km": "kilomètres", "euro": "euros", "pourcents": "pourcent",
}  # fmt: skip
_ORDINAL_ENDINGS = ("e", "è", "ème", "eme", "ième")
_FIRST = {"er": "premier", "re": "première", "ère": "première", "ere": "première"}
_LARGE = ("million", "millions", "milliard", "milliards")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreWord:
    """One scored word and the source words it came from: "deux mille euros" gives 2000 from 0 to 1."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    text: str
    first: int
    last: int
    before: str
    """What separates it from the token before: tells "20.000" from "20. 000" and "vingt, trois" from 23."""
    value: Decimal | None = None
    ordinal: bool = False


def score_words(text: str) -> list[str]:
    """The scored words of a text."""
    return [word.text for word in score_sequence([text])]


def score_sequence(words: Sequence[str]) -> list[ScoreWord]:
    """The scored words of consecutive source words, with the indices of those they came from.

    Gives the same texts as ``score_words`` of the words joined with spaces, so times can be carried over.
    """
    tokens = _times(_spelt_out(_lexed(words)))
    scored = _percents(_hyphens(_numbers(_grouped(tokens))))
    return [ScoreWord(text=token.text, first=token.first, last=token.last) for token in scored]


def _lexed(words: Iterable[str]) -> list[_Token]:
    tokens: list[_Token] = []
    before = ""
    for index, word in enumerate(words):
        text = word.lower().replace("’", "'")
        for symbol, spelt in _SYMBOLS:
            text = text.replace(symbol, spelt)
        text = unicodedata.normalize("NFKC", text)
        position = 0
        for match in _TOKEN.finditer(text):
            before += text[position : match.start()]
            tokens.append(_Token(text=match.group(), first=index, last=index, before=before))
            before, position = "", match.end()
        before += text[position:] + " "
    return tokens


def _spelt_out(tokens: Sequence[_Token]) -> list[_Token]:
    """Abbreviations in full, hesitations gone."""
    kept: list[_Token] = []
    carried = ""
    for index, token in enumerate(tokens):
        dotted = index + 1 < len(tokens) and tokens[index + 1].before.startswith(".")
        title = dotted and not (kept and kept[-1].text.isdecimal())
        if token.text in _TITLES:
            token = replace(token, text=_TITLES[token.text] if title else token.text)
        elif _HESITATION.fullmatch(token.text):
            carried += token.before
            continue
        token = replace(token, text=_ABBREVIATIONS.get(token.text, token.text), before=carried + token.before)
        kept.append(token)
        carried = ""
    return kept


def _times(tokens: Sequence[_Token]) -> list[_Token]:
    """18h30 and 18:30 as 18 heures 30."""
    out: list[_Token] = []
    for token in tokens:
        hour = bool(out) and out[-1].text.isdecimal() and len(out[-1].text) <= 2
        if hour and token.text == "h" and token.before in ("", " "):
            out.append(replace(token, text="heures"))
        elif hour and token.before == ":" and token.text.isdecimal() and len(token.text) == 2:
            out.append(replace(token, text="heures", before=""))
            out.append(replace(token, text=str(int(token.text)), before=""))
        elif out and out[-1].text == "heures" and token.text.isdecimal() and token.text.startswith("0"):
            out.append(replace(token, text=str(int(token.text))))
        else:
            out.append(token)
    return out


def _grouped(tokens: Sequence[_Token]) -> list[_Token]:
    """Digits as values: thousands, decimals, ordinals; a leading zero is said on its own (06)."""
    out: list[_Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if not token.text.isdecimal():
            out.append(_ordinal_word(token))
            continue
        if len(token.text) > 1 and token.text.startswith("0"):
            out.extend(_valued(token, Decimal(digit)) for digit in token.text)
            continue
        digits, last = token.text, token.last
        while index < len(tokens) and _is_thousands(token.text, tokens[index]):
            digits, last, index = digits + tokens[index].text, tokens[index].last, index + 1
        if index < len(tokens) and tokens[index].before in (",", ".") and tokens[index].text.isdecimal():
            digits, last, index = f"{digits}.{tokens[index].text}", tokens[index].last, index + 1
        token = replace(_valued(token, Decimal(digits)), last=last)
        ending = tokens[index].text if index < len(tokens) and tokens[index].before == "" else ""
        if ending in _ORDINAL_ENDINGS or (digits == "1" and ending in _FIRST):
            index += 1
            word = _FIRST.get(ending)
            token = replace(token, text=word, value=None) if word else replace(token, ordinal=True)
        out.append(token)
    return out


def _is_thousands(head: str, following: _Token) -> bool:
    """Whether three digits go on with the number that began with the digits ``head``."""
    if not following.text.isdecimal() or len(following.text) != 3 or following.before not in (" ", ".", ","):
        return False
    return len(head) <= 3 and head != "0"


def _valued(token: _Token, value: Decimal) -> _Token:
    return replace(token, value=value, text=_shown(value))


def _ordinal_word(token: _Token) -> _Token:
    stem = ORDINAL_STEMS.get(token.text.removesuffix("s"))
    return token if stem is None else replace(token, text=stem, ordinal=True)


def _numbers(tokens: Sequence[_Token]) -> list[_Token]:
    """Number words and digits together as digits."""
    out: list[_Token] = []
    index = 0
    while index < len(tokens):
        run = _run(tokens, index)
        found = read_number(_parts(run))
        if found is None:
            out.append(tokens[index])
            index += 1
            continue
        value, used = found
        index += used
        if run[used - 1].text in _LARGE and index < len(tokens) and tokens[index].text in ("d", "de"):
            index += 1
        value, index = _scaled(*_with_decimals(value, tokens, index), tokens)
        last = tokens[index - 1]
        text = _shown(value) + ("e" if run[used - 1].ordinal else "")
        out.append(replace(run[0], text=text, value=value, last=last.last))
    return out


def _run(tokens: Sequence[_Token], start: int) -> list[_Token]:
    """The tokens that may belong to one number: up to a punctuation mark or an ordinal, 32 at most."""
    run = [tokens[start]]
    for token in tokens[start + 1 : start + 32]:
        if run[-1].ordinal or _BREAK.search(token.before):
            break
        run.append(token)
    return run


def _with_decimals(value: Decimal, tokens: Sequence[_Token], index: int) -> tuple[Decimal, int]:
    """In "trois virgule zéro cinq" the zeros count, the rest is one number."""
    if index + 1 >= len(tokens) or tokens[index].text != "virgule" or value != int(value):
        return value, index
    end, zeros = index + 1, ""
    while end < len(tokens) and (tokens[end].text == "zéro" or tokens[end].value == 0):
        end, zeros = end + 1, zeros + "0"
    fraction = (
        list(takewhile(lambda part: part not in _LARGE, _parts(_run(tokens, end))))
        if end < len(tokens)
        else []
    )
    found = read_number(fraction)
    if found is None or found[0] != int(found[0]):
        return (value, end) if zeros else (value, index)
    return Decimal(f"{int(value)}.{zeros}{_shown(found[0])}"), end + found[1]


def _scaled(value: Decimal, index: int, tokens: Sequence[_Token]) -> tuple[Decimal, int]:
    """In "deux virgule cinq millions d'euros" the whole is counted in millions."""
    if value == int(value) or index >= len(tokens) or tokens[index].text not in _LARGE:
        return value, index
    scaled = value * (10**9 if tokens[index].text.startswith("milliard") else 10**6)
    linked = index + 1 < len(tokens) and tokens[index + 1].text in ("d", "de")
    return scaled, index + 1 + linked


def _parts(run: Sequence[_Token]) -> list[Part]:
    return [token.text if token.value is None else token.value for token in run]


def _shown(value: Decimal) -> str:
    return str(int(value)) if value == int(value) else f"{value.normalize():f}".replace(".", ",")


def _hyphens(tokens: Sequence[_Token]) -> list[_Token]:
    """Gives "2121 tiret 18" and "2121-18" as 2121 18."""
    return [
        token
        for index, token in enumerate(tokens)
        if token.text != "tiret"
        or not 0 < index < len(tokens) - 1
        or not (tokens[index - 1].text[0].isdecimal() and tokens[index + 1].text[0].isdecimal())
    ]


def _percents(tokens: Sequence[_Token]) -> list[_Token]:
    """Gives "3 pour cent" and "3 %" as 3 pourcent."""
    out: list[_Token] = []
    for token in tokens:
        said = len(out) > 1 and out[-1].text == "pour" and out[-2].text[0].isdecimal()
        if said and token.text == "100" and not _BREAK.search(out[-1].before + token.before):
            out[-1] = replace(out[-1], text="pourcent", last=token.last)
        else:
            out.append(token)
    return out
