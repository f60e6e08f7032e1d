from pathlib import Path

import pytest

from captions.errors import VoixlaError
from gateway.media.choice import MediaChoice, describe, media_server


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> "Machine":
    return Machine(monkeypatch)


class Machine:
    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.has(janus=True, address=True)

    def has(self, *, janus: bool, address: bool) -> None:
        program = Path("/usr/bin/janus") if janus else None
        self._patch.setattr("gateway.media.choice.find_janus", lambda: program)
        self._patch.setattr("gateway.media.choice.has_address", lambda: address)


@pytest.mark.parametrize(
    ("janus", "address", "asked", "got"),
    [
        (True, True, "auto", "janus"),
        (False, True, "auto", "embedded"),
        (True, False, "auto", "embedded"),
        (True, True, "embedded", "embedded"),
        (True, False, "janus", "janus"),
    ],
)
def test_the_best_that_is_there(machine: Machine, janus: bool, address: bool, asked: str, got: str) -> None:
    machine.has(janus=janus, address=address)
    choice = MediaChoice(media=asked)
    assert media_server(choice, port=1).name == got
    assert ("Janus est installé" in describe(choice)) == (got == "janus" and address)


def test_a_missing_janus_that_is_asked_for_is_named_with_its_package(machine: Machine) -> None:
    machine.has(janus=False, address=True)
    with pytest.raises(VoixlaError, match="apt install janus") as caught:
        media_server(MediaChoice(media="janus"), port=1)
    assert caught.value.code == "media.janus_missing"


def test_somebody_elses_janus_needs_its_secrets(machine: Machine) -> None:
    machine.has(janus=False, address=True)
    partial = MediaChoice(janus_url="ws://janus.test:8188", janus_secret="s" * 20, tap_host="192.0.2.1")
    with pytest.raises(VoixlaError, match="VOIXLA_JANUS_ADMIN_KEY") as caught:
        media_server(partial, port=1)
    assert caught.value.code.startswith("usage.")
    assert "sss" not in repr(partial)
    whole = MediaChoice(
        janus_url="ws://janus.test:8188", janus_secret="s", janus_admin_key="a", tap_host="192.0.2.1"
    )
    assert media_server(whole, port=1).name == "janus"
