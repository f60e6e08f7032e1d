"""``./run weights``: which models there are, fetching, bringing, checking, calibrating them."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from captions.errors import VoixlaError
from gateway.weights_progress import WeightsProgress
from hardware.probe import probe
from hardware.select import choose
from models.weights.catalogue import CATALOGUE, ModelCard
from models.weights.fetch import available, form_for, import_folder, resolve
from models.weights.packages import installed_at
from models.weights.speakers.card import SPEAKERS
from models.weights.speakers.fetch import resolve_speakers, speakers_at_hand, speakers_entry, speakers_store
from models.weights.store import DamageError, Entry, Store, default_cache

HELP = "les poids des modèles : list, fetch, import, verify, calibrate"

_COMPUTE_TYPES = ("int8", "float16", "int8_float16")


def configure(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="les modèles connus, et ceux qui sont sur cette machine")
    fetch = actions.add_parser("fetch", help="rend un modèle prêt à servir, une fois pour toutes")
    fetch.add_argument("name", metavar="MODÈLE", help=f"auto, {', '.join(CATALOGUE)}, ou {SPEAKERS}")
    _add_type(fetch)
    fetch.add_argument("--offline", action="store_true", help="sans réseau : paquets installés seulement")
    bring = actions.add_parser("import", help="copie un dossier de modèle dans le cache")
    bring.add_argument("folder", metavar="DOSSIER", type=Path, help="dossier au format CTranslate2")
    bring.add_argument("--name", metavar="NOM", help="nom sous lequel l'appeler (défaut : celui du dossier)")
    _add_type(bring)
    verify = actions.add_parser("verify", help="compare le cache à ses empreintes")
    verify.add_argument("names", metavar="MODÈLE", nargs="*", help="défaut : tous")
    verify.add_argument("--repair", action="store_true", help="refait ce qui est abîmé")
    calibrate = actions.add_parser(
        "calibrate", help="mesure jusqu'où raccourcir ce que le modèle lit à la fois, sans perdre de mots"
    )
    calibrate.add_argument("model", metavar="MODÈLE", help="auto, un nom ou un dossier")
    calibrate.add_argument(
        "audio",
        metavar="FICHIER",
        nargs="*",
        type=Path,
        help="de la parole, une minute au moins ; par défaut, la démonstration",
    )
    _add_type(calibrate)
    calibrate.add_argument("--json", action="store_true", help="le résultat en un objet JSON")


def run(args: Namespace) -> int:
    cache = default_cache()
    match args.action:
        case "list":
            return _list(cache)
        case "fetch":
            return _fetch(cache, args.name, args.compute_type, offline=args.offline)
        case "import":
            return _import(cache, args.folder, args.name, args.compute_type)
        case "verify":
            return _verify(cache, args.names, repair=args.repair)
        case _:
            # Imported here: it loads the engine, which no other action should wait for.
            from gateway.calibration import calibrate

            return calibrate(cache, args.model, args.audio, args.compute_type, as_json=args.json)


def _add_type(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--compute-type",
        choices=_COMPUTE_TYPES,
        help="défaut : ce qui convient à cette machine (int8 sur processeur, float16 sur carte graphique)",
    )


def _list(cache: Path) -> int:
    entries = Store(cache).entries()
    print(f"{'Modèle':<16} {'Original':>9}  {'Ici':<30} Erreurs en français (nos mesures)")
    for card in CATALOGUE.values():
        size = f"{card.download // 1_000_000} Mo"
        print(f"{card.name:<16} {size:>9}  {_state(card, entries):<30} {quality_range(card)}")
    for entry in entries:
        if entry.name not in CATALOGUE:
            print(f"{entry.name:<16} {'':>9}  {_here(entry):<30} non mesuré")
    print(f"{SPEAKERS:<16} {'34 Mo':>9}  {_speakers_state(cache):<30} distingue les voix d'un même micro")
    print(f"\nCache : {cache}")
    return 0


def _state(card: ModelCard, entries: tuple[Entry, ...]) -> str:
    here = [_here(entry) for entry in entries if entry.name == card.name]
    if here:
        return ", ".join(here)
    if card.packages and installed_at(card.packages):
        return "paquets installés, à convertir"
    return "à télécharger"


def _speakers_state(cache: Path) -> str:
    if entry := speakers_entry(cache):
        return _here(entry)
    return "paquet installé, à convertir" if speakers_at_hand(cache) else "à télécharger"


def _here(entry: Entry) -> str:
    return f"prêt ({entry.form}, {entry.size // 1_000_000} Mo)"


def quality_range(card: ModelCard) -> str:
    """``14 à 40 % des mots``, from the best to the worst kind of recording, or that it was not measured."""
    if card.french is None:
        return "non mesuré"
    figures = card.french.figures
    return f"{min(figures):.0f} à {max(figures):.0f} % des mots"


def _fetch(cache: Path, name: str, compute_type: str | None, *, offline: bool) -> int:
    if name == SPEAKERS:
        with WeightsProgress() as progress:
            found = resolve_speakers(cache, progress=progress, offline=offline)
        print(f"Les modèles qui distinguent les voix sont prêts : {found.embedding.parent}")
        return 0
    choice = choose(probe(), set(CATALOGUE) if not offline else available(cache), name)
    with WeightsProgress() as progress:
        model = resolve(
            choice.model,
            compute_type=compute_type or choice.compute_type,
            cache=cache,
            progress=progress,
            offline=offline,
        )
    print(f"Le modèle « {model.name} » est prêt : {model.path}")
    return 0


def _import(cache: Path, folder: Path, name: str | None, compute_type: str | None) -> int:
    folder = folder.expanduser()
    wanted = compute_type or choose(probe(), set(), "auto").compute_type
    with WeightsProgress() as progress:
        model = import_folder(
            folder, name or _name_of(folder), compute_type=wanted, cache=cache, progress=progress
        )
    print(f"Le modèle « {model.name} » est prêt : {model.path}")
    print(f"Pour l'utiliser : --model {model.name}")
    return 0


def _name_of(folder: Path) -> str:
    """The folder's name; folders are often called as the hub calls the repository."""
    return folder.resolve().name.removeprefix("faster-whisper-").lower()


