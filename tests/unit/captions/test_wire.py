"""The exact bytes of the wire, and what the codec refuses."""

import json
from typing import Any

import pytest

from captions import wire
from captions.errors import VoixlaError
from captions.events import Cause, Final, Gap, Speaker, State, Status
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word

SPEAKER = Speaker(id=SpeakerId("p1"), name="Élise")
FINAL = Final(
    seq=7,
    track=TrackId("micro"),
    speaker=SPEAKER,
    segment=SegmentId(3),
    line=LineId(2),
    revision=4,
    start_ms=Milliseconds(1000),
    end_ms=Milliseconds(1900),
    words=(
        Word(
            text="Bonjour",
            start_ms=Milliseconds(1000),
            end_ms=Milliseconds(1500),
            probability=0.98765,
            tokens=(9,),
        ),
        Word(text="à", start_ms=Milliseconds(1500), end_ms=Milliseconds(1900), probability=1.0),
    ),
)


def encoded() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(wire.to_json(FINAL))
    return data


def test_a_final_on_the_wire() -> None:
    assert wire.to_json(FINAL) == (
        '{"v":1,"type":"final","seq":7,"track":"micro","speaker":{"id":"p1","name":"Élise"},"segment":3,'
        '"line":2,"revision":4,"start_ms":1000,"end_ms":1900,"origin":"speech","text":"Bonjour à","words":['
        '{"text":"Bonjour","start_ms":1000,"end_ms":1500,"p":0.988},'
        '{"text":"à","start_ms":1500,"end_ms":1900,"p":1.0}]}'
    )


def test_a_gap_and_a_state_on_the_wire() -> None:
    gap = Gap(seq=1, track=TrackId("t"), speaker=SPEAKER, start_ms=Milliseconds(0), end_ms=Milliseconds(9),
              cause=Cause.OVERLOAD)  # fmt: skip
    state = State(seq=2, at_ms=Milliseconds(5), status=Status.LATE, lag_ms=Milliseconds(1500))
    assert wire.to_json(gap) == (
        '{"v":1,"type":"gap","seq":1,"track":"t","speaker":{"id":"p1","name":"Élise"},'
        '"start_ms":0,"end_ms":9,"cause":"overload"}'
    )
    assert wire.to_json(state) == (
        '{"v":1,"type":"state","seq":2,"at_ms":5,"status":"late","cause":null,"lag_ms":1500}'
    )


def test_half_a_surrogate_pair_does_not_break_utf_8() -> None:
    hostile = Speaker(id=SpeakerId("p"), name="a\ud800b")
    gap = Gap(seq=1, track=TrackId("t"), speaker=hostile, start_ms=Milliseconds(0), end_ms=Milliseconds(1),
              cause=Cause.MEDIA)  # fmt: skip
    assert "a\ufffdb" in wire.to_json(gap).encode().decode()


@pytest.mark.parametrize("field", sorted(encoded()))
def test_a_missing_field_is_refused_and_named(field: str) -> None:
    data = encoded()
    del data[field]
    with pytest.raises(VoixlaError, match=f"« {field} »") as caught:
        wire.decode(data)
    assert caught.value.code == "wire.invalid"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("v", True),
        ("type", "amended"),
        ("seq", -1),
        ("seq", 1.0),
        ("seq", True),
        ("seq", "7"),
        ("track", None),
        ("speaker", {"id": "p1"}),
        ("speaker", {"id": "p1", "name": "\udfff"}),
        ("end_ms", 999),
        ("text", "Bonjour"),
        ("words", {}),
        ("words", [{"text": "Bonjour à", "start_ms": 0, "end_ms": 1, "p": 1.5}]),
        ("words", [{"text": "Bonjour à", "start_ms": 0, "end_ms": 1, "p": float("nan")}]),
        ("words", [{"text": "Bonjour à", "start_ms": 0, "end_ms": 1, "p": True}]),
        ("words", [{"text": "Bonjour à", "start_ms": 2, "end_ms": 1, "p": 1}]),
        ("words", [{"text": "Bonjour à", "start_ms": 0, "end_ms": 1, "p": 1, "tokens": [3]}]),
        ("unknown", 1),
    ],
)
def test_a_bad_field_is_refused(field: str, value: object) -> None:
    data = encoded()
    data[field] = value
    with pytest.raises(VoixlaError) as caught:
        wire.decode(data)
    assert caught.value.code == "wire.invalid"


def test_the_message_never_repeats_the_content() -> None:
    data = encoded()
    data["text"] = "SECRET"
    data["SECRET"] = 1
    with pytest.raises(VoixlaError) as caught:
        wire.decode(data)
    assert "SECRET" not in caught.value.message
