import pytest

from captions.errors import VoixlaError
from gateway.cart.address import destination, room_address

ZOOM = "https://wmcc.zoom.us/closedcaption?id=200610693&ns=GZHkEA%3D%3D&expire=86400&sparams=id%2Cns&signature=nYtX"


@pytest.mark.parametrize(
    ("given", "socket", "token"),
    [
        ("https://v.example/room/conseil#pass=abc", "wss://v.example/live/conseil", "abc"),
        (
            "https://v.example/voixla/read/conseil#pass=a.b-c_d",
            "wss://v.example/voixla/live/conseil",
            "a.b-c_d",
        ),
        ("http://127.0.0.1:8080/room/conseil", "ws://127.0.0.1:8080/live/conseil", None),
        (" https://v.example/correct/conseil/?role=reader#pass=x ", "wss://v.example/live/conseil", "x"),
    ],
)
def test_the_address_of_a_page_leads_to_its_socket(given: str, socket: str, token: str | None) -> None:
    address = room_address(given)
    assert (address.socket, address.token) == (socket, token)


@pytest.mark.parametrize(
    "given",
    ["", "conseil", "ftp://v.example/room/conseil", "https://v.example/", "https://v.example/room/AB", "https:///room/conseil",
     "https://v.example/room/x y#pass=secret", "https://[/room/conseil", "javascript:alert(1)"],
)  # fmt: skip
def test_other_addresses_are_refused_without_repeating_them(given: str) -> None:
    with pytest.raises(VoixlaError) as refused:
        room_address(given)
    assert refused.value.code == "usage.cart"
    assert "secret" not in refused.value.message


def test_the_number_is_added_and_what_is_signed_stays() -> None:
    target = destination(ZOOM, "fr-FR")
    assert target.numbered(7) == f"{ZOOM}&seq=7&lang=fr-FR"
    assert (
        destination("https://cart.example/in", "fr-FR").numbered(0)
        == "https://cart.example/in?seq=0&lang=fr-FR"
    )
    assert "signature" not in repr(target)


@pytest.mark.parametrize("language", ["fr", "fr_FR", "fr-FR&x=1", ""])
def test_a_language_is_a_language(language: str) -> None:
    with pytest.raises(VoixlaError):
        destination(ZOOM, language)
