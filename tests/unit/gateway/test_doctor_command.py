import socket
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.commands import doctor
from gateway.main import main
from hardware.machine import Gpu, Machine
from tests.fakes.micro_whisper import build_micro_whisper

GB = 1_000_000_000
LAPTOP = Machine(processor="Petit", cores=2, isa="AVX2", memory=16 * GB, memory_available=8 * GB)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOIXLA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(doctor, "probe", lambda: LAPTOP)
    return tmp_path / "cache"


@pytest.fixture
def port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def test_a_ready_model_is_all_it_needs(
    cache: Path, tmp_path: Path, port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = build_micro_whisper(tmp_path / "base")
    assert main(["weights", "import", str(folder)]) == 0
    assert main(["doctor", "--port", port]) == 0
    out = capsys.readouterr().out
    for words in (
        "Petit, 2 cœur",
        "Modèle « base » choisi",
        "mesurés par nous",
        "  40  conversation spontanée",
        "intact",
        "libre",
        "est prêt",
        "à la fois, en direct",
    ):
        assert words in out
    assert not list(cache.glob("downloads/*"))


def test_damage_is_seen_and_not_touched(
    cache: Path, tmp_path: Path, port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["weights", "import", str(build_micro_whisper(tmp_path / "base"))])
    path = cache / "models/base-int8/model.bin"
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")
    before = path.read_bytes()
    main(["doctor", "--port", port])
    assert "ABÎMÉ (model.bin)" in capsys.readouterr().out
    assert path.read_bytes() == before


def test_a_model_that_cannot_be_had_is_a_problem(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--model", "turbo", "--port", port]) == 1
    out = capsys.readouterr().out
    assert "À régler" in out
    assert "./run weights fetch large-v3-turbo" in out
    assert "trop lent" in out


def test_a_folder_that_misses_a_file_is_a_problem(
    tmp_path: Path, port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = build_micro_whisper(tmp_path / "mien")
    (folder / "config.json").unlink()
    assert main(["doctor", "--model", str(folder), "--port", port]) == 1
    assert "« config.json »" in capsys.readouterr().out


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--model", "bse"]) == 1
    assert "« base »" in capsys.readouterr().err


def test_a_taken_port_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("", 0)) as server:
        assert main(["doctor", "--port", str(server.getsockname()[1])]) == 1
    assert "déjà pris" in capsys.readouterr().out


@pytest.mark.parametrize("port", ["0", "70000", "-1"])
def test_a_number_that_is_no_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", f"--port={port}"]) == 1
    assert "n'est pas un port" in capsys.readouterr().out


def test_an_unused_card_is_explained(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    card = Gpu(name="NVIDIA L4", memory=24 * GB, memory_free=20 * GB)
    monkeypatch.setattr(doctor, "probe", lambda: replace(LAPTOP, gpus=(card,)))
    main(["doctor", "--port", port])
    out = capsys.readouterr().out
    assert "NVIDIA L4, 20,0 Go libres" in out
    assert "cuBLAS" in out
