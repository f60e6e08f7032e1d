"""A command line that is refused in French. Knows argparse; knows no command."""

import argparse
import re
from typing import Any, NoReturn

USAGE_ERROR = 2

# argparse words its refusals in English and offers no clean way to translate them.
_FRENCH = (
    (r"the following arguments are required: (.+)", r"il manque : \1"),
    (r"unrecognized arguments: (.+)", r"option ou argument inconnu : \1"),
    (
        r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        r"\1 : « \2 » n'existe pas ; au choix : \3",
    ),
    (r"argument (.+?): expected one argument", r"\1 : il manque la valeur"),
    (r"argument (.+?): expected at least one argument", r"\1 : il manque la valeur"),
    (r"argument (.+?): ignored explicit argument '?(.*?)'?", r"\1 : ne prend pas de valeur (« \2 »)"),
    (r"argument (.+?): invalid (?:int|float) value: '?(.*?)'?", r"\1 : « \2 » n'est pas un nombre"),
    (r"argument (.+?): invalid \S+ value: '?(.*?)'?", r"\1 : « \2 » n'est pas une valeur possible"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 et \2 ne vont pas ensemble"),
    (r"one of the arguments (.+) is required", r"il faut l'une de ces options : \1"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 peut vouloir dire : \2"),
    (r"argument (.+?): (.+)", r"\1 : \2"),
)


class FrenchParser(argparse.ArgumentParser):
    """``ArgumentParser`` with French headings, a French ``--help`` and French refusals (status 2)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _FrenchFormatter)
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self._positionals.title = "Arguments"
        self._optionals.title = "Options"
        self.add_argument("-h", "--help", action="help", help="affiche cette aide")

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"Erreur : {in_french(message)}\n{self.prog} --help donne les options.\n")


class _FrenchFormatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Usage : " if prefix is None else prefix)


def in_french(message: str) -> str:
    """A refusal of argparse, translated; the original where it is not known."""
    for pattern, french in _FRENCH:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return match.expand(french)
    return message
