"""The one JSON form of caption events: sockets, files, workers and archives all speak it.

Knows the shape and its version; it does not know transports. The same shape is published as JSON Schema in
``caption-event.schema.json`` beside this file. Tokens of words never travel; probabilities travel with three
decimals. Half of a surrogate pair, which UTF-8 cannot carry, is written as U+FFFD.
"""

import json
from typing import Final as Constant

from captions.events import (
    Amended,
    Author,
    AuthorKind,
    CaptionEvent,
    Cause,
    Final,
    Gap,
    Interim,
    Named,
    OffRecord,
    Origin,
    Speaker,
    State,
    Status,
)
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.wire_fields import (
    Object,
    exactly,
    flag,
    integer,
    object_,
    one_of,
    reject,
    span,
    text,
    utf8,
)
from captions.wire_words import decode_words, encode_words

VERSION: Constant = 1

# Legal inside JSON strings, but many readers of "one object a line" take them for the end of a line.
_LINE_BREAKS: Constant = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_SPAN_KEYS: Constant = frozenset({"v", "type", "seq", "track", "speaker", "start_ms", "end_ms"})
_AMENDED_KEYS: Constant = _SPAN_KEYS | {"at_ms", "author", "segment", "line", "revision", "text", "words"}
_TEXT_KEYS: Constant = _SPAN_KEYS | {"segment", "line", "revision", "origin", "text", "words"}
_GAP_KEYS: Constant = _SPAN_KEYS | {"cause"}
_STATE_KEYS: Constant = frozenset({"v", "type", "seq", "at_ms", "status", "cause", "lag_ms"})
_OFF_RECORD_KEYS: Constant = frozenset({"v", "type", "seq", "at_ms", "on"})
_NAMED_KEYS: Constant = frozenset({"v", "type", "seq", "at_ms", "author", "speaker", "shown"})
_SPEAKER_KEYS: Constant = frozenset({"id", "name"})
_AUTHOR_KEYS: Constant = frozenset({"kind", "id", "name"})


