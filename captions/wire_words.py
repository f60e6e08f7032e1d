"""The words of wire events, see ``wire``."""

import math
from typing import Final as Constant

from captions.wire_fields import Object, exactly, object_, reject, span, text, utf8
from captions.words import Word, joined

_KEYS: Constant = frozenset({"text", "start_ms", "end_ms", "p"})


def encode_words(words: tuple[Word, ...]) -> list[dict[str, object]]:
    return [
        {
            "text": utf8(word.text),
            "start_ms": word.start_ms,
            "end_ms": word.end_ms,
            "p": round(float(word.probability), 3),
        }
        | ({"spoken": utf8(word.spoken)} if word.spoken else {})
        for word in words
    ]


def decode_words(fields: Object) -> tuple[Word, ...]:
    listed = fields["words"]
    if not isinstance(listed, list):
        reject("words")
    words = tuple(_decode_word(item) for item in listed)
    if text(fields, "text") != joined(words):
        reject("text")
    return words


def _decode_word(data: object) -> Word:
    fields = object_(data, "words")
    exactly({key: value for key, value in fields.items() if key != "spoken"}, _KEYS, "words")
    probability = fields["p"]
    if isinstance(probability, bool) or not isinstance(probability, int | float):
        reject("p")
    if not (math.isfinite(probability) and 0 <= probability <= 1):
        reject("p")
    start_ms, end_ms = span(fields)
    return Word(
        text=text(fields, "text"),
        start_ms=start_ms,
        end_ms=end_ms,
        probability=float(probability),
        spoken=text(fields, "spoken") if "spoken" in fields else "",
    )
