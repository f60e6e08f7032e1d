"""A pass says exactly what was signed, to whoever holds the key, in its room, in its time; anything else is refused."""

import string

from hypothesis import given
from hypothesis import strategies as st

from captions.errors import VoixlaError
from gateway.access.passes import Pass, sign, verify
from gateway.access.roles import Role

ROOMS = st.text(string.ascii_lowercase + string.digits + "-", min_size=3, max_size=64)
KEYS = st.binary(min_size=32, max_size=32)
PASSES = st.builds(
    Pass,
    room=ROOMS,
    role=st.sampled_from(Role),
    generation=st.integers(0, 10**9),
    expires=st.integers(0, 10**11),
    nonce=st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=24),
)


def answer(token: str, room: str, key: bytes, now: float) -> Pass | str:
    try:
        return verify(token, room=room, key=key, now=now)
    except VoixlaError as error:
        return error.code


@given(PASSES, KEYS, st.integers(0, 10**11))
def test_there_and_back(issued: Pass, key: bytes, now: int) -> None:
    expected = issued if now < issued.expires else "access.expired"
    assert answer(sign(issued, key), issued.room, key, now) == expected


@given(PASSES, KEYS, ROOMS)
def test_no_other_room(issued: Pass, key: bytes, room: str) -> None:
    if room != issued.room:
        assert answer(sign(issued, key), room, key, 0) == "access.other_room"


@given(PASSES, KEYS, KEYS)
def test_no_other_key(issued: Pass, key: bytes, other: bytes) -> None:
    if key != other:
        assert answer(sign(issued, other), issued.room, key, 0) == "access.bad"


@given(PASSES, KEYS, st.data())
def test_no_other_text(issued: Pass, key: bytes, data: st.DataObject) -> None:
    token = sign(issued, key)
    start = data.draw(st.integers(0, len(token)))
    end = data.draw(st.integers(start, len(token)))
    changed = token[:start] + data.draw(st.text(max_size=20)) + token[end:]
    if changed != token:
        assert answer(changed, issued.room, key, 0) == "access.bad"


@given(PASSES, PASSES, KEYS)
def test_parts_of_two_passes_make_none(one: Pass, other: Pass, key: bytes) -> None:
    first, second = sign(one, key).split("."), sign(other, key).split(".")
    for index in range(len(first)):
        mixed = first[:index] + second[index:]
        if mixed not in (first, second):
            assert answer(".".join(mixed), mixed[1], key, 0) == "access.bad"


@given(st.text(max_size=600), ROOMS, KEYS)
def test_anything_at_all_is_answered_with_a_refusal(token: str, room: str, key: bytes) -> None:
    assert answer(token, room, key, 0) == "access.bad"
