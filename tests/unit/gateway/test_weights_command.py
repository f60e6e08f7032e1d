from functools import partial
from pathlib import Path

import pytest

from gateway.commands import weights
from gateway.main import main
from models.weights.catalogue import CATALOGUE
from models.weights.speakers.fetch import resolve_speakers, speakers_at_hand
from models.weights.store import Store
from tests.fakes.checkpoints import lay_out_untrained
from tests.fakes.micro_whisper import build_micro_whisper


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOIXLA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build_micro_whisper(tmp_path / "faster-whisper-Micro", quantization="float16")


def test_list_names_every_model_and_what_it_is_worth(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["weights", "list"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in CATALOGUE)
    assert "14 à 40 % des mots" in out
    assert "non mesuré" in out


def test_import_then_list_then_verify(folder: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["weights", "import", str(folder)]) == 0
    assert "--model micro" in capsys.readouterr().out
    assert main(["weights", "list"]) == 0
    assert "prêt (int8" in capsys.readouterr().out
    assert main(["weights", "verify"]) == 0
    assert "micro (int8) : intact" in capsys.readouterr().out


def test_a_name_may_be_given(folder: Path, cache: Path) -> None:
    assert main(["weights", "import", str(folder), "--name", "maison", "--compute-type", "float16"]) == 0
    assert (cache / "models/maison-float16/model.bin").is_file()


def test_damage_is_told_and_fails(folder: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["weights", "import", str(folder)])
    path = cache / "models/micro-int8/tokenizer.json"
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["weights", "verify", "micro"]) == 1
    assert "« tokenizer.json »" in capsys.readouterr().out
    assert main(["weights", "verify", "--repair"]) == 1
    assert "réimportez" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import", "/nowhere"], "n'existe pas"),
        (["fetch", "smal"], "« small »"),
        (["fetch", "small", "--offline"], "./run weights import"),
        (["verify", "small"], "Pas dans le cache"),
    ],
)
def test_failures_are_french_sentences(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["weights", *arguments]) == 1
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


def test_a_missing_action_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["weights"]) == 2
    assert "ACTION" in capsys.readouterr().err


def test_an_empty_cache_verifies(capsys: pytest.CaptureFixture[str], cache: Path) -> None:
    assert main(["weights", "verify"]) == 0
    assert "Aucun modèle" in capsys.readouterr().out
    assert Store(cache).entries() == ()


def test_range_of_errors() -> None:
    assert weights.quality_range(CATALOGUE["base"]) == "14 à 40 % des mots"
    assert weights.quality_range(CATALOGUE["small"]) == "non mesuré"


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The weights that tell voices apart, untrained, can be had."""
    packages = lay_out_untrained(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setattr(weights, "resolve_speakers", partial(resolve_speakers, packages=packages))
    monkeypatch.setattr(weights, "speakers_at_hand", partial(speakers_at_hand, packages=packages))


def test_voices_are_listed_fetched_and_verified(
    voices: None, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["weights", "list"]) == 0
    assert "paquet installé, à convertir" in capsys.readouterr().out
    assert main(["weights", "fetch", "speakers", "--offline"]) == 0
    assert str(cache / "speakers") in capsys.readouterr().out
    assert main(["weights", "list"]) == 0
    assert "prêt (float32, 33 Mo)" in capsys.readouterr().out
    assert main(["weights", "verify", "speakers"]) == 0
    assert "speakers (float32) : intact" in capsys.readouterr().out


def test_damaged_voices_are_made_again(voices: None, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["weights", "fetch", "speakers", "--offline"])
    path = cache / "speakers/speakers-float32/embedding.onnx"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert main(["weights", "verify"]) == 1
    assert "« embedding.onnx »" in capsys.readouterr().out
    assert main(["weights", "verify", "--repair"]) == 0
    assert "refait" in capsys.readouterr().out
    assert path.read_bytes() == whole
