import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from captions.errors import VoixlaError
from models.weights.progress import Step
from models.weights.store import MANIFEST, DamageError, Form, Store, default_cache, disk_errors


def fill(folder: Path) -> None:
    (folder / "model.bin").write_bytes(bytes(range(256)) * 10)
    (folder / "config.json").write_text("{}")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path)
    store.install("base", Form.INT8, "hub", fill)
    return store


def test_what_was_installed_is_found_and_intact(store: Store, tmp_path: Path) -> None:
    assert store.verify("base", Form.INT8) == tmp_path / "models/base-int8"
    (entry,) = store.entries()
    assert (entry.name, entry.form, entry.size, entry.source) == ("base", Form.INT8, 2562, "hub")
    assert store.has("base", Form.INT8)
    assert not store.has("base", Form.FLOAT16)


@pytest.mark.parametrize("position", [0, 1000, 2559])
def test_one_changed_byte_is_found(store: Store, position: int) -> None:
    path = store.path_of("base", Form.INT8) / "model.bin"
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamageError, match=r"model\.bin"):
        store.verify("base", Form.INT8)


def test_a_missing_or_shortened_file_is_found(store: Store) -> None:
    path = store.path_of("base", Form.INT8) / "model.bin"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamageError, match=r"model\.bin"):
        store.verify("base", Form.INT8)
    path.unlink()
    with pytest.raises(DamageError, match=r"model\.bin"):
        store.verify("base", Form.INT8)


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", "{}", '{"version": 99}', '{"version": 1, "name": "x", "form": "int8", "source": "hub", "files": {}}',
     '{"version": 1, "name": "base", "form": "int8", "source": "hub", "files": {"../up": {}}}',
     '{"version": 1, "name": "base", "form": "int8", "source": "hub", "files": {"a": 3}}'],
)  # fmt: skip
def test_a_manifest_that_means_nothing_is_damage(store: Store, manifest: str) -> None:
    (store.path_of("base", Form.INT8) / MANIFEST).write_text(manifest)
    with pytest.raises(DamageError):
        store.verify("base", Form.INT8)
    assert store.entries() == ()


def test_an_interrupted_fill_leaves_the_old_folder(store: Store, tmp_path: Path) -> None:
    def half(folder: Path) -> None:
        (folder / "model.bin").write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.install("base", Form.INT8, "hub", half)
    store.verify("base", Form.INT8)
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["base-int8"]


def test_what_a_killed_process_left_is_cleared(store: Store, tmp_path: Path) -> None:
    (tmp_path / "models/.base-int8.99999").mkdir()
    (tmp_path / "models/.base-int8.99999/model.bin").write_bytes(b"half")
    assert len(store.entries()) == 1
    store.install("base", Form.INT8, "hub", fill)
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["base-int8"]


def test_installing_again_replaces(store: Store) -> None:
    store.install("base", Form.INT8, "packages", lambda folder: (folder / "other").touch())
    assert {path.name for path in store.path_of("base", Form.INT8).iterdir()} == {"other", MANIFEST}
    assert store.entries()[0].source == "packages"


def test_verifying_tells_how_far_it_is(store: Store) -> None:
    seen: list[tuple[Step, int, int]] = []
    store.verify("base", Form.INT8, lambda step, what, done, total: seen.append((step, done, total)))
    assert seen[-1] == (Step.VERIFY, 2562, 2562)


def test_a_second_process_waits_for_the_first(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from models.weights.store import Store\n"
        "tell = lambda step, *rest: print(step.value, flush=True)\n"
        "with Store(Path(sys.argv[1])).lock('base', tell): print('mine', flush=True)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    root = Path(__file__).parents[4]
    with Store(tmp_path).lock("base"):
        other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
        assert other.stdout is not None
        assert other.stdout.readline() == "wait\n"
    out, _ = other.communicate(timeout=20)
    assert (out, other.returncode) == ("mine\n", 0)


def test_where_the_cache_is() -> None:
    assert default_cache({"VOIXLA_CACHE": "/a", "XDG_CACHE_HOME": "/b"}) == Path("/a")
    assert default_cache({"XDG_CACHE_HOME": "/b"}) == Path("/b/voixla")
    assert default_cache({}) == Path.home() / ".cache/voixla"


def test_a_full_disk_is_said_in_french(tmp_path: Path) -> None:
    with pytest.raises(VoixlaError, match="libérez de la place") as caught, disk_errors(tmp_path):
        raise OSError(28, os.strerror(28))
    assert caught.value.code == "weights.disk"


def test_the_manifest_lists_every_file(store: Store) -> None:
    manifest = json.loads((store.path_of("base", Form.INT8) / MANIFEST).read_text())
    assert set(manifest["files"]) == {"model.bin", "config.json"}
