"""Whatever the core can say travels unchanged and keeps to the published schema."""

import json
from dataclasses import replace
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from captions import wire
from captions.errors import VoixlaError
from captions.events import Amended, CaptionEvent, Final, Interim
from tests.property.caption_events import events

SCHEMA = json.loads((files("captions") / "caption-event.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def as_it_travels(event: CaptionEvent) -> CaptionEvent:
    if isinstance(event, Interim | Final | Amended):
        carried = tuple(
            replace(word, tokens=(), probability=round(word.probability, 3)) for word in event.words
        )
        return replace(event, words=carried)
    return event


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@given(events)
def test_round_trip(event: CaptionEvent) -> None:
    line = wire.to_json(event)
    assert len(line.splitlines()) == 1
    assert wire.decode(json.loads(line.encode())) == as_it_travels(event)


@given(events)
def test_every_event_keeps_to_the_schema(event: CaptionEvent) -> None:
    VALIDATOR.validate(wire.encode(event))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_anything_else_is_refused_in_words(data: object) -> None:
    try:
        wire.decode(data)
    except VoixlaError as error:
        assert error.code == "wire.invalid"
    else:
        raise AssertionError("accepted")


@given(events, st.data())
def test_one_spoilt_field_is_refused_whenever_the_schema_refuses_it(
    event: CaptionEvent, data: st.DataObject
) -> None:
    encoded = wire.encode(event)
    spoilt = data.draw(st.sampled_from(sorted(encoded)))
    value = data.draw(JSON)
    encoded[spoilt] = value
    if VALIDATOR.is_valid(encoded):
        return
    try:
        wire.decode(encoded)
    except VoixlaError as error:
        assert error.code == "wire.invalid"
    else:
        # JSON Schema counts 1.0 as an integer and 1 == True in "const"; the codec may only be stricter.
        raise AssertionError(f"accepted {spoilt}={value!r}")
