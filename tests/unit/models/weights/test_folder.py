import json
import shutil
from pathlib import Path

import pytest

from captions.errors import VoixlaError
from models.weights.folder import check_folder


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "modele"))


def code_of(folder: Path) -> tuple[str, str]:
    with pytest.raises(VoixlaError) as caught:
        check_folder(folder)
    return caught.value.code, caught.value.message


def test_a_whole_folder_passes(folder: Path) -> None:
    assert check_folder(folder).mels == 80


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_each_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    code, message = code_of(folder)
    assert code == "weights.incomplete"
    assert f"« {name} »" in message


def test_the_older_vocabulary_will_do(folder: Path) -> None:
    tokens = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    (folder / "vocabulary.json").unlink()
    (folder / "vocabulary.txt").write_text("\n".join(tokens), encoding="utf-8")
    check_folder(folder)


def test_a_folder_of_another_format_says_how_to_convert(folder: Path) -> None:
    (folder / "model.bin").rename(folder / "model.safetensors")
    assert "ct2-transformers-converter" in code_of(folder)[1]


def test_no_folder(tmp_path: Path) -> None:
    assert code_of(tmp_path / "rien")[0] == "weights.no_folder"


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json"])
def test_a_file_cut_short_is_named(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    code, message = code_of(folder)
    assert code == "weights.damaged"
    assert name in message


def test_128_bands_need_their_settings(folder: Path) -> None:
    # The first convolution said to have 60 + 68 bands instead of 80: only the header is looked at.
    weights = (folder / "model.bin").read_bytes()
    name = weights.index(b"encoder/conv1/weight\0") + len(b"encoder/conv1/weight\0")
    assert weights[name] == 3
    swapped = bytearray(weights)
    swapped[name + 1 : name + 9] = (40).to_bytes(4, "little") + (128).to_bytes(4, "little")
    (folder / "model.bin").write_bytes(swapped)
    assert "preprocessor_config.json" in code_of(folder)[1]
    (folder / "preprocessor_config.json").write_text('{"feature_size": 128}')
    assert check_folder(folder).mels == 128
