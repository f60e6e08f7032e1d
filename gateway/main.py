"""The command line: finds the command, runs it, and turns every failure into one French line and a status.

A command is one module of ``gateway/commands`` with ``HELP`` (one line), ``configure(parser)`` and
``run(args) -> int``; only the module of the command that was asked for is imported.

| Status | Means |
|---|---|
| 0 | done |
| 1 | failed; the reason is on standard error |
| 2 | the command line cannot be understood |
| 130 | stopped by Ctrl-C |
| 141 | the reader of standard output went away (as in ``| head``) |
"""

import importlib
import io
import os
import pkgutil
import sys
import traceback
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Protocol, cast

from captions.errors import VoixlaError
from gateway.arguments import USAGE_ERROR, FrenchParser

PROGRAM = "./run"
FAILED, INTERRUPTED, READER_GONE = 1, 130, 141
_COMMANDS = "gateway.commands"


class Command(Protocol):
    """What a module of ``gateway/commands`` offers."""

    HELP: str

    def configure(self, parser: ArgumentParser) -> None: ...

    def run(self, args: Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; ``argv`` without the program's name. Returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        status = _dispatch(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return READER_GONE
    except VoixlaError as error:
        return _fail(error.message, USAGE_ERROR if error.code.startswith("usage.") else FAILED)
    except Exception as error:  # noqa: BLE001  the root of the process: users get a sentence, not a traceback
        return _fail(
            f"défaut inattendu de Voixlà ({type(error).__name__}). "
            "Relancez avec VOIXLA_DEBUG=1 pour en voir le détail et le signaler.",
            FAILED,
        )
    return status


def command_names() -> list[str]:
    """The commands that there are, in alphabetical order."""
    package = importlib.import_module(_COMMANDS)
    return sorted(
        module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_")
    )


def _dispatch(arguments: list[str]) -> int:
    names = command_names()
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(_overview(names))
        return 0 if arguments else USAGE_ERROR
    name = arguments[0]
    if name not in names:
        raise VoixlaError("usage.command", f"commande inconnue : « {name} ». Au choix : {', '.join(names)}.")
    command = _load(name)
    parser = FrenchParser(prog=f"{PROGRAM} {name}", description=command.HELP)
    command.configure(parser)
    try:
        args = parser.parse_args(arguments[1:])
    except SystemExit as stop:  # argparse has said what there is to say: help, or a refusal
        return stop.code if isinstance(stop.code, int) else FAILED
    return command.run(args)


def _overview(names: list[str]) -> str:
    rows = [f"  {name:<9} {_load(name).HELP}" for name in names]
    return "\n".join(
        [
            f"Usage : {PROGRAM} COMMANDE [options]",
            "",
            *rows,
            "",
            f"{PROGRAM} COMMANDE --help donne les options.",
        ]
    )


def _load(name: str) -> Command:
    return cast(Command, importlib.import_module(f"{_COMMANDS}.{name}"))


def _fail(message: str, status: int) -> int:
    if os.environ.get("VOIXLA_DEBUG") == "1":
        traceback.print_exc()
    # One sentence, one line, whatever a file name may hold.
    print(f"Erreur : {' '.join(message.split())}", file=sys.stderr)
    return status


def _speak_utf8() -> None:
    """Captions are French whatever the locale says, and a file name may hold bytes that are not UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _forget_stdout() -> None:
    """Keep the interpreter from flushing into the closed pipe once more, and complaining about it, at exit."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)


if __name__ == "__main__":
    sys.exit(main())
