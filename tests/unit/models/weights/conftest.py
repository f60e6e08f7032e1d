from collections.abc import Mapping
from pathlib import Path

import pytest

from models.weights.catalogue import ModelCard
from tests.fakes.micro_whisper import build_micro_whisper
from tests.fakes.packaged_model import card_for, lay_out_packages
from tests.fakes.recorder import Recorder


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder as it is published: float16. Not to be changed."""
    return build_micro_whisper(tmp_path_factory.mktemp("published") / "micro", quantization="float16")


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """No hub unless a test starts one."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


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
