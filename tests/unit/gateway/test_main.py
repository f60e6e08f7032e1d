"""The dispatch: every way to go wrong ends in one French line and the right status."""

import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from types import ModuleType

import pytest

import gateway.main as cli
from captions.errors import VoixlaError


def command(run: Callable[[Namespace], int]) -> ModuleType:
    module = ModuleType("gateway.commands.essai")

    def configure(parser: ArgumentParser) -> None:
        parser.add_argument("nombre", type=int)
        parser.add_argument("--format", choices=["lines", "json"], default="lines")

    vars(module).update(HELP="un essai", configure=configure, run=run)
    return module


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Namespace], int]], None]:
    monkeypatch.delenv("VOIXLA_DEBUG", raising=False)
    monkeypatch.setattr(cli, "command_names", lambda: ["essai"])

    def put(run: Callable[[Namespace], int]) -> None:
        monkeypatch.setitem(sys.modules, "gateway.commands.essai", command(run))

    return put


def raising(error: BaseException) -> Callable[[Namespace], int]:
    def run(args: Namespace) -> int:
        raise error

    return run


Install = Callable[[Callable[[Namespace], int]], None]


def test_a_command_gets_its_arguments_and_gives_the_status(install: Install) -> None:
    seen: list[Namespace] = []

    def run(args: Namespace) -> int:
        seen.append(args)
        return 7

    install(run)
    assert cli.main(["essai", "3", "--format", "json"]) == 7
    assert (seen[0].nombre, seen[0].format) == (3, "json")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (VoixlaError("media.empty", "Le fichier est\nvide."), 1, "Erreur : Le fichier est vide.\n"),
        (VoixlaError("usage.format", "Format inconnu."), 2, "Erreur : Format inconnu.\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_a_failure_is_one_french_line(
    install: Install, capsys: pytest.CaptureFixture[str], error: BaseException, status: int, said: str
) -> None:
    install(raising(error))
    assert cli.main(["essai", "3"]) == status
    assert capsys.readouterr().err == said


def test_a_defect_is_one_french_line_and_a_traceback_only_on_demand(
    install: Install, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(raising(ZeroDivisionError("secret")))
    assert cli.main(["essai", "3"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Erreur : défaut inattendu")
    assert said.count("\n") == 1
    assert "secret" not in said
    monkeypatch.setenv("VOIXLA_DEBUG", "1")
    assert cli.main(["essai", "3"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rien"], "commande inconnue : « rien »"),
        (["essai"], "il manque : nombre"),
        (["essai", "trois"], "nombre : « trois » n'est pas un nombre"),
        (["essai", "3", "--format", "pdf"], "--format : « pdf » n'existe pas ; au choix : "),
        (["essai", "3", "--format"], "--format : il manque la valeur"),
        (["essai", "3", "--vite"], "option ou argument inconnu : --vite"),
    ],
)
def test_a_bad_command_line_is_refused_in_french_with_status_2(
    install: Install, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    install(lambda args: 0)
    assert cli.main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("Erreur : ")
    assert said in error


def test_help_lists_the_commands(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    install(lambda args: 0)
    assert cli.main(["--help"]) == 0
    assert "essai     un essai" in capsys.readouterr().out
    assert cli.main(["essai", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Usage : ./run essai" in shown
    assert "affiche cette aide" in shown
    assert cli.main([]) == 2


def test_every_command_of_the_product_explains_itself() -> None:
    for name in cli.command_names():
        done = subprocess.run(
            [sys.executable, "-m", "gateway", name, "--help"], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert f"Usage : ./run {name}" in done.stdout


def test_a_reader_that_goes_away_is_no_failure() -> None:
    program = (
        "import gateway.main as cli, sys, types\n"
        "m = types.ModuleType('gateway.commands.essai')\n"
        "m.HELP = ''; m.configure = lambda p: None\n"
        "def run(args):\n"
        "    while True: print('x' * 4096)\n"
        "m.run = run\n"
        "sys.modules['gateway.commands.essai'] = m\n"
        "cli.command_names = lambda: ['essai']\n"
        "sys.exit(cli.main(['essai']))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(30), said) == (141, b"")
