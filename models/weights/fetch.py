"""From a name to a folder that the engine can load: cache, hub, data packages, in that order, then conversion.

The only module that the rest of the product needs for weights. ``auto`` is not a name here: see
``hardware.select``. Blocking, possibly for minutes the first time; afterwards no network is touched.
"""

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from captions.errors import VoixlaError
from models.weights.calibration import read_calibration
from models.weights.catalogue import CATALOGUE, ModelCard, card_of
from models.weights.convert import quantise
from models.weights.folder import KNOWN, check_folder
from models.weights.hub import from_hub, reachable
from models.weights.packages import from_packages, installed_at
from models.weights.progress import Progress, Step, silent
from models.weights.source import SourceError
from models.weights.speakers.card import SPEAKERS
from models.weights.store import DamageError, Form, Store, disk_errors

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledModel:
    """Weights on disk, checked, loadable with no network."""

    path: Path
    name: str
    compute_type: str
    """What was asked for; the engine derives it from what is stored."""
    least_context_s: int = 30
    """Shortest context, in seconds, that these weights were measured to lose nothing by."""
    margin_s: int = 4
    """Seconds of context beyond the window, with which that was measured."""


def resolve(
    name_or_path: str,
    *,
    compute_type: str,
    cache: Path,
    progress: Progress = silent,
    offline: bool = False,
    catalogue: Mapping[str, ModelCard] = CATALOGUE,
) -> InstalledModel:
    """The weights of a name of the catalogue, of an imported name, or in a folder (anything with a slash).

    A folder is used where it lies. Raises ``VoixlaError``: unknown name, folder that misses a file, no source.
    """
    folder = _as_folder(name_or_path, catalogue)
    if folder is not None:
        check_folder(folder)
        return _installed(folder, folder.resolve().name, compute_type)
    store = Store(cache)
    with disk_errors(cache):
        if name_or_path in _imported(store, catalogue):
            return _resolve_imported(store, name_or_path, compute_type, progress)
        card = card_of(name_or_path, catalogue)
        path = _resolve_card(store, card, form_for(compute_type), progress, offline=offline)
    return _installed(path, card.name, compute_type, least_context_s=card.least_context_s)


def import_folder(
    folder: Path, name: str, *, compute_type: str, cache: Path, progress: Progress = silent
) -> InstalledModel:
    """Copy a folder into the cache under ``name``, converted; a name of the catalogue then means this copy."""
    name = name.strip().lower()
    if not _SLUG.fullmatch(name) or name in ("auto", SPEAKERS):
        raise VoixlaError(
            "weights.bad_name",
            f"« {name} » ne peut pas être un nom de modèle : lettres sans accent, chiffres, points et tirets.",
        )
    layout = check_folder(folder)
    form = Form.INT8 if layout.weight_type == "int8" else form_for(compute_type)
    store = Store(cache)
    with disk_errors(cache), store.lock(name, progress):
        path = store.install(name, form, "folder", _filler(folder, form, progress))
    return InstalledModel(path=path, name=name, compute_type=compute_type)


def available(cache: Path, catalogue: Mapping[str, ModelCard] = CATALOGUE) -> set[str]:
    """The names that can be had with no network: the cache's, and those of installed data packages."""
    packaged = {c.name for c in catalogue.values() if c.packages and installed_at(c.packages)}
    return packaged | {entry.name for entry in Store(cache).entries()}


def obtainable(
    cache: Path, *, offline: bool = False, catalogue: Mapping[str, ModelCard] = CATALOGUE
) -> set[str]:
    """What ``auto`` may choose from: ``available``, and the whole catalogue on a first run that reaches the hub.

    Once anything is in the cache the hub is not asked again: no start of the product depends on a network.
    """
    names = available(cache, catalogue)
    if offline or Store(cache).entries() or not reachable():
        return names
    return names | set(catalogue)


def form_for(compute_type: str) -> Form:
    """The form in the cache that the engine loads for a compute type of CTranslate2."""
    return Form.INT8 if compute_type in ("int8", "int8_float32") else Form.FLOAT16


