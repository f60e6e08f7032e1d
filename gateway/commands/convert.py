"""``./run convert``: a caption file of one format as one of another; and what the other cannot hold, in a word."""

import logging
import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from captions.errors import VoixlaError
from captions.events import CaptionEvent, Final
from captions.formats import iso6937
from captions.formats.export import MEDIA_TYPES, Label, export
from captions.formats.on_record import on_record
from captions.layout import plain
from gateway.files.output import FileOutput, Output, StandardOutput, refuse_to_overwrite, write_all
from gateway.formats.files import LARGEST, READERS, read

HELP = "convertit un fichier de sous-titres"

_ENDINGS = {"xml": "ttml", "dfxp": "ttml", "itt": "ttml", "webvtt": "vtt", "jsonl": "json"}


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("source", metavar="ENTRÉE", help=f"fichier {', '.join(READERS)}")
    parser.add_argument("output", metavar="SORTIE", help=f"fichier {', '.join(MEDIA_TYPES)}, ou « - »")
    parser.add_argument(
        "--from", dest="from_", choices=tuple(READERS), help="format de l'entrée, sinon d'après son nom"
    )
    parser.add_argument("--to", choices=tuple(MEDIA_TYPES), help="format de la sortie, sinon d'après son nom")
    parser.add_argument(
        "--language", metavar="LANGUE", default="fr", help="langue du texte (par défaut : fr)"
    )


def run(args: Namespace) -> int:
    source = Path(args.source)
    came_as = args.from_ or _format_of(args.source, tuple(READERS), "--from")
    goes_as = args.to or _format_of(args.output, tuple(MEDIA_TYPES), "--to")
    if args.output != "-":
        refuse_to_overwrite(args.source, args.output)
    # What its reader remarks about styles would be printed, in English.
    logging.getLogger("ttconv").addHandler(logging.NullHandler())
    events = read(came_as, _octets(source))
    label = Label(language=args.language, title=plain(source.stem), day=date.today())
    output: Output = StandardOutput() if args.output == "-" else FileOutput(args.output, whole=True)
    write_all(output, export(goes_as, events, label))
    if goes_as == "stl":
        _tell_of_losses(events)
    return 0


def _octets(source: Path) -> bytes:
    name = f"« {plain(source.name)} »"
    try:
        with source.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise VoixlaError("input.missing", f"Le fichier {name} n'existe pas.") from None
    except IsADirectoryError:
        raise VoixlaError("input.directory", f"{name} est un dossier. Donnez un fichier.") from None
    except PermissionError:
        raise VoixlaError("input.forbidden", f"Vous n'avez pas le droit de lire {name}.") from None
    except (OSError, ValueError):
        raise VoixlaError("input.failed", f"Le fichier {name} n'a pas pu être lu.") from None


def _format_of(path: str, known: tuple[str, ...], option: str) -> str:
    ending = Path(path).suffix.removeprefix(".").lower()
    name = _ENDINGS.get(ending, ending)
    if name not in known:
        raise VoixlaError(
            "usage.format",
            f"Le nom « {plain(Path(path).name)} » ne dit pas le format : ajoutez {option}, parmi {', '.join(known)}.",
        )
    return name


def _tell_of_losses(events: list[CaptionEvent]) -> None:
    said = (word.text for event in on_record(events) if isinstance(event, Final) for word in event.words)
    lost = sum(not iso6937.lossless(character) for text in said for character in text)
    if lost:
        print(f"EBU-STL n'a pas {lost} des caractères : « ? » les remplace.", file=sys.stderr)
