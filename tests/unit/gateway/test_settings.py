from argparse import ArgumentParser
from pathlib import Path

import pytest

from captions.errors import VoixlaError
from gateway import settings
from gateway.settings import OPTIONS, Settings, add_options, read


def arguments(*words: str):  # type: ignore[no-untyped-def]
    parser = ArgumentParser()
    add_options(parser)
    return parser.parse_args(words)


def test_the_defaults() -> None:
    assert read({}) == Settings()
    assert read({}, arguments()) == Settings()


def test_every_setting_has_a_variable() -> None:
    assert {option.name for option in OPTIONS} == set(Settings.__slots__)


def test_variables() -> None:
    given = read(
        {
            "VOIXLA_HOST": "0.0.0.0",
            "VOIXLA_PORT": "9000",
            "VOIXLA_CACHE": "/srv/voixla",
            "VOIXLA_ORIGINS": "https://Reunions.ville.fr/, http://localhost:3000",
            "VOIXLA_WHIP_TOKEN": "s3cret",
            "HOME": "/root",
        }
    )
    assert (given.host, given.port, given.cache) == ("0.0.0.0", 9000, Path("/srv/voixla"))
    assert given.origins == ("https://reunions.ville.fr", "http://localhost:3000")
    assert given.whip_token == "s3cret"
    assert "s3cret" not in repr(given)


def test_the_command_line_wins() -> None:
    assert read({"VOIXLA_PORT": "9000"}, arguments("--port", "9001", "--room-people", "3")).port == 9001


@pytest.mark.parametrize("address", ["postgresql://base/voixla", "postgres:///voixla?host=/run/postgresql"])
def test_an_archive_is_on_a_server(address: str) -> None:
    assert read({"VOIXLA_ARCHIVE": address}).archive == address


@pytest.mark.parametrize("place", ["archive", "./host=base", "mes archives"])
def test_an_archive_is_in_a_folder(place: str) -> None:
    assert read({"VOIXLA_ARCHIVE": place}).archive == Path(place)


@pytest.mark.parametrize("address", ["host=base password=sesame", "dbname = sesame", "mysql://sesame"])
def test_what_is_no_address_of_an_archive_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(VoixlaError, match="un dossier ou une adresse comme « postgresql://") as refused:
        read({"VOIXLA_ARCHIVE": address})
    assert "sesame" not in refused.value.message


def test_voices_are_hinted_at_unless_told_otherwise() -> None:
    assert [read(given).voices for given in ({}, {"VOIXLA_VOICES": "asked"})] == ["hint", "asked"]
    assert read({}, arguments("--voices", "off")).voices == "off"
    with pytest.raises(VoixlaError, match="VOIXLA_VOICES « oui »"):
        read({"VOIXLA_VOICES": "oui"})


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(VoixlaError) as caught:
        read(
            {"VOIXLA_PORT": "http", "VOIXLA_ROOMS": "0", "VOIXLA_WHIP_TOKEN": "  "},
            arguments("--language", "French"),
        )
    assert caught.value.code == "usage.settings"
    for part in (
        "VOIXLA_PORT « http »",
        "VOIXLA_ROOMS « 0 »",
        "--language « French »",
        "VOIXLA_WHIP_TOKEN :",
    ):
        assert part in caught.value.message


def test_a_secret_is_not_given_on_the_command_line() -> None:
    assert "--whip-token" not in {word for action in _parser()._actions for word in action.option_strings}


def test_a_relay_needs_its_secret() -> None:
    urls = (
        "turn:relais.ville.fr:3478?transport=udp, turns:[2001:db8::1]:5349?transport=tcp,stun:relais.ville.fr"
    )
    given = read({"VOIXLA_TURN_URLS": urls, "VOIXLA_TURN_SECRET": "0123456789abcdef"})
    assert given.turn_urls == tuple(url.strip() for url in urls.split(","))
    assert given.turn_secret == "0123456789abcdef"
    assert "0123456789abcdef" not in repr(given)
    with pytest.raises(VoixlaError, match="VOIXLA_TURN_SECRET"):
        read({"VOIXLA_TURN_URLS": urls})
    assert read({"VOIXLA_TURN_URLS": "stun:relais.ville.fr"}).turn_secret is None


@pytest.mark.parametrize(
    "urls", ["relais.ville.fr", "turn:", "turn:relais?transport=tls", "https://relais", ","]
)
def test_an_address_that_is_no_relay_is_refused(urls: str) -> None:
    with pytest.raises(VoixlaError, match="VOIXLA_TURN_URLS"):
        read({"VOIXLA_TURN_URLS": urls, "VOIXLA_TURN_SECRET": "0123456789abcdef"})


def test_a_short_secret_is_refused_and_not_shown() -> None:
    with pytest.raises(VoixlaError) as caught:
        read({"VOIXLA_TURN_SECRET": "court"})
    assert "VOIXLA_TURN_SECRET :" in caught.value.message
    assert "court" not in caught.value.message


def _parser() -> ArgumentParser:
    parser = ArgumentParser()
    settings.add_options(parser)
    return parser
