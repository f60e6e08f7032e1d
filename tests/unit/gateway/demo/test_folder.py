"""Where a demonstration keeps what it keeps."""

import contextlib
import fcntl
import tempfile
from pathlib import Path

import pytest

from captions.errors import VoixlaError
from gateway.demo.folder import demo_folder


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's folder of temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_it_goes_with_the_demonstration_however_that_ends(temporary: Path) -> None:
    with demo_folder() as folder:
        (folder / "records").mkdir()
        (folder / "records" / "1.opus").write_bytes(b"OggS")
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(temporary.iterdir()) == []
    with contextlib.suppress(KeyboardInterrupt), demo_folder() as folder:
        (folder / "archive.sqlite3").write_bytes(b"text")
        raise KeyboardInterrupt
    assert list(temporary.iterdir()) == []


def test_it_stays_where_one_says_so(tmp_path: Path) -> None:
    with demo_folder(tmp_path / "a" / "b") as folder:
        (folder / "archive.sqlite3").write_bytes(b"text")
    assert (tmp_path / "a" / "b" / "archive.sqlite3").read_bytes() == b"text"


def test_it_is_never_the_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "voixla.sqlite3").write_bytes(b"hosts")
    with pytest.raises(VoixlaError, match="n’est pas vide") as caught, demo_folder(tmp_path):
        pass
    assert caught.value.code == "usage.keep"
    with pytest.raises(VoixlaError, match="ne peut pas"), demo_folder(tmp_path / "voixla.sqlite3" / "x"):
        pass
    assert (tmp_path / "voixla.sqlite3").read_bytes() == b"hosts"


def test_what_a_killed_one_left_goes_with_the_next_and_nothing_else_does(temporary: Path) -> None:
    left, held, strange = (temporary / f"voixla-demo-{name}" for name in ("left", "held", "strange"))
    for folder in (left, held, strange):
        folder.mkdir()
        (folder / "archive.sqlite3").write_bytes(b"text")
    for folder in (left, held):
        (folder / "demo.lock").touch()
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "demo.lock").touch()
    (temporary / "voixla-demo-link").symlink_to(elsewhere)
    with (held / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with demo_folder() as folder:
            here = {path.name for path in temporary.iterdir()}
    assert here == {
        folder.name,
        "voixla-demo-held",
        "voixla-demo-strange",
        "voixla-demo-link",
        "elsewhere",
    }
    assert (elsewhere / "demo.lock").exists()
