"""The one JSON form of caption events: sockets, files, workers and archives all speak it.

Knows the shape and its version; it does not know transports. The same shape is published as JSON Schema in
``caption-event.schema.json`` beside this file. Tokens of words never travel; probabilities travel with three
decimals. Half of a surrogate pair, which UTF-8 cannot carry, is written as U+FFFD.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Final as Constant
from typing import NoReturn

from captions.errors import VoixlaError
from captions.events import CaptionEvent, Cause, Final, Gap, Interim, Speaker, State, Status
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word, joined

VERSION: Constant = 1

_SURROGATE: Constant = re.compile("[\ud800-\udfff]")
# Legal inside JSON strings, but many readers of "one object a line" take them for the end of a line.
_LINE_BREAKS: Constant = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_SPAN_KEYS: Constant = frozenset({"v", "type", "seq", "track", "speaker", "start_ms", "end_ms"})
_TEXT_KEYS: Constant = _SPAN_KEYS | {"segment", "line", "revision", "text", "words"}
_GAP_KEYS: Constant = _SPAN_KEYS | {"cause"}
_STATE_KEYS: Constant = frozenset({"v", "type", "seq", "at_ms", "status", "cause", "lag_ms"})
_SPEAKER_KEYS: Constant = frozenset({"id", "name"})
_WORD_KEYS: Constant = frozenset({"text", "start_ms", "end_ms", "p"})

_Object = Mapping[str, object]


def encode(event: CaptionEvent) -> dict[str, object]:
    """``event`` as an object of plain JSON values, keys in the order of the documentation."""
    match event:
        case Interim() | Final():
            return _encode_text(event)
        case Gap():
            return {
                "v": VERSION,
                "type": "gap",
                "seq": event.seq,
                "track": _utf8(event.track),
                "speaker": _encode_speaker(event.speaker),
                "start_ms": event.start_ms,
                "end_ms": event.end_ms,
                "cause": event.cause.value,
            }
        case State():
            return {
                "v": VERSION,
                "type": "state",
                "seq": event.seq,
                "at_ms": event.at_ms,
                "status": event.status.value,
                "cause": None if event.cause is None else event.cause.value,
                "lag_ms": event.lag_ms,
            }


def to_json(event: CaptionEvent) -> str:
    """``event`` as compact JSON on exactly one line, without the line feed, always encodable in UTF-8."""
    compact = json.dumps(encode(event), ensure_ascii=False, separators=(",", ":"))
    return compact.translate(_LINE_BREAKS)


def decode(data: object) -> CaptionEvent:
    """The event in ``data``, a parsed JSON value.

    Strict: a missing, unknown or ill-typed field, another version, or a text that is not its words raises
    ``VoixlaError`` with code ``wire.invalid``, whose message names the field and never repeats the content.
    """
    fields = _object(data, "événement")
    if _integer(fields, "v") != VERSION:
        _reject("v")
    match fields.get("type"):
        case "interim":
            return _decode_text(fields, Interim)
        case "final":
            return _decode_text(fields, Final)
        case "gap":
            return _decode_gap(fields)
        case "state":
            return _decode_state(fields)
        case _:
            _reject("type")


def _encode_text(event: Interim | Final) -> dict[str, object]:
    words = [
        {
            "text": _utf8(word.text),
            "start_ms": word.start_ms,
            "end_ms": word.end_ms,
            "p": round(float(word.probability), 3),
        }
        for word in event.words
    ]
    return {
        "v": VERSION,
        "type": "interim" if isinstance(event, Interim) else "final",
        "seq": event.seq,
        "track": _utf8(event.track),
        "speaker": _encode_speaker(event.speaker),
        "segment": event.segment,
        "line": event.line,
        "revision": event.revision,
        "start_ms": event.start_ms,
        "end_ms": event.end_ms,
        "text": _utf8(event.text),
        "words": words,
    }


def _encode_speaker(speaker: Speaker) -> dict[str, str]:
    return {"id": _utf8(speaker.id), "name": _utf8(speaker.name)}


def _utf8(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


def _decode_text(fields: _Object, kind: type[Interim] | type[Final]) -> Interim | Final:
    _exactly(fields, _TEXT_KEYS, "événement")
    listed = fields["words"]
    if not isinstance(listed, list):
        _reject("words")
    words = tuple(_decode_word(item) for item in listed)
    if _text(fields, "text") != joined(words):
        _reject("text")
    start_ms, end_ms = _span(fields)
    return kind(
        seq=_integer(fields, "seq"),
        track=TrackId(_text(fields, "track")),
        speaker=_decode_speaker(fields["speaker"]),
        segment=SegmentId(_integer(fields, "segment")),
        line=LineId(_integer(fields, "line")),
        revision=_integer(fields, "revision"),
        start_ms=start_ms,
        end_ms=end_ms,
        words=words,
    )


def _decode_word(data: object) -> Word:
    fields = _object(data, "words")
    _exactly(fields, _WORD_KEYS, "words")
    probability = fields["p"]
    if isinstance(probability, bool) or not isinstance(probability, int | float):
        _reject("p")
    if not (math.isfinite(probability) and 0 <= probability <= 1):
        _reject("p")
    start_ms, end_ms = _span(fields)
    return Word(text=_text(fields, "text"), start_ms=start_ms, end_ms=end_ms, probability=float(probability))


def _decode_speaker(data: object) -> Speaker:
    fields = _object(data, "speaker")
    _exactly(fields, _SPEAKER_KEYS, "speaker")
    return Speaker(id=SpeakerId(_text(fields, "id")), name=_text(fields, "name"))


def _decode_gap(fields: _Object) -> Gap:
    _exactly(fields, _GAP_KEYS, "événement")
    start_ms, end_ms = _span(fields)
    return Gap(
        seq=_integer(fields, "seq"),
        track=TrackId(_text(fields, "track")),
        speaker=_decode_speaker(fields["speaker"]),
        start_ms=start_ms,
        end_ms=end_ms,
        cause=_cause(fields["cause"]),
    )


def _decode_state(fields: _Object) -> State:
    _exactly(fields, _STATE_KEYS, "événement")
    try:
        status = Status(_text(fields, "status"))
    except ValueError:
        _reject("status")
    return State(
        seq=_integer(fields, "seq"),
        at_ms=Milliseconds(_integer(fields, "at_ms")),
        status=status,
        cause=None if fields["cause"] is None else _cause(fields["cause"]),
        lag_ms=Milliseconds(_integer(fields, "lag_ms")),
    )


def _cause(value: object) -> Cause:
    if not isinstance(value, str):
        _reject("cause")
    try:
        return Cause(value)
    except ValueError:
        _reject("cause")


def _span(fields: _Object) -> tuple[Milliseconds, Milliseconds]:
    start_ms, end_ms = _integer(fields, "start_ms"), _integer(fields, "end_ms")
    if end_ms < start_ms:
        _reject("end_ms")
    return Milliseconds(start_ms), Milliseconds(end_ms)


def _object(data: object, where: str) -> _Object:
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        _reject(where)
    return data


def _exactly(fields: _Object, keys: frozenset[str], where: str) -> None:
    if fields.keys() != keys:
        odd = min(fields.keys() ^ keys)
        _reject(odd if odd in keys else where)


def _integer(fields: _Object, key: str) -> int:
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        _reject(key)
    return value


def _text(fields: _Object, key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or _SURROGATE.search(value):
        _reject(key)
    return value


def _reject(where: str) -> NoReturn:
    raise VoixlaError("wire.invalid", f"Événement de sous-titrage illisible : champ « {where} ».")
