import base64
import hashlib
import hmac

from gateway.media.turn import LIFETIME_SECONDS, Relay

URLS = ("turn:relais.example:3478?transport=udp", "turn:relais.example:3478?transport=tcp")


def test_credentials_are_what_the_draft_says() -> None:
    (server,) = Relay(urls=URLS, secret="secret").ice_servers("p1", 1_700_000_000.9)
    assert server["urls"] == list(URLS)
    assert server["username"] == f"{1_700_000_000 + LIFETIME_SECONDS}:p1"
    signed = hmac.new(b"secret", str(server["username"]).encode(), hashlib.sha1).digest()
    assert server["credential"] == base64.b64encode(signed).decode()


def test_a_known_answer() -> None:
    # Made with: printf %s 1700043200:p1 | openssl dgst -sha1 -hmac secret -binary | base64
    (server,) = Relay(urls=URLS, secret="secret").ice_servers("p1", 1_700_000_000)
    assert (server["username"], server["credential"]) == ("1700043200:p1", "DzAQsdOWtfXpBlX5TvLtSEDsuDo=")


def test_everybody_gets_their_own_and_later_ones_hold_longer() -> None:
    relay = Relay(urls=URLS, secret="secret")
    given = [relay.ice_servers(who, now)[0] for who, now in (("p1", 0.0), ("p2", 0.0), ("p1", 1.0))]
    assert len({str(server["username"]) for server in given}) == 3
    assert len({str(server["credential"]) for server in given}) == 3


def test_another_secret_gives_another_credential() -> None:
    given = [Relay(urls=URLS, secret=secret).ice_servers("p1", 0.0)[0] for secret in ("a", "b")]
    assert given[0]["username"] == given[1]["username"]
    assert given[0]["credential"] != given[1]["credential"]


def test_stun_needs_no_credentials() -> None:
    servers = Relay(urls=("stun:relais.example", *URLS), secret="secret").ice_servers("p1", 0.0)
    assert servers[0] == {"urls": ["stun:relais.example"]}
    assert servers[1]["urls"] == list(URLS)


def test_without_a_relay_there_is_nothing_to_hand_out() -> None:
    assert Relay().ice_servers("p1", 0.0) == []


def test_the_secret_is_not_shown() -> None:
    assert "geheim" not in repr(Relay(urls=URLS, secret="geheim"))
