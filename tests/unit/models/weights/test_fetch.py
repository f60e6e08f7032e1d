import shutil
from collections.abc import Mapping
from pathlib import Path

import faster_whisper
import pytest

from captions.errors import VoixlaError
from models.weights import fetch
from models.weights.catalogue import ModelCard
from models.weights.fetch import InstalledModel, available, import_folder, obtainable, resolve
from models.weights.layout import read_layout
from models.weights.progress import Step
from models.weights.store import Form, Store
from tests.fakes.model_hub import ModelHub
from tests.fakes.packaged_model import card_for, lay_out_packages

Steps = list[Step]


class Recorder:
    def __init__(self) -> None:
        self.steps: Steps = []

    def __call__(self, step: Step, what: str, done: int, total: int) -> None:
        if step not in self.steps[-1:]:
            self.steps.append(step)


@pytest.fixture
def catalogue(published: Path) -> Mapping[str, ModelCard]:
    return {"micro": card_for(published)}


@pytest.fixture
def site(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lay_out_packages(published, tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return tmp_path / "site"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def test_a_folder_is_used_where_it_lies(published: Path, cache: Path) -> None:
    model = resolve(str(published), compute_type="int8", cache=cache)
    assert model == InstalledModel(path=published, name="micro", compute_type="int8")
    assert not cache.exists()


def test_a_folder_that_misses_a_file_is_refused(published: Path, tmp_path: Path, cache: Path) -> None:
    folder = shutil.copytree(published, tmp_path / "modele")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(VoixlaError, match=r"« tokenizer\.json »"):
        resolve(str(folder), compute_type="int8", cache=cache)


def test_packages_then_cache(
    site: Path, catalogue: Mapping[str, ModelCard], cache: Path, recorder: Recorder
) -> None:
    assert available(cache, catalogue) == {"micro"}
    model = resolve(
        "micro", compute_type="int8", cache=cache, progress=recorder, offline=True, catalogue=catalogue
    )
    assert recorder.steps == [Step.JOIN, Step.CONVERT]
    assert (model.path, model.least_context_s) == (cache / "models/micro-int8", 10)
    assert read_layout(model.path / "model.bin").weight_type == "int8"
    assert not list((cache / "downloads").iterdir())
    shutil.rmtree(site)
    recorder.steps.clear()
    again = resolve("micro", compute_type="int8", cache=cache, progress=recorder, catalogue=catalogue)
    assert again == model
    assert recorder.steps == [Step.VERIFY]
    faster_whisper.WhisperModel(str(model.path), device="cpu", compute_type="int8", local_files_only=True)


def test_float16_is_kept_for_a_graphics_card(
    site: Path, published: Path, catalogue: Mapping[str, ModelCard], cache: Path
) -> None:
    for compute_type in ("float16", "int8_float16"):
        model = resolve("micro", compute_type=compute_type, cache=cache, catalogue=catalogue)
        assert model.path == cache / "models/micro-float16"
        assert model.compute_type == compute_type
    assert (model.path / "model.bin").read_bytes() == (published / "model.bin").read_bytes()


@pytest.mark.parametrize("file", ["model.bin", "tokenizer.json", "manifest.json"])
def test_a_damaged_cache_is_made_again(
    site: Path, catalogue: Mapping[str, ModelCard], cache: Path, recorder: Recorder, file: str
) -> None:
    model = resolve("micro", compute_type="int8", cache=cache, catalogue=catalogue)
    whole = (model.path / "model.bin").read_bytes()
    content = bytearray((model.path / file).read_bytes())
    content[len(content) // 2] ^= 0x10
    (model.path / file).write_bytes(content)
    if file == "manifest.json":
        (model.path / file).write_bytes(b"{")
    again = resolve("micro", compute_type="int8", cache=cache, progress=recorder, catalogue=catalogue)
    assert Step.REPAIR in recorder.steps
    assert Step.CONVERT in recorder.steps
    assert (again.path / "model.bin").read_bytes() == whole
    Store(cache).verify("micro", Form.INT8)


def test_an_interrupted_conversion_leaves_nothing_half_made(
    site: Path, catalogue: Mapping[str, ModelCard], cache: Path
) -> None:
    def interrupt(step: Step, what: str, done: int, total: int) -> None:
        if step is Step.CONVERT and done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resolve("micro", compute_type="int8", cache=cache, progress=interrupt, catalogue=catalogue)
    assert Store(cache).entries() == ()
    assert [path.name for path in (cache / "models").iterdir()] == [".micro.lock"]
    assert resolve("micro", compute_type="int8", cache=cache, catalogue=catalogue).path.is_dir()


def test_the_hub_comes_before_the_packages(
    site: Path,
    published: Path,
    catalogue: Mapping[str, ModelCard],
    cache: Path,
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    with ModelHub(published).serve() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        resolve("micro", compute_type="int8", cache=cache, progress=recorder, catalogue=catalogue)
        assert recorder.steps == [Step.DOWNLOAD, Step.CONVERT]
        assert Store(cache).entries()[0].source == "hub"
        hub.asked.clear()
        resolve("micro", compute_type="int8", cache=cache, catalogue=catalogue)
        assert hub.asked == []


def test_a_hub_that_serves_rubbish_gives_way_to_the_packages(
    site: Path,
    published: Path,
    catalogue: Mapping[str, ModelCard],
    cache: Path,
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    hub = ModelHub(published)
    hub.spoilt = True
    with hub.serve():
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        resolve("micro", compute_type="int8", cache=cache, progress=recorder, catalogue=catalogue)
    assert recorder.steps[-3:] == [Step.SOURCE_FAILED, Step.JOIN, Step.CONVERT]


def test_what_is_cached_for_a_card_serves_a_processor(
    site: Path, catalogue: Mapping[str, ModelCard], cache: Path, recorder: Recorder
) -> None:
    resolve("micro", compute_type="float16", cache=cache, catalogue=catalogue)
    shutil.rmtree(site)
    model = resolve("micro", compute_type="int8", cache=cache, progress=recorder, catalogue=catalogue)
    assert recorder.steps == [Step.CONVERT]
    assert model.path.name == "micro-int8"
    assert (cache / "models/micro-float16/model.bin").is_file()


def test_eight_bits_serve_a_card_when_nothing_else_can_be_had(
    site: Path, catalogue: Mapping[str, ModelCard], cache: Path
) -> None:
    resolve("micro", compute_type="int8", cache=cache, catalogue=catalogue)
    shutil.rmtree(site)
    model = resolve("micro", compute_type="float16", cache=cache, offline=True, catalogue=catalogue)
    assert model.path.name == "micro-int8"


def test_nothing_to_be_had_says_what_to_bring(catalogue: Mapping[str, ModelCard], cache: Path) -> None:
    with pytest.raises(VoixlaError) as caught:
        resolve("micro", compute_type="int8", cache=cache, offline=True, catalogue=catalogue)
    assert caught.value.code == "weights.unreachable"
    for clue in ("micro-whisper-1==1.0.0", "someone/micro", "./run weights import"):
        assert clue in caught.value.message


def test_an_unknown_name(catalogue: Mapping[str, ModelCard], cache: Path) -> None:
    with pytest.raises(VoixlaError, match="« micro »"):
        resolve("macro", compute_type="int8", cache=cache, catalogue=catalogue)


def test_an_imported_folder_is_a_name(published: Path, cache: Path, recorder: Recorder) -> None:
    model = import_folder(published, "Maison-2", compute_type="int8", cache=cache, progress=recorder)
    assert recorder.steps == [Step.CONVERT]
    assert model.path == cache / "models/maison-2-int8"
    assert resolve("maison-2", compute_type="int8", cache=cache) == model
    assert "maison-2" in available(cache)
    (model.path / "model.bin").write_bytes(b"")
    with pytest.raises(VoixlaError, match="réimportez"):
        resolve("maison-2", compute_type="int8", cache=cache)


def test_an_import_may_stand_for_a_known_name(
    published: Path, catalogue: Mapping[str, ModelCard], cache: Path
) -> None:
    import_folder(published, "micro", compute_type="int8", cache=cache)
    assert resolve("micro", compute_type="int8", cache=cache, offline=True, catalogue=catalogue).path.is_dir()


def test_eight_bit_folders_are_imported_as_they_are(published: Path, tmp_path: Path, cache: Path) -> None:
    first = import_folder(published, "one", compute_type="int8", cache=cache)
    second = import_folder(first.path, "two", compute_type="float16", cache=cache)
    assert second.path.name == "two-int8"
    assert (second.path / "model.bin").read_bytes() == (first.path / "model.bin").read_bytes()


@pytest.mark.parametrize("name", ["", "auto", "../x", "a/b", "été", "a b", ".hidden"])
def test_names_that_cannot_be_folders_are_refused(published: Path, cache: Path, name: str) -> None:
    with pytest.raises(VoixlaError) as caught:
        import_folder(published, name, compute_type="int8", cache=cache)
    assert caught.value.code == "weights.bad_name"


def test_auto_may_choose_from_the_catalogue_on_a_first_run_only(
    site: Path, catalogue: Mapping[str, ModelCard], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = {**catalogue, "larger": card_for(site / "micro_whisper_2/data", "larger", packaged=False)}
    asked: list[int] = []

    def reachable() -> bool:
        asked.append(1)
        return True

    monkeypatch.setattr(fetch, "reachable", reachable)
    assert obtainable(cache, offline=True, catalogue=both) == {"micro"}
    assert asked == []
    assert obtainable(cache, catalogue=both) == {"micro", "larger"}
    resolve("micro", compute_type="int8", cache=cache, offline=True, catalogue=both)
    assert obtainable(cache, catalogue=both) == {"micro"}
    assert len(asked) == 1


def test_a_cache_that_cannot_be_written(published: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VoixlaError, match="VOIXLA_CACHE") as caught:
        import_folder(published, "x", compute_type="int8", cache=tmp_path / "file")
    assert caught.value.code == "weights.disk"
