from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from captions.archive.ports import Archive
from captions.archive.records import Moment
from captions.errors import VoixlaError
from gateway.archive import whole
from gateway.archive.exports.filing import file_record
from gateway.archive.keeping import Keeping, open_keeping
from gateway.main import main
from tests.fakes.archives import NOW, STARTED, found_space, new_record
from tests.fakes.exported import RULES_TABLE

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014:ResourceWarning")  # of WeasyPrint 70


def recorded(keeping: Keeping) -> str:
    record = new_record(keeping.archive, found_space(keeping.archive, "espace"), "Bonjour à tous.")
    keeping.archive.describe(record, audio=True)
    keeping.archive.close(record, Moment(STARTED + 60_000))
    folder = keeping.folder_of(record)
    folder.mkdir(parents=True)
    (folder / f"{STARTED}.opus").write_bytes(b"OggS" + b"\x00" * 200)
    return record


def test_a_transfer_is_filed_whole_with_its_sound_and_in_the_log(tmp_path: Path) -> None:
    table = tmp_path / "archivage.csv"
    table.write_text(RULES_TABLE)
    with open_keeping(tmp_path / "data", clock=lambda: NOW) as keeping:
        record = recorded(keeping)
        file_record(keeping, record, "seda-2.3", table, tmp_path / "versement.zip")
        newest = keeping.head.last()
    assert newest is not None
    with ZipFile(tmp_path / "versement.zip") as packed:
        assert packed.testzip() is None
        assert sorted(name.rpartition(".")[2] for name in packed.namelist()) == [
            "json", "opus", "pdf", "vtt", "xml",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "code"), [("exe", "usage.format"), ("seda-2.2", "seda.missing"), ("txt", "archive.output")]
)
def test_what_cannot_be_filed_leaves_no_file(tmp_path: Path, kind: str, code: str) -> None:
    target = tmp_path / "sortie"
    if code == "archive.output":
        target.write_text("à garder")
    with open_keeping(tmp_path / "data", clock=lambda: NOW) as keeping:
        record = recorded(keeping)
        with pytest.raises(VoixlaError) as caught:
            file_record(keeping, record, kind, None, target)
    assert caught.value.code == code
    assert not target.exists() or target.read_text() == "à garder"


def test_a_whole_record_that_is_interrupted_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(archive: Archive, record: str) -> Iterator[str]:
        yield "{"
        raise KeyboardInterrupt

    monkeypatch.setattr(whole, "pieces", interrupted)
    folder = tmp_path / "sorties"
    folder.mkdir()
    with open_keeping(tmp_path / "data", clock=lambda: NOW) as keeping:
        record = recorded(keeping)
        with pytest.raises(KeyboardInterrupt):
            file_record(keeping, record, "complet", None, folder / "tout.json")
    assert list(folder.iterdir()) == []


def test_an_unknown_record_is_told(tmp_path: Path) -> None:
    with (
        open_keeping(tmp_path / "data", clock=lambda: NOW) as keeping,
        pytest.raises(VoixlaError) as caught,
    ):
        file_record(keeping, "../../etc/passwd", "txt", None, tmp_path / "sortie")
    assert caught.value.code == "archive.unknown"


def test_the_command_line_writes_the_kind_that_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_keeping(tmp_path / "data") as keeping:
        record = recorded(keeping)
    target = tmp_path / "reunion.odt"
    at = ["--data", str(tmp_path / "data")]
    assert main(["archive", "export", record, str(target), "--kind", "odt", *at]) == 0
    assert target.read_bytes().startswith(b"PK")
    assert main(["archive", "export", record, "--kind", "txt", *at]) == 0
    assert "Émile : Bonjour à tous." in capsys.readouterr().out
