"""The cache of weights that are ready to load: ``<cache>/<shelf>/<name>-<form>/`` with a ``manifest.json``.

Recognisers stand on the shelf ``models``.

A folder appears by one rename, whole, or not at all. Every file is checked against the manifest before each
use. One process at a time prepares a given folder. Knows nothing of where weights come from.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from captions.errors import VoixlaError
from models.weights.progress import Progress, Step, silent

MANIFEST = "manifest.json"
_VERSION = 1
"""Raised when what conversion writes changes: older folders are then made again."""

_BLOCK = 1 << 20


class Form(StrEnum):
    """How weights lie in the cache; the engine may compute in another type that it derives at load."""

    INT8 = "int8"
    FLOAT16 = "float16"
    FLOAT32 = "float32"


class DamageError(Exception):
    """A folder of the cache is not what its manifest says; ``str`` names the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A folder of the cache."""

    name: str
    form: Form
    path: Path
    size: int
    source: str
    """Where it came from: ``hub``, ``packages``, ``folder`` or ``cache``."""


def default_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """``$VOIXLA_CACHE``, else ``voixla`` in ``$XDG_CACHE_HOME``, else ``~/.cache/voixla``."""
    if own := environment.get("VOIXLA_CACHE"):
        return Path(own).expanduser()
    if shared := environment.get("XDG_CACHE_HOME"):
        return Path(shared) / "voixla"
    return Path.home() / ".cache" / "voixla"


class Store:
    """One cache on disk. Blocking; several processes may use it at once."""

    def __init__(self, cache: Path, shelf: str = "models") -> None:
        self._models = cache / shelf
        self._downloads = cache / "downloads"

    def path_of(self, name: str, form: Form) -> Path:
        return self._models / f"{name}-{form}"

    def has(self, name: str, form: Form) -> bool:
        """Whether a folder is there; its content is not looked at."""
        return (self.path_of(name, form) / MANIFEST).is_file()

    def entries(self) -> tuple[Entry, ...]:
        """What is installed, by name; folders whose manifest cannot be read are left out."""
        found = []
        for path in sorted(self._models.glob(f"*/{MANIFEST}")):
            try:
                manifest = _read_manifest(path.parent)
            except DamageError:
                continue
            size = sum(file["size"] for file in manifest["files"].values())
            form = Form(manifest["form"])
            found.append(
                Entry(
                    name=manifest["name"], form=form, path=path.parent, size=size, source=manifest["source"]
                )
            )
        return tuple(found)

    def verify(self, name: str, form: Form, progress: Progress = silent) -> Path:
        """The folder, after comparing the size and the sha256 of every file; raises ``DamageError``."""
        folder = self.path_of(name, form)
        files: dict[str, Any] = _read_manifest(folder)["files"]
        for file, expected in files.items():
            path = folder / file
            if not path.is_file() or path.stat().st_size != expected["size"]:
                raise DamageError(file)
        total, done = sum(expected["size"] for expected in files.values()), 0
        for file, expected in files.items():
            if sha256_of(folder / file) != expected["sha256"]:
                raise DamageError(file)
            done += expected["size"]
            progress(Step.VERIFY, file, done, total)
        return folder

    def install(self, name: str, form: Form, source: str, fill: Callable[[Path], None]) -> Path:
        """Let ``fill`` write the files into an empty folder, then put that in place in one step.

        To be called under ``lock``. Whatever ``fill`` raises leaves the cache as it was.
        """
        folder = self.path_of(name, form)
        self._models.mkdir(parents=True, exist_ok=True)
        for leftover in self._models.glob(f".{folder.name}.*"):
            shutil.rmtree(leftover, ignore_errors=True)
        staging = self._models / f".{folder.name}.{os.getpid()}"
        try:
            staging.mkdir()
            fill(staging)
            _write_manifest(staging, name, form, source)
            self.remove(name, form)
            staging.rename(folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        return folder

    def remove(self, name: str, form: Form) -> None:
        """Take a folder out of the cache; the manifest goes first, so that no half of it is ever used."""
        folder = self.path_of(name, form)
        (folder / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def lock(self, name: str, progress: Progress = silent) -> Iterator[None]:
        """Only one process at a time prepares ``name``; others wait and then find it done."""
        self._models.mkdir(parents=True, exist_ok=True)
        with (self._models / f".{name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                progress(Step.WAIT, name, 0, 0)
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def downloads(self, name: str) -> Path:
        """Where half-fetched files of ``name`` wait to be completed."""
        return self._downloads / name

    def forget_downloads(self, name: str) -> None:
        shutil.rmtree(self.downloads(name), ignore_errors=True)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def disk_errors(cache: Path) -> Iterator[None]:
    """Says in French what the operating system refuses below ``cache``."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise VoixlaError(
            "weights.disk",
            f"Impossible d'écrire les modèles dans « {cache} » ({reason}) : libérez de la place, "
            "ou indiquez un autre dossier avec la variable VOIXLA_CACHE.",
        ) from error


def _write_manifest(folder: Path, name: str, form: Form, source: str) -> None:
    files = {
        path.name: {"size": path.stat().st_size, "sha256": sha256_of(path)}
        for path in sorted(folder.iterdir())
    }
    manifest = {"version": _VERSION, "name": name, "form": form.value, "source": source, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if manifest["version"] != _VERSION or f"{manifest['name']}-{Form(manifest['form'])}" != folder.name:
            raise DamageError(MANIFEST)
        if not all(Path(file).name == file for file in manifest["files"]):
            raise DamageError(MANIFEST)
        return {**manifest, "files": {f: dict(v) for f, v in manifest["files"].items()}}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamageError(MANIFEST) from error
