import json
import shutil
from pathlib import Path

import ctranslate2
import numpy as np
import numpy.typing as npt
import pytest

from models.weights import convert
from models.weights.convert import quantise
from models.weights.layout import LayoutError, read_layout
from tests.fakes.micro_whisper import MELS, build_micro_whisper, special_tokens


def logits(folder: Path, compute_type: str) -> npt.NDArray[np.float32]:
    model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type=compute_type, intra_threads=1)
    sound = np.random.default_rng(5).standard_normal((1, MELS, 300)).astype(np.float32)
    eot = len(vocabulary_of(folder)) - len(special_tokens())
    prompt = [
        eot + special_tokens().index(t)
        for t in ("<|startoftranscript|>", "<|fr|>", "<|transcribe|>", "<|notimestamps|>")
    ]
    result = model.generate(
        ctranslate2.StorageView.from_array(sound),
        [prompt],
        beam_size=1,
        max_length=40,
        return_logits_vocab=True,
    )[0]
    return np.array([np.array(step) for step in result.logits[0]])


def vocabulary_of(folder: Path) -> list[str]:
    vocabulary: list[str] = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    return vocabulary


def ignore(done: int, total: int) -> None:
    pass


@pytest.mark.parametrize("rows", [7, 4096])
def test_the_engine_computes_the_same_as_from_the_original(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(convert, "_ROWS", rows)
    shutil.copytree(published, tmp_path / "int8")
    quantise(published / "model.bin", tmp_path / "int8/model.bin", ignore)
    expected, converted = logits(published, "int8"), logits(tmp_path / "int8", "int8")
    assert len(expected) > 3
    np.testing.assert_array_equal(converted, expected)
    assert np.abs(expected - logits(published, "float32")[: len(expected)]).max() > 0


def test_float32_originals_too(tmp_path: Path) -> None:
    original = build_micro_whisper(tmp_path / "float32", quantization="float32")
    shutil.copytree(original, tmp_path / "int8")
    quantise(original / "model.bin", tmp_path / "int8/model.bin", ignore)
    np.testing.assert_array_equal(logits(tmp_path / "int8", "int8"), logits(original, "int8"))


def test_layout_keeps_names_and_shapes(published: Path, tmp_path: Path) -> None:
    quantise(published / "model.bin", tmp_path / "model.bin", ignore)
    before, after = read_layout(published / "model.bin"), read_layout(tmp_path / "model.bin")
    assert after.weight_type == "int8"
    assert before.weight_type == "float16"
    assert (after.spec, after.revision, after.aliases, after.mels) == (
        before.spec,
        before.revision,
        before.aliases,
        MELS,
    )
    shapes = {v.name: v.shape for v in after.variables}
    assert {v.name: v.shape for v in before.variables} == {
        n: shapes[n] for n in shapes if not n.endswith("_scale")
    }


def test_progress_reaches_its_total(published: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    quantise(published / "model.bin", tmp_path / "model.bin", lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] > 0


@pytest.mark.parametrize("keep", [0, 3, 40, 5000, -1])
def test_a_file_cut_short_is_refused(published: Path, tmp_path: Path, keep: int) -> None:
    (tmp_path / "cut.bin").write_bytes((published / "model.bin").read_bytes()[:keep])
    with pytest.raises(LayoutError):
        quantise(tmp_path / "cut.bin", tmp_path / "model.bin", ignore)


@pytest.mark.parametrize("content", [b"\x07\0\0\0", b"PK\x03\x04" * 50, b"\x06\0\0\0" + b"\xff" * 300])
def test_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(LayoutError):
        read_layout(tmp_path / "model.bin")


def test_bytes_after_the_end_are_refused(published: Path, tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes((published / "model.bin").read_bytes() + b"\0")
    with pytest.raises(LayoutError):
        read_layout(tmp_path / "model.bin")
