"""``./run bench``: what captions cost, how late they are, how many they carry, how right they are, on this machine."""

import json
import logging
from argparse import ArgumentParser, ArgumentTypeError, Namespace

HELP = "mesure le coût, les délais, la capacité et les erreurs sur cette machine"

_CONDITIONS = ("clean", "noise", "babble", "reverb", "telephone", "overlap")
_SYSTEMS = ("accurate", "fast", "baseline")
_SHAPES = ("tiny", "base", "small", "medium", "large-v3-turbo", "large-v3")


def configure(parser: ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="MESURE", title="Mesures")
    for name, configured, title in (
        ("streams", _streams, "N personnes parlent sans fin, en direct : délais, erreurs, pertes"),
        ("capacity", _capacity, "combien de personnes à la fois dans les délais promis"),
        ("silence", _silence, "ce que coûtent N micros ouverts devant qui personne ne parle"),
        ("engine", _engine, "le coût de chaque étape du moteur, selon la durée et le groupage"),
        ("shapes", _shapes, "le même coût pour chaque taille de modèle, avec des poids aléatoires"),
        ("quality", _quality, "les mots faux sur des enregistrements dont on a le texte"),
        ("tap", _tap, "ce que coûte le son de N personnes d'une réunion Janus, décodage compris"),
        ("long", _long, "une réunion de plusieurs heures, aussi vite que possible"),
        ("speakers", _speakers, "qui parle à un micro partagé : erreurs, délais, coût"),
        ("archive", _archive, "combien de transcriptions par seconde, et en combien de temps on y cherche"),
    ):
        kind = kinds.add_parser(name, help=title, description=title)
        configured(kind)
        kind.add_argument("--json", action="store_true", help="le résultat en un objet JSON")


def run(args: Namespace) -> int:
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s %(message)s")
    # Imported here: it loads the engine, which neither --help nor a refusal should wait for.
    from gateway.bench import runs
    from gateway.bench.printed import printed

    result: dict[str, object] = getattr(runs, args.kind)(args)
    print(json.dumps(result, ensure_ascii=False) if args.json else "\n".join(printed(result)))
    return 0


def _streams(parser: ArgumentParser) -> None:
    _speech(parser)
    parser.add_argument("--sessions", type=_count, default=4, metavar="N", help="personnes à la fois (4)")
    parser.add_argument("--seconds", type=_length, default=60.0, metavar="S", help="durée (60)")
    parser.add_argument("--baseline", action="store_true", help="à la manière des autres logiciels")
    parser.add_argument(
        "--stay", type=_count, default=0, metavar="N", help="personnes qui continuent après les autres"
    )
    parser.add_argument(
        "--longer", type=_length, default=30.0, metavar="S", help="avec --stay : combien de temps (30)"
    )


def _capacity(parser: ArgumentParser) -> None:
    _speech(parser)
    parser.add_argument("--seconds", type=_length, default=60.0, metavar="S", help="durée d'un essai (60)")
    parser.add_argument("--first", type=_count, default=2, metavar="N", help="premier nombre essayé (2)")
    parser.add_argument("--most", type=_count, default=64, metavar="N", help="plus grand nombre essayé (64)")


def _silence(parser: ArgumentParser) -> None:
    _model(parser)
    parser.add_argument("--sessions", type=_count, default=300, metavar="N", help="micros ouverts (300)")
    parser.add_argument("--seconds", type=_length, default=30.0, metavar="S", help="durée (30)")


def _engine(parser: ArgumentParser) -> None:
    _model(parser)
    _grid(parser)


def _shapes(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--shape", nargs="+", choices=_SHAPES, default=["tiny", "base", "small"], help="tailles de modèle"
    )
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="où calculer (cpu)")
    parser.add_argument(
        "--compute-type", default="int8", metavar="TYPE", help="type de calcul de CTranslate2 (int8)"
    )
    _grid(parser)


