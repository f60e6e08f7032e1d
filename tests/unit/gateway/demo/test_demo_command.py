"""The command line of the demonstration: what it refuses before anything is loaded."""

from pathlib import Path

import pytest

from gateway.arguments import USAGE_ERROR
from gateway.main import main


def test_something_to_keep_is_needed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["demo", "--keep", str(tmp_path / "here")]) == USAGE_ERROR
    assert "--record" in capsys.readouterr().err
    assert not (tmp_path / "here").exists()


@pytest.mark.parametrize("option", ["--data", "--archive", "--access"])
def test_the_data_of_a_server_are_none_of_its_business(
    option: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["demo", "--record", option, str(tmp_path)]) == USAGE_ERROR
    assert f"inconnu : {option}" in capsys.readouterr().err


def test_what_is_in_a_folder_stays(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "voixla.sqlite3").write_bytes(b"hosts")
    assert main(["demo", "--record", "--keep", str(tmp_path)]) == USAGE_ERROR
    assert "n’est pas vide" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["voixla.sqlite3"]
