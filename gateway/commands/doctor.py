"""``./run doctor``: what this machine can do, which model it would run and why, and what is missing for better.

Looks only: fetches and repairs nothing. Status 1 when captions cannot work here as things are.
"""

import shutil
import socket
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

from captions.errors import VoixlaError
from gateway.media.choice import MediaChoice, describe
from hardware.machine import Machine
from hardware.probe import probe
from hardware.select import Choice, choose, gigabytes
from models.weights.calibration import read_calibration
from models.weights.catalogue import CATALOGUE, card_of
from models.weights.fetch import available, form_for, obtainable, resolve
from models.weights.hub import reachable
from models.weights.store import DamageError, Store, default_cache

HELP = "explique ce que cette machine peut faire"

DEFAULT_PORT = 8080
_PADDED_S = 30
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "firefox")
_LATER_SERVERS = ("kamailio", "rtpengine", "nats-server")
_KINDS = (
    ("conversation", "conversation spontanée"),
    ("audiobooks", "livres lus (romans du XIXe siècle)"),
    ("instructions", "consignes lues"),
    ("passages", "textes lus"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A section of the report; ``problem`` is what keeps captions from working, or empty."""

    title: str
    lines: tuple[str, ...]
    problem: str = ""


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--model", default="auto", metavar="MODÈLE", help="auto, un nom ou un dossier")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port du serveur de réunions (8080)")


def run(args: Namespace) -> int:
    cache = default_cache()
    machine = probe()
    online = reachable()
    choice = choose(machine, obtainable(cache, offline=not online), _canonical(args.model, cache))
    findings = (
        Finding("Machine", tuple(_machine(machine))),
        Finding("Modèle", tuple(_model(cache, choice))),
        Finding("Ce que vaut ce modèle en français", tuple(_quality(choice.model))),
        _weights(cache, choice, online=online),
        _port(args.port),
        _capacity(cache, choice),
        Finding("Programmes", tuple(_programs())),
    )
    for finding in findings:
        print(finding.title, *(f"  {line}" for line in finding.lines), "", sep="\n")
    problems = [finding.problem for finding in findings if finding.problem]
    print(*(f"À régler : {problem}" for problem in problems) if problems else ("Tout est prêt.",), sep="\n")
    return 1 if problems else 0


def _capacity(cache: Path, choice: Choice) -> Finding:
    """By a short measurement: what a table says of other machines is worth little here."""
    title = "Personnes qui parlent en même temps"
    if not _is_folder(choice.model) and not _is_intact(cache, choice):
        return Finding(title, ("Pas encore mesuré : le modèle sera prêt après le premier lancement.",))
    from gateway.compose import load_engine  # late: only here does the doctor load a model

    try:
        pace = load_engine(choice.model, language="fr", cache=cache, tuned=True).pace
    except VoixlaError as error:
        return Finding(title, (error.message,), error.message)
    assert pace is not None
    return Finding(
        title,
        (
            f"Environ {pace.talkers(1.0)} à la fois, en direct, si rien d'autre n'occupe la machine.",
            f"Mesuré à l'instant : {1000 * pace.window_s:.0f} ms par fenêtre de 4 s et par reconnaissance, "
            f"{pace.workers} à la fois, par lots de {pace.batch}. Se taire ne coûte rien.",
        ),
    )


def _is_intact(cache: Path, choice: Choice) -> bool:
    store = Store(cache)
    form = form_for(choice.compute_type)
    try:
        if (choice.model, form) in {(entry.name, entry.form) for entry in store.entries()}:
            store.verify(choice.model, form)
            return True
    except DamageError:
        pass
    return False


def _canonical(model: str, cache: Path) -> str:
    """The name without its aliases; folders and imported names as they are."""
    if model == "auto" or _is_folder(model) or model in available(cache):
        return model
    return card_of(model).name


def _is_folder(model: str) -> bool:
    return "/" in model or (model not in CATALOGUE and Path(model).is_dir())


def _machine(machine: Machine) -> list[str]:
    lines = [
        f"Processeur : {machine.processor}, {machine.cores} cœur(s) utilisable(s), {machine.isa}",
        f"Mémoire : {gigabytes(machine.memory_available)} libres sur {gigabytes(machine.memory)}",
    ]
    for gpu in machine.gpus:
        memory = f", {gigabytes(gpu.memory_free)} libres sur {gigabytes(gpu.memory)}" if gpu.memory else ""
        lines.append(f"Carte graphique : {gpu.name}{memory}")
    return lines if machine.gpus else [*lines, "Carte graphique : aucune que CUDA voie"]


def _model(cache: Path, choice: Choice) -> list[str]:
    lines = (choice.reason_fr, _computing(choice), _context(cache, choice), choice.better_fr)
    return [line for line in lines if line]


def _context(cache: Path, choice: Choice) -> str:
    """How much the engine reads at once, and who says so."""
    folder = Path(choice.model).expanduser()
    if not _is_folder(choice.model):
        folder = Store(cache).path_of(choice.model, form_for(choice.compute_type))
    found = read_calibration(folder)
    if found is not None:
        return f"Contexte : {found.least_context_s} s au moins, calibré ici le {found.date} sur {found.words} mots"
    card = CATALOGUE.get(choice.model)
    if card is not None and card.least_context_s < _PADDED_S:
        return (
            f"Contexte : {card.least_context_s} s au moins, mesuré par nous ; pas calibré sur cette machine"
        )
    return (
        f"Contexte : {_PADDED_S} s, le plus lent : ce modèle n'est pas calibré. "
        f"Pour le faire : ./run weights calibrate {choice.model}"
    )


def _computing(choice: Choice) -> str:
    where = "carte graphique" if choice.device == "cuda" else "processeur"
    threads = f" de {choice.threads} fils" if choice.threads > 1 else ""
    return f"Calcul : {where}, {choice.compute_type}, {choice.workers} reconnaissance(s) à la fois{threads}"


def _quality(model: str) -> list[str]:
    card = CATALOGUE.get(model)
    if card is None or card.french is None:
        return [
            "Nous ne l'avons pas mesuré : nous ne donnons pas de chiffre. Les modèles plus grands que « base » "
            "font nettement moins d'erreurs, d'après leurs auteurs."
        ]
    lines = ["Mots faux sur 100 en direct, mesurés par nous :"]
    lines += [f"  {getattr(card.french, field):>4.0f}  {kind}" for field, kind in _KINDS]
    if card.name == "base":
        lines.append(
            "Assez pour essayer et pour mesurer ; pas assez pour qu'une personne sourde s'y fie au travail."
        )
    return lines


def _weights(cache: Path, choice: Choice, *, online: bool) -> Finding:
    lines = [f"Cache : {cache}"]
    store = Store(cache)
    for entry in store.entries():
        try:
            store.verify(entry.name, entry.form)
            state = "intact"
        except DamageError as error:
            state = f"ABÎMÉ ({error}), sera refait au prochain démarrage"
        lines.append(f"{entry.name} ({entry.form}, {entry.size // 1_000_000} Mo) : {state}")
    hub = "joignable" if online else "injoignable (il ne sert qu'à télécharger d'autres modèles)"
    lines += [f"Place libre : {gigabytes(_free_space(cache))}", f"Dépôt de modèles : {hub}"]
    problem = _obstacle(cache, choice, online=online)
    if not problem:
        lines.append(_readiness(cache, choice))
    return Finding("Poids des modèles", tuple(lines), problem)


def _obstacle(cache: Path, choice: Choice, *, online: bool) -> str:
    """Why the chosen model cannot be had, or nothing."""
    if _is_folder(choice.model):
        try:
            resolve(choice.model, compute_type=choice.compute_type, cache=cache, offline=True)
        except VoixlaError as error:
            return error.message
        return ""
    if choice.model in available(cache) or (online and choice.model in CATALOGUE):
        return ""
    return (
        f"Le modèle « {choice.model} » n'est pas sur cette machine et le dépôt de modèles est injoignable. "
        f"Sur une machine reliée, lancez ./run weights fetch {choice.model}, ou apportez son dossier : "
        "./run weights import DOSSIER."
    )


def _readiness(cache: Path, choice: Choice) -> str:
    if choice.model in {entry.name for entry in Store(cache).entries()} or _is_folder(choice.model):
        return f"« {choice.model} » est prêt : aucun réseau n'est nécessaire."
    if choice.model in available(cache):
        return f"« {choice.model} » sera préparé au premier lancement, sans réseau, depuis les paquets installés."
    return f"« {choice.model} » sera téléchargé au premier lancement."


def _free_space(cache: Path) -> int:
    existing = next(path for path in (cache, *cache.absolute().parents) if path.exists())
    return shutil.disk_usage(existing).free


def _port(port: int) -> Finding:
    title = "Serveur de réunions"
    if not 0 < port < 65536:
        return Finding(title, (), f"« {port} » n'est pas un port : choisissez entre 1 et 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe_socket:
        # As servers do: an address that a stopped server has just left counts as free.
        probe_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe_socket.bind(("", port))
        except PermissionError:
            return Finding(
                title, (), f"Le port {port} demande des droits d'administrateur : prenez-en un autre."
            )
        except OSError:
            return Finding(
                title, (), f"Le port {port} est déjà pris : arrêtez ce programme ou changez de port."
            )
    return Finding(title, (f"Port {port} : libre",))


def _programs() -> list[str]:
    browser = next((name for name in _BROWSERS if shutil.which(name)), None)
    found = [name for name in _LATER_SERVERS if shutil.which(name)]
    return [
        f"Navigateur : {browser}"
        if browser
        else "Navigateur : aucun ici ; ouvrez la page depuis un autre poste",
        describe(MediaChoice()),
        "Serveurs (téléphone ; pas encore utilisés) : " + (", ".join(found) or "aucun, et c'est normal"),
    ]
