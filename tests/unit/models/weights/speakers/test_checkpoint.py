import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from models.weights.speakers.checkpoint import CheckpointError, read_arrays
from tests.fakes.checkpoints import call, write_checkpoint

ARRAYS = {"a.weight": np.arange(12, dtype=np.float32).reshape(3, 4), "b": np.ones(1, dtype=np.float32)}


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    read = read_arrays(write_checkpoint(tmp_path / "x.pt", ARRAYS))
    assert list(read) == list(ARRAYS)
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(read[name], array)


@pytest.mark.parametrize(("module", "name"), [("os", "system"), ("builtins", "exec"), ("subprocess", "run")])
def test_nothing_in_it_is_run(tmp_path: Path, module: str, name: str) -> None:
    """The same bytes do run in an ordinary unpickler, else this would prove nothing."""
    told = tmp_path / "told"
    argument = f"import pathlib; pathlib.Path({str(told)!r}).touch()" if name == "exec" else f"touch {told}"
    attack = call(module, name, argument)
    path = write_checkpoint(tmp_path / "x.pt", ARRAYS, before=attack)
    assert list(read_arrays(path)) == list(ARRAYS)
    assert not told.exists()
    if name != "run":
        pickle.loads(b"\x80\x02" + attack + b".")
        assert told.exists()


def test_what_is_cut_short_is_refused(tmp_path: Path) -> None:
    path = write_checkpoint(tmp_path / "x.pt", ARRAYS)
    whole = path.read_bytes()
    for count in (0, 10, len(whole) // 2, len(whole) - 30):
        path.write_bytes(whole[:count])
        with pytest.raises(CheckpointError):
            read_arrays(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x80\x02.", b"\x80\x02}.", b"\x80\x02X\x01\x00\x00\x00a.", b"\x80\x02(tQ.", b"\x80\x02K\x05."],
)
def test_another_content_is_refused(tmp_path: Path, content: bytes) -> None:
    with zipfile.ZipFile(tmp_path / "x.pt", "w") as archive:
        archive.writestr("archive/data.pkl", content)
    with pytest.raises(CheckpointError):
        read_arrays(tmp_path / "x.pt")


def test_a_view_beyond_its_storage_is_refused(tmp_path: Path) -> None:
    path = write_checkpoint(tmp_path / "x.pt", {"a": np.ones(4, dtype=np.float32)})
    spoilt = tmp_path / "y.pt"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(spoilt, "w") as target:
        four, many = b"J\x04\x00\x00\x00t", b"J\x40\x00\x00\x00t"
        index = source.read("archive/data.pkl")
        assert four in index
        head, _, tail = index.rpartition(four)
        target.writestr("archive/data.pkl", head + many + tail)
        target.writestr("archive/data/0", source.read("archive/data/0"))
    with pytest.raises(CheckpointError):
        read_arrays(spoilt)
