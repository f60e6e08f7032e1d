from argparse import ArgumentParser
from pathlib import Path

import pytest

from captions.errors import VoixlaError
from gateway.main import main
from gateway.settings import read
from gateway.vocabulary import add_vocabulary, is_latin
from hardware.select import Choice
from models.weights.fetch import resolve
from models.weights.store import Store
from tests.fakes.micro_whisper import build_micro_whisper


def choice(device: str = "cpu") -> Choice:
    return Choice(
        model="base",
        device=device,
        compute_type="int8",
        workers=1,
        threads=1,
        reason_fr="",
        better_fr="",
    )


@pytest.mark.parametrize(
    ("vocabulary", "device", "language", "latin"),
    [
        ("latin", "cpu", "fr", True),
        ("latin", "cpu", "br", True),
        ("latin", "cpu", "ru", False),
        ("latin", "cuda", "fr", False),
        ("full", "cpu", "fr", False),
    ],
)
def test_where_weights_are_cut(vocabulary: str, device: str, language: str, latin: bool) -> None:
    assert is_latin(vocabulary, choice(device), language) is latin


def test_the_variable_is_the_default_of_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    def given(*words: str) -> str:
        parser = ArgumentParser()
        add_vocabulary(parser)
        return str(parser.parse_args(words).vocabulary)

    assert given() == "latin"
    monkeypatch.setenv("VOIXLA_VOCABULARY", "full")
    assert given() == "full"
    assert given("--vocabulary", "latin") == "latin"


def test_a_word_that_is_not_to_be_chosen_is_refused_with_those_that_are() -> None:
    assert read({"VOIXLA_VOCABULARY": "full", "VOIXLA_METRICS": "off"}).vocabulary == "full"
    with pytest.raises(VoixlaError, match="« local », « on » ou « off » est attendu"):
        read({"VOIXLA_METRICS": "yes"})
    with pytest.raises(VoixlaError, match="« latin » ou « full » est attendu"):
        read({"VOIXLA_VOCABULARY": "greek"})


def test_damage_to_cut_weights_is_told_and_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("VOIXLA_CACHE", str(cache))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    main(["weights", "import", str(build_micro_whisper(tmp_path / "base"))])
    path = resolve("base", compute_type="int8", cache=cache, latin=True).path / "tokenizer.json"
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["weights", "verify"]) == 1
    assert "base (int8-latin) : abîmé" in capsys.readouterr().out
    assert main(["weights", "verify", "--repair"]) == 0
    assert "base (int8-latin) : refait" in capsys.readouterr().out
    assert len(Store(cache).entries()) == 2
