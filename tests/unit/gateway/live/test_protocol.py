import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.errors import VoixlaError
from gateway.live import protocol
from gateway.live.protocol import (
    Captions,
    Claim,
    Hello,
    Leave,
    Mute,
    Publish,
    Rename,
    Subscribed,
    clean_name,
    parse,
)
from gateway.live.refusals import TEXTS, refusal

HELLO = {
    "type": "hello",
    "v": 1,
    "role": "participant",
    "name": "Anne",
    "session": None,
    "after": None,
    "person": None,
}


def code_of(data: str | bytes) -> str:
    with pytest.raises(VoixlaError) as caught:
        parse(data)
    assert caught.value.code in TEXTS
    return caught.value.code


def test_hello_of_a_newcomer() -> None:
    assert parse(json.dumps(HELLO)) == Hello(
        role="participant", name="Anne", session=None, after=0, person=None
    )


def test_hello_of_somebody_who_comes_back() -> None:
    message = HELLO | {"session": "s", "after": 12, "person": {"id": "p1", "key": "k"}}
    hello = parse(json.dumps(message))
    assert isinstance(hello, Hello)
    assert (hello.session, hello.after, hello.person) == ("s", 12, Claim(id="p1", key="k"))


def test_readers_need_no_name() -> None:
    hello = parse('{"type":"hello","v":1,"role":"reader"}')
    assert hello == Hello(role="reader", name="", session=None, after=0, person=None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('{"type":"publish","sdp":"v=0"}', Publish(sdp="v=0")),
        ('{"type":"subscribed","id":3,"sdp":"v=0"}', Subscribed(id=3, sdp="v=0")),
        ('{"type":"mute","muted":true}', Mute(muted=True)),
        ('{"type":"captions","on":false}', Captions(on=False)),
        ('{"type":"rename","name":" Zoé  B. "}', Rename(name="Zoé B.")),
        ('{"type":"leave","of":"a newer page"}', Leave()),
        (b'{"type":"leave"}', Leave()),
    ],
)
def test_messages(data: str | bytes, message: protocol.ClientMessage) -> None:
    assert parse(data) == message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "live.not_json"),
        ("[]", "live.not_json"),
        ("{", "live.not_json"),
        ("[" * 60_000, "live.not_json"),
        (b"\xff\xfe", "live.not_json"),
        ("{}", "live.unknown_type"),
        ('{"type":"dance"}', "live.unknown_type"),
        ('{"type":["hello"]}', "live.unknown_type"),
        ('{"type":"mute"}', "live.bad_field"),
        ('{"type":"mute","muted":1}', "live.bad_field"),
        ('{"type":"publish","sdp":""}', "live.bad_field"),
        ('{"type":"subscribed","id":true,"sdp":"x"}', "live.bad_field"),
        ('{"type":"subscribed","id":1e999,"sdp":"x"}', "live.bad_field"),
        ('{"type":"rename"}', "live.bad_name"),
        ('{"type":"leave","pad":"' + "é" * 40_000 + '"}', "live.too_large"),
        (json.dumps(HELLO | {"v": 2}), "live.version"),
        (json.dumps(HELLO | {"v": True}), "live.version"),
        (json.dumps(HELLO | {"role": "king"}), "live.bad_field"),
        (json.dumps(HELLO | {"name": ""}), "live.bad_name"),
        (json.dumps(HELLO | {"name": "x" * 61}), "live.bad_name"),
        (json.dumps(HELLO | {"after": -1}), "live.bad_field"),
        (json.dumps(HELLO | {"after": 10**400}), "live.bad_field"),
        (json.dumps(HELLO | {"session": 5}), "live.bad_field"),
        (json.dumps(HELLO | {"person": "p1"}), "live.bad_field"),
        (json.dumps(HELLO | {"person": {"id": "p1"}}), "live.bad_field"),
    ],
)
def test_refusals(data: str | bytes, code: str) -> None:
    assert code_of(data) == code


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("  Anne \t Le Goff\n", "Anne Le Goff"),
        ("Anne\u202e\u0000", "Anne"),
        ("E\u0301lise", "Élise"),
        ("👩‍🚒", "👩‍🚒"),
        ("x" * 60, "x" * 60),
    ],
)
def test_names_are_tidied(given: str, seen: str) -> None:
    assert clean_name(given) == seen


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "\u200d", "x" * 61, "x" * 100_000, None, 5])
def test_names_that_are_none(name: object) -> None:
    with pytest.raises(VoixlaError, match="nom"):
        clean_name(name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
TYPES = st.sampled_from(["hello", "publish", "subscribed", "mute", "captions", "rename", "leave"])


@given(
    st.text()
    | st.binary()
    | JSON.map(json.dumps)
    | st.tuples(
        TYPES,
        st.dictionaries(
            st.sampled_from(["v", "role", "name", "session", "after", "person", "sdp", "id", "muted", "on"]),
            JSON,
        ),
    ).map(lambda pair: json.dumps({"type": pair[0], **pair[1]}))
)
def test_nothing_but_a_refusal_is_ever_raised(data: str | bytes) -> None:
    try:
        parse(data)
    except VoixlaError as error:
        assert error.code in TEXTS


def test_what_is_written_can_be_read_and_sent() -> None:
    odd = protocol.PersonView(id="p", name="a\ud800b\u2028", muted=False, speaking=True, publishing=True)
    written = protocol.people([odd])
    assert written.encode("utf-8")
    assert json.loads(written)["people"][0]["speaking"] is True


def test_errors_speak_both_languages() -> None:
    said = json.loads(protocol.error(refusal("room.full"), fatal=True))
    assert said["fatal"] is True
    assert "complète" in said["fr"]
    assert "full" in said["en"]
    unknown = json.loads(protocol.error(VoixlaError("x.y", "Raté.")))
    assert (unknown["code"], unknown["fr"], unknown["en"]) == ("x.y", "Raté.", "Raté.")
