from pathlib import Path

import pytest

from captions.errors import VoixlaError
from models.engines.voice_networks import Networks
from models.weights.catalogue import DataPackages
from models.weights.fetch import available, import_folder
from models.weights.progress import Step
from models.weights.speakers.card import LICENCES, PACKAGES
from models.weights.speakers.fetch import resolve_speakers, speakers_at_hand, speakers_entry
from tests.fakes.checkpoints import lay_out_untrained
from tests.fakes.micro_whisper import build_micro_whisper


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataPackages:
    packages = lay_out_untrained(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return packages


def test_files_are_made_once_and_load(packages: DataPackages, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert speakers_at_hand(cache, packages)
    assert speakers_entry(cache) is None
    weights = resolve_speakers(cache, offline=True, packages=packages)
    Networks(weights)
    made = weights.embedding.stat().st_mtime_ns
    nowhere = DataPackages(requirements=("nothing==0",), files=())
    assert resolve_speakers(cache, offline=True, packages=nowhere) == weights
    assert weights.embedding.stat().st_mtime_ns == made
    entry = speakers_entry(cache)
    assert entry is not None
    assert entry.name == "speakers"
    assert entry.size > 30_000_000
    assert not (cache / "downloads/speakers").exists()


def test_licences_stay_beside_the_weights(packages: DataPackages, tmp_path: Path) -> None:
    weights = resolve_speakers(tmp_path / "cache", offline=True, packages=packages)
    notices = (weights.embedding.parent / LICENCES).read_text("utf-8")
    for words in ("Notices of others.", "MIT licence", "CNRS", "Apache License 2.0", "3D-Speaker"):
        assert words in notices


@pytest.mark.parametrize("name", ["segmentation.onnx", "embedding.onnx", LICENCES])
def test_what_is_damaged_is_made_again(packages: DataPackages, tmp_path: Path, name: str) -> None:
    weights = resolve_speakers(tmp_path / "cache", offline=True, packages=packages)
    path = weights.embedding.parent / name
    whole = path.read_bytes()
    path.write_bytes(whole[:1000] + bytes([whole[1000] ^ 1]) + whole[1001:] if len(whole) > 1000 else b"x")
    told: list[tuple[Step, str]] = []
    resolve_speakers(
        tmp_path / "cache",
        offline=True,
        packages=packages,
        progress=lambda step, what, done, total: told.append((step, what)),
    )
    assert path.read_bytes() == whole
    assert (Step.REPAIR, name) in told


def test_without_a_source_the_message_says_what_to_do(tmp_path: Path) -> None:
    nowhere = DataPackages(requirements=("voixla-no-such-package==0",), files=PACKAGES.files)
    with pytest.raises(VoixlaError, match=r"weights fetch speakers") as caught:
        resolve_speakers(tmp_path / "cache", offline=True, packages=nowhere)
    assert caught.value.code == "weights.speakers_unreachable"
    assert speakers_entry(tmp_path / "cache") is None


def test_a_package_with_another_content_is_refused(packages: DataPackages, tmp_path: Path) -> None:
    path = tmp_path / "site" / packages.files[0].parts[0]
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")
    with pytest.raises(VoixlaError, match="empreinte"):
        resolve_speakers(tmp_path / "cache", offline=True, packages=packages)


def test_they_are_no_recogniser(packages: DataPackages, tmp_path: Path) -> None:
    resolve_speakers(tmp_path / "cache", offline=True, packages=packages)
    assert "speakers" not in available(tmp_path / "cache")
    folder = build_micro_whisper(tmp_path / "micro")
    with pytest.raises(VoixlaError, match="ne peut pas être un nom"):
        import_folder(folder, "Speakers", compute_type="int8", cache=tmp_path / "cache")
