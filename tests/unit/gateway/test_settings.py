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


def _parser() -> ArgumentParser:
    parser = ArgumentParser()
    settings.add_options(parser)
    return parser
