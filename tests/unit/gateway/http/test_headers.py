import pytest

from gateway.http.headers import may_connect


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"host": "127.0.0.1:8080"}, True),
        ({"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8080"}, True),
        ({"host": "reunions.ville.fr", "origin": "https://Reunions.Ville.fr"}, True),
        ({"host": "a:1", "origin": "https://other.example"}, True),
        ({"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8081"}, False),
        ({"host": "127.0.0.1:8080", "origin": "null"}, False),
        ({"host": "127.0.0.1:8080", "origin": ""}, False),
        ({"host": "", "origin": "http://"}, False),
        ({"host": "a", "origin": "file://a"}, False),
        ({"host": "a", "origin": "http://a.evil"}, False),
    ],
)
def test_who_may_open_a_live_socket(headers: dict[str, str], allowed: bool) -> None:
    assert may_connect(headers, {"https://other.example"}) is allowed
