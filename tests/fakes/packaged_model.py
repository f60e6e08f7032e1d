"""Lays out data packages as an installer would, around any model folder, and the card that describes them."""

import hashlib
from pathlib import Path

from models.weights.catalogue import DataPackages, ModelCard, PackagedFile

NAMES = ("micro-whisper-1", "micro-whisper-2")
VERSION = "1.0.0"


def lay_out_packages(model: Path, site: Path, version: str = VERSION) -> None:
    """``model`` as two installed distributions below ``site``: the weights cut in two, the rest in the second."""
    for name in NAMES:
        info = site / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (info / "RECORD").write_text("")
        (site / name.replace("-", "_") / "data").mkdir(parents=True)
    weights = (model / "model.bin").read_bytes()
    half = len(weights) // 2
    (site / "micro_whisper_1/data/model.bin.part1").write_bytes(weights[:half])
    (site / "micro_whisper_2/data/model.bin.part2").write_bytes(weights[half:])
    for file in model.iterdir():
        if file.name != "model.bin":
            (site / "micro_whisper_2/data" / file.name).write_bytes(file.read_bytes())


def card_for(model: Path, name: str = "micro", *, packaged: bool = True) -> ModelCard:
    """A card for ``model``, whose packages are those of ``lay_out_packages``."""
    files = tuple(_packaged(file) for file in sorted(model.iterdir()))
    requirements = tuple(f"{package}=={VERSION}" for package in NAMES)
    return ModelCard(
        name=name,
        repository=f"someone/{name}",
        download=sum(file.size for file in files),
        memory_int8=1,
        memory_float16=1,
        least_context_s=10,
        packages=DataPackages(requirements=requirements, files=files) if packaged else None,
    )


def _packaged(file: Path) -> PackagedFile:
    content = file.read_bytes()
    parts: tuple[str, ...] = (f"micro_whisper_2/data/{file.name}",)
    if file.name == "model.bin":
        parts = ("micro_whisper_1/data/model.bin.part1", "micro_whisper_2/data/model.bin.part2")
    return PackagedFile(
        name=file.name, parts=parts, size=len(content), sha256=hashlib.sha256(content).hexdigest()
    )
