import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.live.messages import (
    _READ,
    Admit,
    Camera,
    Captions,
    Claim,
    ClientMessage,
    Hand,
    HandOver,
    Hello,
    Leave,
    Lobby,
    Lock,
    LowerHand,
    Mute,
    MutePerson,
    Publish,
    Refuse,
    Remove,
    Rename,
    Say,
    Sign,
    Subscribed,
    Unpublish,
    parse,
)
from gateway.live.refusals import TEXTS

P1 = SpeakerId("p1")
HELLO = {
    "type": "hello",
    "v": 1,
    "role": "participant",
    "name": "Anne",
    "token": None,
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
    message = HELLO | {"session": "s", "after": 12, "person": {"id": "p1", "key": "k"}, "token": "v1.x"}
    hello = parse(json.dumps(message))
    assert isinstance(hello, Hello)
    assert (hello.session, hello.after, hello.token) == ("s", 12, "v1.x")
    assert hello.person == Claim(id=SpeakerId("p1"), key="k")
    assert "v1.x" not in repr(hello)
    assert "'k'" not in repr(hello)


def test_readers_need_no_name() -> None:
    hello = parse('{"type":"hello","v":1,"role":"reader"}')
    assert hello == Hello(role="reader", name="", session=None, after=0, person=None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('{"type":"publish","sdp":"v=0"}', Publish(feed="main", sdp="v=0")),
        ('{"type":"publish","feed":"screen","sdp":"v=0"}', Publish(feed="screen", sdp="v=0")),
        ('{"type":"unpublish","feed":"screen"}', Unpublish()),
        ('{"type":"subscribed","id":3,"sdp":"v=0"}', Subscribed(id=3, sdp="v=0")),
        ('{"type":"mute","muted":true}', Mute(muted=True)),
        ('{"type":"captions","on":false}', Captions(on=False)),
        ('{"type":"rename","name":" Zoé  B. "}', Rename(name="Zoé B.")),
        ('{"type":"camera","on":true}', Camera(on=True)),
        ('{"type":"chat","text":" Bonjour \\r\\n à tous "}', Say(text="Bonjour\n à tous")),
        ('{"type":"hand","up":true}', Hand(up=True)),
        ('{"type":"signer","id":"p1","on":true}', Sign(id=P1, on=True)),
        ('{"type":"admit","id":"w1"}', Admit(id="w1")),
        ('{"type":"refuse","id":"w1"}', Refuse(id="w1")),
        ('{"type":"lobby","on":true}', Lobby(on=True)),
        ('{"type":"lock","on":false}', Lock(on=False)),
        ('{"type":"mute_person","id":"p1"}', MutePerson(id=P1)),
        ('{"type":"lower_hand","id":"p1"}', LowerHand(id=P1)),
        ('{"type":"remove","id":"p1"}', Remove(id=P1)),
        ('{"type":"hand_over","id":"p1"}', HandOver(id=P1, keep=True)),
        ('{"type":"hand_over","id":"p1","keep":false}', HandOver(id=P1, keep=False)),
        ('{"type":"leave","of":"a newer page"}', Leave()),
        (b'{"type":"leave"}', Leave()),
    ],
)
def test_messages(data: str | bytes, message: ClientMessage) -> None:
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
        ('{"type":"publish","feed":"both","sdp":"x"}', "live.bad_field"),
        ('{"type":"publish","feed":["main"],"sdp":"x"}', "live.bad_field"),
        ('{"type":"unpublish","feed":"main"}', "live.bad_field"),
        ('{"type":"unpublish"}', "live.bad_field"),
        ('{"type":"camera","on":1}', "live.bad_field"),
        ('{"type":"chat"}', "chat.bad_text"),
        ('{"type":"hand","up":null}', "live.bad_field"),
        ('{"type":"signer","on":true}', "live.bad_field"),
        ('{"type":"admit","id":5}', "live.bad_field"),
        ('{"type":"remove","id":""}', "live.bad_field"),
        ('{"type":"hand_over","id":"p1","keep":null}', "live.bad_field"),
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
        (json.dumps(HELLO | {"token": 5}), "live.bad_field"),
        (json.dumps(HELLO | {"token": ""}), "live.bad_field"),
        (json.dumps(HELLO | {"person": "p1"}), "live.bad_field"),
        (json.dumps(HELLO | {"person": {"id": "p1"}}), "live.bad_field"),
    ],
)
def test_refusals(data: str | bytes, code: str) -> None:
    assert code_of(data) == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
TYPES = st.sampled_from([*_READ])
FIELDS = [
    "v",
    "role",
    "name",
    "session",
    "after",
    "person",
    "sdp",
    "id",
    "muted",
    "on",
    "up",
    "text",
    "feed",
    "keep",
    "segment",
    "base",
    "first",
    "last",
    "after",
    "line",
    "from",
    "speaker",
    "add",
    "remove",
    "to",
    "ask",
    "how",
    "named",
    "done",
    "voice",
]


@given(
    st.text()
    | st.binary()
    | JSON.map(json.dumps)
    | st.tuples(
        TYPES,
        st.dictionaries(
            st.sampled_from(FIELDS),
            JSON,
        ),
    ).map(lambda pair: json.dumps({"type": pair[0], **pair[1]}))
)
def test_nothing_but_a_refusal_is_ever_raised(data: str | bytes) -> None:
    try:
        parse(data)
    except VoixlaError as error:
        assert error.code in TEXTS