def _verify(cache: Path, names: list[str], *, repair: bool) -> int:
    shelves = (Store(cache), speakers_store(cache))
    stored = [(store, entry) for store in shelves for entry in store.entries()]
    stored = [(store, entry) for store, entry in stored if not names or entry.name in names]
    unknown = sorted(set(names) - {entry.name for _, entry in stored})
    if unknown:
        raise VoixlaError(
            "weights.not_installed", f"Pas dans le cache : {', '.join(unknown)}. Voyez ./run weights list."
        )
    if not stored:
        print(f"Aucun modèle dans le cache ({cache}).")
        return 0
    damaged = 0
    for store, entry in stored:
        damaged += _verify_one(store, cache, entry, repair=repair)
    return 1 if damaged else 0


def _verify_one(store: Store, cache: Path, entry: Entry, *, repair: bool) -> int:
    """1 when the folder stays damaged, else 0."""
    label = f"{entry.name} ({entry.form})"
    with WeightsProgress() as progress:
        try:
            store.verify(entry.name, entry.form, progress)
        except DamageError as error:
            damage = str(error)
        else:
            print(f"{label} : intact")
            return 0
    print(f"{label} : abîmé, le fichier « {damage} » n'est pas celui qui a été installé")
    if not repair:
        print(f"  Pour le refaire : ./run weights verify --repair {entry.name}")
        return 1
    with WeightsProgress() as progress:
        remade = _remake(cache, entry, progress)
    print(f"{label} : {'refait' if remade else 'toujours abîmé'}")
    return 0 if remade else 1


def _remake(cache: Path, entry: Entry, progress: WeightsProgress) -> bool:
    """Whether ``entry`` itself was made again; another form may have taken its place."""
    if entry.name == SPEAKERS:
        return resolve_speakers(cache, progress=progress).embedding.parent == entry.path
    model = resolve(entry.name, compute_type=entry.form.value, cache=cache, progress=progress)
    return model.path == Store(cache).path_of(entry.name, form_for(entry.form.value))
