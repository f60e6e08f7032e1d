import io
import sqlite3
import sys
from pathlib import Path

import pytest

from gateway.access.store import FILE
from gateway.main import main
from tests.fakes.hosts import PASSWORD, hosting_in


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOIXLA_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def host(monkeypatch: pytest.MonkeyPatch, *words: str, typed: str = "") -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    return main(["host", *words])


def test_a_host_comes_and_goes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    assert host(monkeypatch, "list") == 0
    assert "./run host add NOM" in capsys.readouterr().out
    assert host(monkeypatch, "add", "Anne Le Goff", typed=f"{PASSWORD}\n") == 0
    assert host(monkeypatch, "list") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Anne Le Goff"
    assert host(monkeypatch, "password", "anne le goff", typed="une autre phrase\r\n") == 0
    with hosting_in(data) as hosting:
        assert hosting.accounts.check("Anne Le Goff", "une autre phrase") is not None
        assert hosting.accounts.check("Anne Le Goff", PASSWORD) is None
    assert host(monkeypatch, "remove", "Anne Le Goff") == 0
    with hosting_in(data) as hosting:
        assert hosting.accounts.names() == []


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["add", "Anne"], "court\n", "12"),
        (["add", "Anne"], "", "12"),
        (["add", "   "], PASSWORD, "1 à 60"),
        (["remove", "Anne"], "", "./run host list"),
        (["password", "Anne"], PASSWORD, "./run host list"),
    ],
)
def test_what_is_refused_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    typed: str,
    said: str,
) -> None:
    assert host(monkeypatch, *words, typed=typed) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert len(told.err.splitlines()) == 1


def test_a_name_that_is_taken_is_refused_before_a_password_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert host(monkeypatch, "add", "Anne", typed=PASSWORD) == 0
    assert host(monkeypatch, "add", "ANNE") == 1
    assert "existe déjà" in capsys.readouterr().err


def test_a_password_on_the_command_line_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert host(monkeypatch, "add", "Anne", PASSWORD) == 2
    assert host(monkeypatch, "add", "Anne", "--password", PASSWORD) == 2
    assert "inconnu" in capsys.readouterr().err


def test_on_a_terminal_it_is_asked_for_twice_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = iter([PASSWORD, "autre chose ici", PASSWORD, PASSWORD])
    monkeypatch.setattr("gateway.commands.host.getpass", lambda prompt: next(answers))
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert main(["host", "add", "Anne"]) == 1
    assert "diffèrent" in capsys.readouterr().err
    assert main(["host", "add", "Anne"]) == 0
    assert PASSWORD not in "".join(capsys.readouterr())
    with hosting_in(data) as hosting:
        assert hosting.accounts.check("Anne", PASSWORD) is not None


def test_data_that_cannot_be_used_are_said_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert host(monkeypatch, "list", "--data", str(tmp_path / "file" / "data")) == 1
    assert "--data" in capsys.readouterr().err
    assert host(monkeypatch, "list", "--data", str(tmp_path / "newer")) == 0
    with sqlite3.connect(tmp_path / "newer" / FILE) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    capsys.readouterr()
    assert host(monkeypatch, "list", "--data", str(tmp_path / "newer")) == 1
    told = capsys.readouterr().err
    assert "plus récente" in told
    assert "Traceback" not in told
