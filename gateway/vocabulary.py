"""With which tokens the engine runs, all or those of Latin text only, and how a command is told which."""

import os
from argparse import ArgumentParser

from hardware.select import Choice
from models.weights.latin import LANGUAGES

LATIN = "latin"
FULL = "full"
VARIABLE = "VOIXLA_VOCABULARY"


def is_latin(vocabulary: str, choice: Choice, language: str) -> bool:
    """Whether weights cut to Latin text are wanted: they pay on a processor, and only where nobody speaks Russian."""
    return vocabulary == LATIN and choice.device == "cpu" and language in LANGUAGES


def add_vocabulary(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--vocabulary",
        choices=(LATIN, FULL),
        default=os.environ.get(VARIABLE, LATIN),
        help="latin : sans les autres écritures, moins de calcul (défaut) ; full : le modèle entier",
    )
