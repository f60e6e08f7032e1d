import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.weights.hub import from_hub, reachable
from models.weights.progress import Step, silent
from models.weights.source import SourceError
from tests.fakes.model_hub import ModelHub
from tests.fakes.packaged_model import card_for


@pytest.fixture
def hub(published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelHub]:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    with ModelHub(published).serve() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url + "/")
        yield hub


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_it_fetches_the_files_of_the_model_only(hub: ModelHub, published: Path, tmp_path: Path) -> None:
    seen: list[tuple[Step, int, int]] = []
    folder = from_hub(
        card_for(published), tmp_path, lambda step, what, done, total: seen.append((step, done, total))
    )
    assert contents(folder) == contents(published)
    assert seen == sorted(seen, key=lambda entry: entry[1])
    assert seen[-1] == (Step.DOWNLOAD, *[sum(map(len, contents(published).values()))] * 2)


def test_a_cut_download_is_continued_at_once(hub: ModelHub, published: Path, tmp_path: Path) -> None:
    hub.cut_after = len(hub.files["model.bin"]) // 3 + 1
    assert contents(from_hub(card_for(published), tmp_path, silent)) == contents(published)
    assert hub.ranges == [f"bytes={hub.cut_after}-", f"bytes={2 * hub.cut_after}-"]


def test_a_download_that_dies_is_continued_the_next_time(
    hub: ModelHub, published: Path, tmp_path: Path
) -> None:
    hub.cut_after = 10
    with pytest.raises(SourceError):
        from_hub(card_for(published), tmp_path, silent)
    had = next(tmp_path.rglob("model.bin*.part")).stat().st_size
    assert had >= 10
    hub.cut_after = None
    hub.ranges.clear()
    assert contents(from_hub(card_for(published), tmp_path, silent)) == contents(published)
    assert hub.ranges == [f"bytes={had}-"]


def test_nothing_is_fetched_twice(hub: ModelHub, published: Path, tmp_path: Path) -> None:
    from_hub(card_for(published), tmp_path, silent)
    hub.asked.clear()
    from_hub(card_for(published), tmp_path, silent)
    assert len(hub.asked) == 1


def test_other_bytes_than_announced_are_refused(hub: ModelHub, published: Path, tmp_path: Path) -> None:
    hub.spoilt = True
    with pytest.raises(SourceError, match="empreinte"):
        from_hub(card_for(published), tmp_path, silent)
    assert not list(tmp_path.rglob("*.part"))


def test_a_repository_that_misses_a_file_is_refused(hub: ModelHub, published: Path, tmp_path: Path) -> None:
    del hub.files["tokenizer.json"]
    with pytest.raises(SourceError, match=r"tokenizer\.json"):
        from_hub(card_for(published), tmp_path, silent)


def test_an_unknown_repository_is_refused(hub: ModelHub, published: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        from_hub(card_for(published, "other"), tmp_path, silent)


def test_offline_is_obeyed(hub: ModelHub, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reachable()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert not reachable()


def test_a_proxy_is_the_first_hop(hub: ModelHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.invalid")
    monkeypatch.setenv("https_proxy", hub.url)
    assert reachable()


def test_a_closed_port_is_found_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, published: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_HUB_OFFLINE", "0")
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(SourceError, match="injoignable"):
            from_hub(card_for(published), tmp_path, silent)


def test_a_name_that_never_resolves_costs_no_more_than_the_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(20) and [])
    began = time.monotonic()
    assert not reachable(timeout=0.2)
    assert time.monotonic() - began < 5
    release.set()
