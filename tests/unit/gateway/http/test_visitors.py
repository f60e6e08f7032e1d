from typing import Any

import pytest
from fastapi import Request

from captions.errors import VoixlaError
from gateway.http.visitors import check_own_page, destination


def request(**headers: str) -> Request:
    listed = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/salles", "headers": listed}
    return Request(scope)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "reunions.ville.fr", "sec_fetch_site": "same-origin", "origin": "https://reunions.ville.fr"},
        # A page that hides where it comes from says so of its own requests too.
        {"host": "reunions.ville.fr", "sec_fetch_site": "same-origin", "origin": "null"},
        {"host": "10.0.0.1:8080", "origin": "http://10.0.0.1:8080"},
    ],
)
def test_what_our_own_pages_ask_for(headers: dict[str, str]) -> None:
    check_own_page(request(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "reunions.ville.fr", "sec_fetch_site": "cross-site", "origin": "https://evil.example"},
        {"host": "reunions.ville.fr", "sec_fetch_site": "same-site", "origin": "https://autre.ville.fr"},
        {"host": "reunions.ville.fr", "sec_fetch_site": "none"},
        {"host": "reunions.ville.fr", "sec_fetch_site": "cross-site", "origin": "https://reunions.ville.fr"},
        {"host": "reunions.ville.fr", "sec_fetch_site": ""},
        {"host": "reunions.ville.fr", "origin": "https://evil.example"},
        {"host": "reunions.ville.fr", "origin": "https://reunions.ville.fr.evil.example"},
        {"host": "reunions.ville.fr", "origin": "null"},
        {"host": "reunions.ville.fr"},
        {},
    ],
)
def test_what_other_sites_make_a_browser_ask_for(headers: dict[str, str]) -> None:
    with pytest.raises(VoixlaError) as caught:
        check_own_page(request(**headers))
    assert caught.value.code == "access.cross_site"


@pytest.mark.parametrize(
    "wanted", ["salles", "room/abcd-efgh", "espaces", "espaces/Ab_-1", "comptes-rendus/x"]
)
def test_where_one_may_go_after_signing_in(wanted: str) -> None:
    assert destination(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "//evil.example",
        "https://evil.example",
        "/salles",
        "room/../x",
        "espaces/../x",
        "espaces/a/b",
        "espacesx",
        "room/a\nb",
        "salles\n",
        "\\\\x",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(wanted: str | None) -> None:
    assert destination(wanted) == "salles"
