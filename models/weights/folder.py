"""What a folder must hold so that the engine can load it with no network. Looks; changes nothing."""

import json
from pathlib import Path

from captions.errors import VoixlaError
from models.weights.layout import Layout, LayoutError, read_layout

NEEDED = ("model.bin", "config.json", "tokenizer.json")
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
OPTIONAL = ("preprocessor_config.json",)
"""Needed all the same by models of 128 bands."""

KNOWN = (*NEEDED, *VOCABULARIES, *OPTIONAL)
_OTHER_FORMATS = ("model.safetensors", "pytorch_model.bin", "model.safetensors.index.json", "ggml-model.bin")


def check_folder(folder: Path) -> Layout:
    """The layout of the weights in ``folder``; ``VoixlaError`` that names what is missing or broken."""
    if not folder.is_dir():
        raise VoixlaError(
            "weights.no_folder",
            f"Le dossier de modèle « {folder} » n'existe pas : vérifiez le chemin donné.",
        )
    try:
        return _check_files(folder)
    except OSError as error:
        raise VoixlaError(
            "weights.unreadable",
            f"Le dossier de modèle « {folder} » ne peut pas être lu ({error.strerror}) : vérifiez ses droits.",
        ) from error


def _check_files(folder: Path) -> Layout:
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARIES):
        missing.append(VOCABULARIES[0])
    if missing:
        raise VoixlaError("weights.incomplete", _missing_message(folder, missing))
    for name in ("config.json", "tokenizer.json"):
        _check_json(folder / name)
    layout = _layout_of(folder)
    if layout.mels != 80 and not (folder / OPTIONAL[0]).is_file():
        raise VoixlaError("weights.incomplete", _missing_message(folder, [OPTIONAL[0]]))
    return layout


def _layout_of(folder: Path) -> Layout:
    try:
        layout = read_layout(folder / "model.bin")
    except LayoutError as error:
        raise VoixlaError(
            "weights.damaged",
            f"Le fichier « {folder / 'model.bin'} » est incomplet ou n'est pas un modèle CTranslate2 : "
            "recopiez-le depuis sa source.",
        ) from error
    if layout.spec != "WhisperSpec":
        raise VoixlaError(
            "weights.not_whisper",
            f"Le modèle de « {folder} » n'est pas un modèle Whisper : donnez un dossier Whisper au format CTranslate2.",
        )
    return layout


def _check_json(path: Path) -> None:
    try:
        json.loads(path.read_bytes())
    except ValueError as error:
        raise VoixlaError(
            "weights.damaged", f"Le fichier « {path} » est abîmé : recopiez-le depuis sa source."
        ) from error


def _missing_message(folder: Path, missing: list[str]) -> str:
    names = ", ".join(f"« {name} »" for name in missing)
    if "model.bin" in missing and any((folder / name).exists() for name in _OTHER_FORMATS):
        return (
            f"Le dossier « {folder} » contient un modèle d'un autre format : il manque {names}. "
            "Convertissez-le d'abord avec ct2-transformers-converter (fourni par CTranslate2), "
            "en copiant aussi tokenizer.json et preprocessor_config.json."
        )
    return (
        f"Il manque {names} dans le dossier de modèle « {folder} » : copiez-y le dossier complet du modèle, "
        "ou choisissez un modèle par son nom (./run weights list)."
    )