def _installed(path: Path, name: str, compute_type: str, *, least_context_s: int = 30) -> InstalledModel:
    """With what was measured here, else with what is known of the name."""
    model = InstalledModel(path=path, name=name, compute_type=compute_type, least_context_s=least_context_s)
    found = read_calibration(path)
    if found is None:
        return model
    return replace(model, least_context_s=found.least_context_s, margin_s=found.margin_s)


def _as_folder(name_or_path: str, catalogue: Mapping[str, ModelCard]) -> Path | None:
    if "/" in name_or_path or name_or_path.startswith((".", "~")):
        return Path(name_or_path).expanduser()
    path = Path(name_or_path)
    return path if name_or_path not in catalogue and path.is_dir() else None


def _imported(store: Store, catalogue: Mapping[str, ModelCard]) -> set[str]:
    return {entry.name for entry in store.entries() if entry.name not in catalogue}


def _resolve_imported(store: Store, name: str, compute_type: str, progress: Progress) -> InstalledModel:
    wanted = form_for(compute_type)
    for form in sorted(Form, key=lambda form: form is not wanted):
        path = _ready(store, name, form, progress)
        if path is not None:
            return _installed(path, name, compute_type)
    raise VoixlaError(
        "weights.damaged",
        f"Le modèle importé « {name} » est abîmé : réimportez-le avec ./run weights import DOSSIER --name {name}.",
    )


def _resolve_card(store: Store, card: ModelCard, form: Form, progress: Progress, *, offline: bool) -> Path:
    path = _ready(store, card.name, form, progress)
    if path is not None:
        return path
    with store.lock(card.name, progress):
        # Another process may have prepared it while this one waited.
        path = _ready(store, card.name, form, silent)
        return path if path is not None else _prepare(store, card, form, progress, offline=offline)


def _ready(store: Store, name: str, form: Form, progress: Progress) -> Path | None:
    if not store.has(name, form):
        return None
    try:
        return store.verify(name, form, progress)
    except DamageError as error:
        progress(Step.REPAIR, str(error), 0, 0)
        return None


def _prepare(store: Store, card: ModelCard, form: Form, progress: Progress, *, offline: bool) -> Path:
    """Try the sources in order; under the lock."""
    work = store.downloads(card.name)
    sources: list[tuple[str, Callable[[], Path]]] = [
        ("hub", lambda: from_hub(card, work, progress)),
        ("packages", lambda: from_packages(card, work, progress, offline=offline)),
    ]
    if offline:
        sources = sources[1:]
    other = _other_form(store, card, form)
    if other is not None and form is Form.INT8:
        sources.insert(0, ("cache", lambda: other))
    reasons = []
    for source, get in sources:
        try:
            folder = get()
            check_folder(folder)
        except (SourceError, VoixlaError) as error:
            reasons.append(str(error))
            progress(Step.SOURCE_FAILED, str(error), 0, 0)
            continue
        path = store.install(card.name, form, source, _filler(folder, form, progress))
        store.forget_downloads(card.name)
        return path
    if other is not None:
        # The engine widens 8-bit weights at load: less exact than the original, but it runs.
        return other
    raise VoixlaError("weights.unreachable", _unreachable_message(card, reasons))


def _other_form(store: Store, card: ModelCard, form: Form) -> Path | None:
    other = Form.FLOAT16 if form is Form.INT8 else Form.INT8
    return _ready(store, card.name, other, silent)


def _filler(source: Path, form: Form, progress: Progress) -> Callable[[Path], None]:
    """What writes ``source`` in ``form`` into an empty folder."""

    def fill(target: Path) -> None:
        layout = check_folder(source)
        convert = form is Form.INT8 and layout.weight_type != "int8"
        for name in KNOWN:
            if not (source / name).is_file():
                continue
            if name == "model.bin" and convert:
                quantise(source / name, target / name, partial(progress, Step.CONVERT, name))
            else:
                shutil.copyfile(source / name, target / name)
        check_folder(target)

    return fill


def _unreachable_message(card: ModelCard, reasons: list[str]) -> str:
    bring = f"copiez ici le dossier du modèle ({card.repository}) puis lancez ./run weights import DOSSIER"
    if card.packages:
        bring += f", ou installez les paquets Python {' et '.join(card.packages.requirements)}"
    return (
        f"Le modèle « {card.name} » n'est pas sur cette machine et ne peut pas être obtenu "
        f"({' ; '.join(reasons)}). À faire : {bring}."
    )