def encode(event: CaptionEvent) -> dict[str, object]:
    """``event`` as an object of plain JSON values, keys in the order of the documentation."""
    match event:
        case Interim() | Final():
            return _encode_text(event)
        case Amended():
            return _encode_amended(event)
        case Named():
            return _encode_named(event)
        case OffRecord():
            return {
                "v": VERSION,
                "type": "off_record",
                "seq": event.seq,
                "at_ms": event.at_ms,
                "on": event.on,
            }
        case Gap():
            return {
                "v": VERSION,
                "type": "gap",
                "seq": event.seq,
                "track": utf8(event.track),
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
    fields = object_(data, "événement")
    if integer(fields, "v") != VERSION:
        reject("v")
    match fields.get("type"):
        case "interim":
            return _decode_text(fields, Interim)
        case "final":
            return _decode_text(fields, Final)
        case "amended":
            return _decode_amended(fields)
        case "named":
            return _decode_named(fields)
        case "off_record":
            return _decode_off_record(fields)
        case "gap":
            return _decode_gap(fields)
        case "state":
            return _decode_state(fields)
        case _:
            reject("type")


def _encode_text(event: Interim | Final) -> dict[str, object]:
    return {
        "v": VERSION,
        "type": "interim" if isinstance(event, Interim) else "final",
        "seq": event.seq,
        "track": utf8(event.track),
        "speaker": _encode_speaker(event.speaker),
        "segment": event.segment,
        "line": event.line,
        "revision": event.revision,
        "start_ms": event.start_ms,
        "end_ms": event.end_ms,
        "origin": event.origin.value,
        "text": utf8(event.text),
        "words": encode_words(event.words),
    }


def _encode_amended(event: Amended) -> dict[str, object]:
    return {
        "v": VERSION,
        "type": "amended",
        "seq": event.seq,
        "at_ms": event.at_ms,
        "author": _encode_author(event.author),
        "track": utf8(event.track),
        "speaker": _encode_speaker(event.speaker),
        "segment": event.segment,
        "line": event.line,
        "revision": event.revision,
        "start_ms": event.start_ms,
        "end_ms": event.end_ms,
        "text": utf8(event.text),
        "words": encode_words(event.words),
    }


def _encode_named(event: Named) -> dict[str, object]:
    return {
        "v": VERSION,
        "type": "named",
        "seq": event.seq,
        "at_ms": event.at_ms,
        "author": _encode_author(event.author),
        "speaker": utf8(event.speaker),
        "shown": _encode_speaker(event.shown),
    }


def _encode_author(author: Author) -> dict[str, str]:
    return {"kind": author.kind.value, "id": utf8(author.id), "name": utf8(author.name)}


def _encode_speaker(speaker: Speaker) -> dict[str, str]:
    return {"id": utf8(speaker.id), "name": utf8(speaker.name)}


def _decode_text(fields: Object, kind: type[Interim] | type[Final]) -> Interim | Final:
    exactly(fields, _TEXT_KEYS, "événement")
    words = decode_words(fields)
    start_ms, end_ms = span(fields)
    return kind(
        seq=integer(fields, "seq"),
        track=TrackId(text(fields, "track")),
        speaker=_decode_speaker(fields["speaker"]),
        segment=SegmentId(integer(fields, "segment")),
        line=LineId(integer(fields, "line")),
        revision=integer(fields, "revision"),
        start_ms=start_ms,
        end_ms=end_ms,
        words=words,
        origin=one_of(Origin, fields["origin"], "origin"),
    )


def _decode_amended(fields: Object) -> Amended:
    exactly(fields, _AMENDED_KEYS, "événement")
    words = decode_words(fields)
    start_ms, end_ms = span(fields)
    return Amended(
        seq=integer(fields, "seq"),
        at_ms=Milliseconds(integer(fields, "at_ms")),
        author=_decode_author(fields["author"]),
        track=TrackId(text(fields, "track")),
        speaker=_decode_speaker(fields["speaker"]),
        segment=SegmentId(integer(fields, "segment")),
        line=LineId(integer(fields, "line")),
        revision=integer(fields, "revision"),
        start_ms=start_ms,
        end_ms=end_ms,
        words=words,
    )


def _decode_named(fields: Object) -> Named:
    exactly(fields, _NAMED_KEYS, "événement")
    return Named(
        seq=integer(fields, "seq"),
        at_ms=Milliseconds(integer(fields, "at_ms")),
        author=_decode_author(fields["author"]),
        speaker=SpeakerId(text(fields, "speaker")),
        shown=_decode_speaker(fields["shown"]),
    )


def _decode_off_record(fields: Object) -> OffRecord:
    exactly(fields, _OFF_RECORD_KEYS, "événement")
    return OffRecord(
        seq=integer(fields, "seq"), at_ms=Milliseconds(integer(fields, "at_ms")), on=flag(fields, "on")
    )


def _decode_speaker(data: object) -> Speaker:
    fields = object_(data, "speaker")
    exactly(fields, _SPEAKER_KEYS, "speaker")
    return Speaker(id=SpeakerId(text(fields, "id")), name=text(fields, "name"))


def _decode_author(data: object) -> Author:
    fields = object_(data, "author")
    exactly(fields, _AUTHOR_KEYS, "author")
    return Author(
        kind=one_of(AuthorKind, fields["kind"], "kind"),
        id=SpeakerId(text(fields, "id")),
        name=text(fields, "name"),
    )


def _decode_gap(fields: Object) -> Gap:
    exactly(fields, _GAP_KEYS, "événement")
    start_ms, end_ms = span(fields)
    return Gap(
        seq=integer(fields, "seq"),
        track=TrackId(text(fields, "track")),
        speaker=_decode_speaker(fields["speaker"]),
        start_ms=start_ms,
        end_ms=end_ms,
        cause=one_of(Cause, fields["cause"], "cause"),
    )


def _decode_state(fields: Object) -> State:
    exactly(fields, _STATE_KEYS, "événement")
    return State(
        seq=integer(fields, "seq"),
        at_ms=Milliseconds(integer(fields, "at_ms")),
        status=one_of(Status, fields["status"], "status"),
        cause=None if fields["cause"] is None else one_of(Cause, fields["cause"], "cause"),
        lag_ms=Milliseconds(integer(fields, "lag_ms")),
    )
