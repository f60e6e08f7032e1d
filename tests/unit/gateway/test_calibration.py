"""``./run weights calibrate`` from the command line, with a model of one layer."""

import json
from pathlib import Path

import numpy as np
import pytest

from gateway import calibration
from gateway.bench import calibrate as bench_calibrate
from gateway.bench.contexts import LEAST_S, ContextTally, ContextTrial, least_context
from gateway.bench.phrases import Phrase
from gateway.calibration import report
from gateway.main import main
from models.weights.calibration import read_calibration
from tests.fakes.micro_whisper import build_micro_whisper
from tests.fakes.noises import spoken_vowels
from tests.fakes.recordings import recording


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOIXLA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build_micro_whisper(tmp_path / "micro")


def measured(least_s: int) -> ContextTrial:
    """Nothing is lost down to ``least_s``."""
    return ContextTrial(
        tallies=tuple(
            ContextTally(
                least_s=context,
                departed=12,
                run_ons=0,
                wrong=40 if context >= least_s else 90,
                mean_context_s=context,
                encode_ms=context * 20,
                evidence=300,
            )
            for context in LEAST_S
        ),
        sounds=40,
        words=400,
        reference_words=410,
        unsettled=9,
    )


@pytest.fixture
def measured_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "_measure", lambda *_: measured(10))


def test_an_engine_is_measured_with_every_context(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = spoken_vowels(12)
    parts = [Phrase(pcm=part, text="bonjour à tous") for part in np.split(sound, 4)]
    monkeypatch.setattr(calibration, "samples", lambda paths: parts)
    monkeypatch.setattr(bench_calibrate, "_LEAST_WORDS", 1)
    assert main(["weights", "calibrate", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    kept = read_calibration(folder)
    assert kept is not None
    assert told["stored"] == str(folder / "calibration.json")
    assert told["least_context_s"] == kept.least_context_s
    assert told["machine"]["processor"]
    assert [row["least_context_s"] for row in told["table"]] == list(LEAST_S)
    costs = [row["encode_ms"] for row in told["table"]]
    assert costs[0] > costs[-1] > 0
    assert (told["measured_on"]["sounds"], told["measured_on"]["source"]) == (4, "demo")


@pytest.mark.usefixtures("measured_elsewhere")
def test_people_get_a_table_and_the_doctor_knows_it(
    folder: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["weights", "import", str(folder)]) == 0
    main(["doctor", "--model", "micro", "--port", "0"])
    assert "30 s, le plus lent : ce modèle n'est pas calibré" in capsys.readouterr().out
    assert main(["weights", "calibrate", "micro"]) == 0
    out = capsys.readouterr().out
    assert "mots faux" in out
    assert "« micro » peut lire max(10 s, durée + 4 s)" in out
    assert "3,0 fois moins" in out
    assert str(cache / "models/micro-int8/calibration.json") in out
    assert main(["weights", "verify", "micro"]) == 0
    capsys.readouterr()
    main(["doctor", "--model", "micro", "--port", "0"])
    assert "Contexte : 10 s au moins, calibré ici le 20" in capsys.readouterr().out


@pytest.mark.usefixtures("measured_elsewhere")
def test_a_folder_that_cannot_be_written_is_told_after_the_result(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> Path:
        raise PermissionError

    monkeypatch.setattr(calibration, "write_calibration", refuse)
    assert main(["weights", "calibrate", str(folder), "--json"]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["stored"] is None
    assert "donnez le droit d'y écrire" in captured.err


def test_a_model_that_stands_no_shorter_context_keeps_30_s() -> None:
    assert least_context(measured(30)) == 30
    assert report("micro", measured(30), 30)[-1].startswith("« micro » garde 30 s")


def test_files_without_speech_are_refused_before_any_model_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hum = recording(tmp_path / "a.wav", seconds=3.0, rate=16_000, layout="mono")
    assert main(["weights", "calibrate", "small", str(hum)]) == 1
    assert "Aucune parole" in capsys.readouterr().err
