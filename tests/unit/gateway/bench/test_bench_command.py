"""``./run bench`` from the command line, with a model of one layer: every measure runs and says what it measured."""

import json
from pathlib import Path
from typing import Any

import pytest

import gateway.main as cli
from tests.fakes.micro_whisper import build_micro_whisper
from tests.fakes.recordings import recording


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(build_micro_whisper(tmp_path_factory.mktemp("models") / "micro"))


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    folder = tmp_path / "lecture"
    folder.mkdir()
    recording(folder / "a.wav", seconds=1.0, rate=16_000, layout="mono")
    (folder / "ref.tsv").write_text(
        "file\tseconds\tspeaker\ttext\na.wav\t1.0\tA\tBonjour.\n", encoding="utf-8"
    )
    return folder


def result(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert cli.main(["bench", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("mode", ["voixla", "baseline"])
def test_streams(capsys: pytest.CaptureFixture[str], model: str, mode: str) -> None:
    options = ["--baseline"] if mode == "baseline" else []
    found = result(capsys, "streams", "--model", model, "--sessions", "2", "--seconds", "1.5", *options)
    assert (found["mode"], found["model"], found["sessions"]) == (mode, "micro", 2)
    assert found["words"] > 0
    assert found["cores_per_talker"] > 0


def test_capacity(capsys: pytest.CaptureFixture[str], model: str) -> None:
    found = result(capsys, "capacity", "--model", model, "--seconds", "1.5", "--most", "1")
    ours, theirs = found["capacity"]["voixla"], found["capacity"]["baseline"]
    assert {ours, theirs} <= {0, 1}
    assert found["ratio"] == (ours / theirs if theirs else None)
    for name, talkers in (("voixla", ours), ("baseline", theirs)):
        assert [run["kept"] for run in found[name]["runs"]] == [bool(talkers)]
        assert (found["cores_per_talker"][name] is None) is (talkers == 0)


def test_silence(capsys: pytest.CaptureFixture[str], model: str) -> None:
    found = result(capsys, "silence", "--model", model, "--sessions", "5", "--seconds", "0.5")
    assert (found["sessions"], found["captions"]) == (5, 0)
    assert 0 < found["cores_per_session"] < 1


def test_engine(capsys: pytest.CaptureFixture[str], model: str) -> None:
    found = result(capsys, "engine", "--model", model, "--window", "5", "--batch", "1", "2", "--beam", "1")
    assert [(cost["step"], cost["batch"]) for cost in found["costs"]] == [
        (step, batch) for batch in (1, 2) for step in ("encode", "decode", "align")
    ]


def test_quality(capsys: pytest.CaptureFixture[str], model: str, recordings: Path) -> None:
    found = result(capsys, "quality", str(recordings), "--model", model, "--condition", "clean", "telephone")
    assert set(found["wer"]) == {"clean", "telephone"}
    assert set(found["wer"]["clean"]["pooled"]) == {"words", "offline", "accurate", "fast", "baseline"}
    assert found["wer"]["clean"]["lecture"]["words"] == 1


def test_long(capsys: pytest.CaptureFixture[str], model: str, recordings: Path) -> None:
    audio = str(recordings / "a.wav")
    found = result(capsys, "long", "--model", model, "--audio", audio, "--hours", "0.005")
    assert len(found["tenths"]) == 10


def test_results_are_told_to_people_too(capsys: pytest.CaptureFixture[str], model: str) -> None:
    assert (
        cli.main(["bench", "engine", "--model", model, "--window", "5", "--batch", "1", "--beam", "1"]) == 0
    )
    printed = capsys.readouterr().out.splitlines()
    assert "model         micro" in printed
    assert any(line.split()[:3] == ["encode", "5", "1"] for line in printed)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["streams", "--sessions", "0"], "--sessions : il faut au moins 1"),
        (["streams", "--seconds", "-1"], "--seconds : il faut une durée positive"),
        (["engine", "--window", "31"], "30 secondes"),
        (["shapes", "--shape", "gigantic"], "n'existe pas"),
        (["quality"], "DOSSIER"),
        ([], "MESURE"),
    ],
)
def test_refusals_are_french(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert cli.main(["bench", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_is_none_is_refused_before_anything_is_loaded(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["bench", "quality", str(tmp_path)]) == 1
    assert "ref.tsv" in capsys.readouterr().err
