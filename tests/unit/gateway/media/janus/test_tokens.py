import base64
import hashlib
import hmac

import pytest

from gateway.media.janus.tokens import LIFETIME, PLUGIN, Keys, Tokens

KEYS = Keys(signing="s" * 20, admin="a" * 20)


def tokens() -> Tokens:
    return Tokens("secret", clock=lambda: 1000.4)


def test_a_token_says_until_when_and_for_what_and_is_signed_as_janus_does() -> None:
    text, _, signature = tokens().for_requests().partition(":")
    assert text == f"{1000 + int(LIFETIME)},janus,{PLUGIN}"
    expected = hmac.new(b"secret", text.encode(), hashlib.sha1).digest()
    assert base64.b64decode(signature) == expected


def test_a_room_token_names_its_room_only() -> None:
    text, _, _ = tokens().for_room("voixla-1-conseil").partition(":")
    assert text.split(",")[1:] == [PLUGIN, "room=voixla-1-conseil"]


@pytest.mark.parametrize("room", ["a,room=b", "a:b"])
def test_a_room_cannot_smuggle_in_another(room: str) -> None:
    with pytest.raises(AssertionError):
        tokens().for_room(room)


def test_a_rooms_secret_is_its_own_and_always_the_same() -> None:
    assert KEYS.of_room("a") == KEYS.of_room("a") != KEYS.of_room("b")
    assert KEYS.of_room("a") != Keys(signing="s", admin="b" * 20).of_room("a")


def test_keys_are_not_shown() -> None:
    assert "sss" not in repr(KEYS)
    assert "aaa" not in repr(KEYS)
