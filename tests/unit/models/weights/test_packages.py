from pathlib import Path

import pytest

from models.weights import packages as module
from models.weights.packages import from_packages, installed_at
from models.weights.progress import Step, silent
from models.weights.source import SourceError
from tests.fakes.packaged_model import card_for, lay_out_packages


@pytest.fixture
def site(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    site = tmp_path / "site-packages"
    lay_out_packages(published, site)
    monkeypatch.syspath_prepend(str(site))
    return site


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_parts_are_joined(published: Path, site: Path, tmp_path: Path) -> None:
    seen: list[tuple[Step, int, int]] = []
    folder = from_packages(
        card_for(published),
        tmp_path / "work",
        lambda step, what, done, total: seen.append((step, done, total)),
        offline=True,
    )
    assert contents(folder) == contents(published)
    assert seen[-1] == (Step.JOIN, *[card_for(published).download] * 2)


def test_a_byte_that_is_not_the_publishers_is_refused(published: Path, site: Path, tmp_path: Path) -> None:
    part = site / "micro_whisper_2/data/model.bin.part2"
    part.write_bytes(part.read_bytes()[:-1] + b"\xff")
    with pytest.raises(SourceError, match=r"model\.bin.*empreinte"):
        from_packages(card_for(published), tmp_path / "work", silent, offline=True)
    assert not (tmp_path / "work/joined/model.bin").exists()


def test_another_version_does_not_count(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out_packages(published, tmp_path / "site", version="2.0.0")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    packages = card_for(published).packages
    assert packages is not None
    assert installed_at(packages) is None


def test_half_an_installation_does_not_count(published: Path, site: Path, tmp_path: Path) -> None:
    (site / "micro_whisper_1/data/model.bin.part1").unlink()
    packages = card_for(published).packages
    assert packages is not None
    assert installed_at(packages) is None
    with pytest.raises(SourceError, match="ne sont pas installés"):
        from_packages(card_for(published), tmp_path / "work", silent, offline=True)


def test_a_model_without_packages(published: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="aucun paquet"):
        from_packages(card_for(published, packaged=False), tmp_path, silent, offline=False)


def test_an_installer_that_finds_nothing(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real pip, told to look nowhere."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setattr(module, "find_spec", lambda name: object())
    with pytest.raises(SourceError, match="introuvables"):
        from_packages(card_for(published), tmp_path / "work", silent, offline=False)


def test_no_installer_at_all(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="ni pip ni uv"):
        from_packages(card_for(published), tmp_path / "work", silent, offline=False)
