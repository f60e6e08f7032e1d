import base64
import hmac

import pytest

from captions.errors import VoixlaError
from gateway.access.passes import Pass, sign, verify
from gateway.access.roles import Role

KEY = b"k" * 32
NOW = 1_800_000_000
READER = Pass(room="abcd-efgh", role=Role.READER, generation=3, expires=NOW + 60, nonce="n0nce-_A")
TOKEN = sign(READER, KEY)


def refused(token: str, *, room: str = "abcd-efgh", key: bytes = KEY, now: float = NOW) -> str:
    with pytest.raises(VoixlaError) as caught:
        verify(token, room=room, key=key, now=now)
    return caught.value.code


def test_a_pass_says_what_was_signed() -> None:
    assert verify(TOKEN, room="abcd-efgh", key=KEY, now=NOW) == READER


def test_a_pass_fits_in_the_fragment_of_a_link() -> None:
    assert TOKEN.isascii()
    assert not set(TOKEN) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert len(TOKEN) < 150


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (".reader.", ".host."),
        (".reader.", ".participant."),
        (".3.", ".4."),
        (f".{NOW + 60}.", f".{NOW + 6000}."),
        ("abcd-efgh", "abcd-efgi"),
        ("v1.", "v2."),
        ("n0nce", "n1nce"),
    ],
)
def test_a_changed_pass_is_refused(old: str, new: str) -> None:
    changed = TOKEN.replace(old, new, 1)
    assert changed != TOKEN
    assert refused(changed, room=changed.split(".")[1]) == "access.bad"


def test_no_character_can_be_changed_nor_added_nor_left_out() -> None:
    for index in range(len(TOKEN)):
        other = "A" if TOKEN[index] != "A" else "B"
        assert refused(TOKEN[:index] + other + TOKEN[index + 1 :]) == "access.bad"
        assert refused(TOKEN[:index] + TOKEN[index + 1 :]) == "access.bad"
    for added in (TOKEN + "=", TOKEN + "A", " " + TOKEN, TOKEN + ".", TOKEN + "\n"):
        assert refused(added) == "access.bad"


def test_another_key_signs_nothing_here() -> None:
    assert refused(sign(READER, b"x" * 32)) == "access.bad"


def test_a_signature_for_another_purpose_is_none_for_passes() -> None:
    text = TOKEN.rpartition(".")[0]
    mac = base64.urlsafe_b64encode(hmac.digest(KEY, text.encode(), "sha256")).rstrip(b"=").decode()
    assert refused(f"{text}.{mac}") == "access.bad"


def test_a_pass_is_good_for_one_room() -> None:
    assert refused(TOKEN, room="other-room") == "access.other_room"


@pytest.mark.parametrize("late", [60, 60.5, 10**9])
def test_a_pass_expires(late: float) -> None:
    assert verify(TOKEN, room="abcd-efgh", key=KEY, now=NOW + 59.9) == READER
    assert refused(TOKEN, now=NOW + late) == "access.expired"


@pytest.mark.parametrize(
    "token", ["", ".", "....", "v1", "é" * 40, "\ud800", "x" * 100_000, TOKEN + "." + TOKEN, "\0" * 20]
)
def test_what_is_no_pass_is_refused(token: str) -> None:
    assert refused(token) == "access.bad"


@pytest.mark.parametrize("field", ["room", "nonce"])
@pytest.mark.parametrize("value", ["a.b", "é"])
def test_fields_that_would_read_otherwise_are_not_signed(field: str, value: str) -> None:
    issued = Pass(
        **{"room": "abc", "role": Role.READER, "generation": 1, "expires": 1, "nonce": "n", field: value}
    )  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="dots"):
        sign(issued, KEY)
