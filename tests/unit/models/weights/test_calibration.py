import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from models.weights.calibration import FILE, Calibration, read_calibration, write_calibration
from models.weights.fetch import import_folder, resolve
from models.weights.store import Form, Store

FOUND = Calibration(
    least_context_s=12,
    margin_s=3,
    measured_on={"source": "demo", "sounds": 50},
    words=980,
    tolerance=0.01,
    table=({"least_context_s": 30, "run_ons": 0},),
    date="2026-01-31",
)


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "modele")


def test_what_was_written_is_read(folder: Path) -> None:
    assert read_calibration(folder) is None
    assert write_calibration(folder, FOUND) == folder / FILE
    assert read_calibration(folder) == FOUND
    write_calibration(folder, replace(FOUND, least_context_s=8))
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    assert read_calibration(folder) == replace(FOUND, least_context_s=8)


def test_a_folder_brings_its_calibration(folder: Path, tmp_path: Path) -> None:
    assert resolve(str(folder), compute_type="int8", cache=tmp_path).least_context_s == 30
    write_calibration(folder, FOUND)
    model = resolve(str(folder), compute_type="int8", cache=tmp_path)
    assert (model.least_context_s, model.margin_s) == (12, 3)


def test_in_the_cache_it_is_no_damage_and_goes_with_the_weights(published: Path, tmp_path: Path) -> None:
    path = import_folder(published, "micro", compute_type="int8", cache=tmp_path).path
    write_calibration(path, FOUND)
    assert Store(tmp_path).verify("micro", Form.INT8) == path
    assert resolve("micro", compute_type="int8", cache=tmp_path).least_context_s == 12
    import_folder(published, "micro", compute_type="int8", cache=tmp_path)
    assert resolve("micro", compute_type="int8", cache=tmp_path).least_context_s == 30


def test_it_says_nothing_of_other_weights(folder: Path) -> None:
    write_calibration(folder, FOUND)
    with (folder / "model.bin").open("ab") as file:
        file.write(b"\0")
    assert read_calibration(folder) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("least_context_s", 0),
        ("least_context_s", 31),
        ("margin_s", -1),
        ("table", 3),
        ("date", None),
        ("version", 9),
    ],
)
def test_a_damaged_record_counts_as_none(folder: Path, name: str, value: object) -> None:
    write_calibration(folder, FOUND)
    record = json.loads((folder / FILE).read_bytes())
    record[name] = value
    if value is None:
        del record[name]
    (folder / FILE).write_text(json.dumps(record), encoding="utf-8")
    assert read_calibration(folder) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b'{"version": 1'])
def test_so_does_one_that_is_no_record(folder: Path, content: bytes) -> None:
    (folder / FILE).write_bytes(content)
    assert read_calibration(folder) is None
