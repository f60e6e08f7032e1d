import shutil
from collections.abc import Mapping
from pathlib import Path

import faster_whisper
import pytest

from models.weights import fetch
from models.weights.calibration import Calibration, write_calibration
from models.weights.catalogue import ModelCard
from models.weights.fetch import InstalledModel, import_folder, resolve
from models.weights.narrow import NarrowError
from models.weights.progress import Step
from models.weights.store import Form, Store
from tests.fakes.micro_whisper import build_micro_whisper
from tests.fakes.recorder import Recorder

pytestmark = pytest.mark.usefixtures("site")

Catalogue = Mapping[str, ModelCard]


def start(cache: Path, catalogue: Catalogue, recorder: Recorder | None = None) -> InstalledModel:
    recorder = recorder or Recorder()
    recorder.steps.clear()
    return resolve(
        "micro",
        compute_type="int8",
        cache=cache,
        progress=recorder,
        offline=True,
        latin=True,
        catalogue=catalogue,
    )


def test_cut_once_and_checked_at_each_start(
    site: Path, catalogue: Catalogue, cache: Path, recorder: Recorder
) -> None:
    model = start(cache, catalogue, recorder)
    assert recorder.steps == [Step.JOIN, Step.CONVERT, Step.NARROW]
    assert model.path == cache / "models/micro-int8-latin"
    assert (model.name, model.compute_type, model.least_context_s) == ("micro", "int8", 10)
    faster_whisper.WhisperModel(str(model.path), device="cpu", compute_type="int8", local_files_only=True)
    shutil.rmtree(site)
    assert start(cache, catalogue, recorder) == model
    assert recorder.steps == [Step.VERIFY]
    assert {entry.form for entry in Store(cache).entries()} == {Form.INT8, Form.LATIN}


def test_damage_is_repaired_from_the_whole_weights(
    site: Path, catalogue: Catalogue, cache: Path, recorder: Recorder
) -> None:
    path = start(cache, catalogue).path / "model.bin"
    shutil.rmtree(site)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    start(cache, catalogue, recorder)
    assert recorder.steps == [Step.VERIFY, Step.REPAIR, Step.VERIFY, Step.NARROW]
    assert path.read_bytes() == content


def test_damage_to_both_is_repaired_from_the_packages(
    catalogue: Catalogue, cache: Path, recorder: Recorder
) -> None:
    start(cache, catalogue)
    for form in (Form.INT8, Form.LATIN):
        (Store(cache).path_of("micro", form) / "tokenizer.json").write_bytes(b"{}")
    start(cache, catalogue, recorder)
    assert recorder.steps == [Step.REPAIR, Step.JOIN, Step.CONVERT, Step.NARROW]
    Store(cache).verify("micro", Form.INT8)
    Store(cache).verify("micro", Form.LATIN)


def test_only_weights_of_the_catalogue_in_8_bits_are_cut(
    published: Path, catalogue: Catalogue, cache: Path
) -> None:
    for compute_type in ("float16", "int8_float16"):
        model = resolve("micro", compute_type=compute_type, cache=cache, latin=True, catalogue=catalogue)
        assert model.path.name == "micro-float16"
    import_folder(published, "maison", compute_type="int8", cache=cache)
    for name in ("maison", str(published)):
        assert "latin" not in resolve(name, compute_type="int8", cache=cache, latin=True).path.name


@pytest.mark.parametrize("error", [NarrowError("another tokenizer"), OSError(28, "no room")])
def test_weights_that_cannot_be_cut_are_used_whole(
    catalogue: Catalogue, cache: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(fetch, "narrow", refuse)
    assert start(cache, catalogue).path.name == "micro-int8"
    assert [entry.form for entry in Store(cache).entries()] == [Form.INT8]


def test_a_cache_that_is_only_read_serves_whole_weights(catalogue: Catalogue, cache: Path) -> None:
    resolve("micro", compute_type="int8", cache=cache, catalogue=catalogue)
    (cache / "models/.micro.lock").unlink()
    (cache / "models/.micro.lock").mkdir()  # cannot be opened, whoever runs this
    assert start(cache, catalogue).path.name == "micro-int8"


def test_cut_anew_from_other_weights(catalogue: Catalogue, cache: Path, tmp_path: Path) -> None:
    first = start(cache, catalogue)
    before = (first.path / "model.bin").read_bytes()
    other = build_micro_whisper(tmp_path / "other", seed=9)
    import_folder(other, "micro", compute_type="int8", cache=cache)
    assert start(cache, catalogue) == first
    assert (first.path / "model.bin").read_bytes() != before


def test_the_context_measured_with_the_whole_weights_holds(catalogue: Catalogue, cache: Path) -> None:
    whole = resolve("micro", compute_type="int8", cache=cache, catalogue=catalogue)
    measured = Calibration(
        least_context_s=14, margin_s=3, measured_on={}, words=9, tolerance=0.01, table=(), date="2026-01-31"
    )
    write_calibration(whole.path, measured)
    for _ in range(2):
        model = start(cache, catalogue)
        assert (model.least_context_s, model.margin_s) == (14, 3)