def _quality(parser: ArgumentParser) -> None:
    _model(parser)
    parser.add_argument(
        "folder", nargs="+", metavar="DOSSIER", help="dossier d'enregistrements avec leur ref.tsv"
    )
    parser.add_argument(
        "--condition", nargs="+", choices=_CONDITIONS, default=["clean"], help="état du son (clean)"
    )
    parser.add_argument(
        "--system",
        nargs="+",
        choices=_SYSTEMS,
        default=_SYSTEMS,
        help="ce qui est comparé au même modèle hors direct (tous)",
    )


def _long(parser: ArgumentParser) -> None:
    _speech(parser)
    parser.add_argument("--hours", type=_length, default=3.0, metavar="H", help="durée de la réunion (3)")


def _speakers(parser: ArgumentParser) -> None:
    _model(parser)
    parser.add_argument(
        "folder",
        nargs="*",
        metavar="DOSSIER",
        help="enregistrements avec un .rttm qui dit qui parle quand ; sans dossier, une conversation composée",
    )
    parser.add_argument(
        "--voices",
        nargs="+",
        default=[],
        metavar="DOSSIER",
        help="de qui composer la conversation : enregistrements d'une personne chacun (la démonstration)",
    )
    parser.add_argument(
        "--people", type=int, choices=range(2, 7), default=2, metavar="N", help="personnes, de 2 à 6 (2)"
    )
    parser.add_argument("--minutes", type=_length, default=10.0, metavar="M", help="durée composée (10)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="une autre conversation (0)")
    parser.add_argument("--dry", action="store_true", help="sans l'écho d'une salle")
    parser.add_argument("--most", type=_count, metavar="N", help="dire au système qu'ils sont N au plus")
    parser.add_argument(
        "--words",
        action="store_true",
        help="reconnaître aussi les mots : bonne personne, en combien de temps",
    )


def _archive(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--segments", type=_count, default=1_000_000, metavar="N", help="passages gardés (1 000 000)"
    )
    parser.add_argument("--batch", type=_count, default=200, metavar="N", help="passages par écriture (200)")
    parser.add_argument("--writers", type=_count, default=2, metavar="N", help="écritures à la fois (2)")
    parser.add_argument(
        "--each", type=_count, default=30, metavar="N", help="recherches de chaque sorte et lecteur (30)"
    )
    parser.add_argument(
        "--address", metavar="ADRESSE", help="base PostgreSQL vide, au lieu d'un fichier SQLite"
    )
    parser.add_argument("--folder", metavar="DOSSIER", help="où faire le fichier (dossier temporaire)")


def _tap(parser: ArgumentParser) -> None:
    parser.add_argument("--speakers", type=_count, default=8, metavar="N", help="personnes (8)")
    parser.add_argument(
        "--seconds", type=_length, default=20.0, metavar="S", help="durée de chaque façon (20)"
    )


def _model(parser: ArgumentParser) -> None:
    parser.add_argument("--model", default="auto", metavar="MODÈLE", help="auto, un nom ou un dossier")


def _speech(parser: ArgumentParser) -> None:
    _model(parser)
    parser.add_argument(
        "--audio", nargs="+", metavar="FICHIER", help="ce qui est dit ; par défaut, la démonstration"
    )


def _grid(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--window", nargs="+", type=_window, default=[5, 8, 10, 15, 30], metavar="S", help="durées encodées"
    )
    parser.add_argument(
        "--batch", nargs="+", type=_count, default=[1, 2, 4, 8], metavar="N", help="groupages"
    )
    parser.add_argument(
        "--beam", nargs="+", type=_count, default=[1, 5], metavar="N", help="largeurs de la recherche"
    )
    parser.add_argument("--threads", type=_count, default=1, metavar="N", help="fils de calcul (1)")


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ArgumentTypeError("il faut au moins 1")
    return value


def _window(text: str) -> int:
    value = _count(text)
    if value > 30:
        raise ArgumentTypeError("Whisper n'encode pas plus de 30 secondes")
    return value


def _length(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise ArgumentTypeError("il faut une durée positive")
    return value
