"""From an archive to files, of every kind, with the rights of who asks."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from captions.archive.ports import SYSTEM, Reader
from captions.archive.records import Mark, MarkKind, Moment, RecordId
from captions.archive.sql.archive import SqlArchive
from captions.errors import VoixlaError
from captions.formats import read_srt, read_webvtt
from captions.ids import SessionId
from gateway.archive.exports import MEDIA_TYPES, Wishes, ending, write
from tests.fakes.archives import STARTED, archive_at, entry, found_space, new_record
from tests.fakes.exported import HOSTILE, RULES_TABLE

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014:ResourceWarning")  # of WeasyPrint 70
STARTS = {
    "vtt": b"WEBVTT", "srt": b"1\n", "ttml": b"<?xml", "stl": b"850STL25", "txt": b"Conseil d", "json": b'{"v":1',
    "odt": b"PK", "docx": b"PK", "pdf": b"%PDF-1.7", "seda-2.1": b"PK", "seda-2.2": b"PK", "seda-2.3": b"PK",
}  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqlArchive]:
    with archive_at(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def wishes(tmp_path: Path) -> Wishes:
    table = tmp_path / "archivage.csv"
    table.write_text(RULES_TABLE)
    return Wishes(zone=UTC, table=table)


def meeting(archive: SqlArchive, *texts: str) -> RecordId:
    record = new_record(archive, found_space(archive, "espace", 7), *texts)
    archive.close(record, Moment(STARTED + 600_000))
    return record


def exported(
    archive: SqlArchive, record: RecordId, kind: str, wishes: Wishes, reader: Reader = SYSTEM
) -> bytes:
    return b"".join(write(record, kind, archive, reader, wishes))


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_every_kind_is_written(archive: SqlArchive, wishes: Wishes, kind: str) -> None:
    record = meeting(archive, "La séance est ouverte.", HOSTILE)
    octets = exported(archive, record, kind, wishes, Reader(account=7))
    assert octets.startswith(STARTS[kind])
    assert ending(kind) in ("zip", kind)


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_who_may_not_read_gets_nothing_of_any_kind(archive: SqlArchive, wishes: Wishes, kind: str) -> None:
    record = meeting(archive, "Secret.")
    for stranger in (Reader(), Reader(account=8)):
        with pytest.raises(VoixlaError) as caught:
            exported(archive, record, kind, wishes, stranger)
        assert caught.value.code == "archive.unknown"


def test_a_record_of_two_sessions_is_one_file_in_the_time_of_the_record(
    archive: SqlArchive, wishes: Wishes
) -> None:
    record = meeting(archive, "Avant la panne.")
    again = SessionId("session-2")
    archive.resume(record, again, Moment(STARTED + 60_000))
    archive.add([entry(record, 1, "Après la panne.", session=again)])
    hole = Mark(
        record=record,
        kind=MarkKind.INTERRUPTION,
        start=Moment(STARTED + 30_000),
        end=Moment(STARTED + 60_000),
    )
    archive.mark([hole])
    archive.close(record, Moment(STARTED + 600_000))
    told = exported(archive, record, "txt", wishes).decode().splitlines()[3:]
    assert told == [
        "[00:00:10] Émile : Avant la panne.",
        "[enregistrement interrompu de 00:00:30 à 00:01:00]",
        "[00:01:10] Émile : Après la panne.",
    ]
    vtt = read_webvtt.read(exported(archive, record, "vtt", wishes).decode())
    srt = read_srt.read(exported(archive, record, "srt", wishes).decode())
    assert [cue.start_ms for cue in vtt] == [cue.start_ms for cue in srt] == [10_000, 30_000, 70_000]
    data = json.loads(exported(archive, record, "json", wishes))
    assert [said["start_ms"] for said in data["entries"]] == [10_000, 70_000]
    assert data["entries"][1]["words"][0] == {"text": "Après", "start_ms": 70_000, "end_ms": 70_250}
    assert data["marks"][0]["kind"] == "interruption"


def test_progress_rises_to_the_end(archive: SqlArchive, wishes: Wishes) -> None:
    record = meeting(archive, *(f"Phrase numéro {number}." for number in range(59)))
    told: list[float] = []
    for kind in ("txt", "odt"):
        told.clear()
        told_wishes = Wishes(zone=UTC, progress=told.append)
        exported(archive, record, kind, told_wishes)
        assert told == sorted(told)
        assert told[-1] == 1.0
        assert 0 < told[0] < 1


def test_a_missing_library_is_told_with_what_to_install(
    archive: SqlArchive, wishes: Wishes, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = meeting(archive, "Bonjour.")
    for kind, name in (
        ("odt", "odfdo"), ("docx", "docx"), ("pdf", "weasyprint"), ("seda-2.2", "weasyprint"),
    ):  # fmt: skip
        with monkeypatch.context() as gone:
            gone.setitem(sys.modules, name, None)
            with pytest.raises(VoixlaError, match="VOIXLA_EXTRAS=exports") as caught:
                exported(archive, record, kind, wishes)
            assert caught.value.code == "export.library"


def test_a_transfer_without_a_table_says_where_to_get_one(archive: SqlArchive) -> None:
    record = meeting(archive, "Bonjour.")
    with pytest.raises(VoixlaError, match="copiez docs/archivage.csv"):
        list(write(record, "seda-2.3", archive, SYSTEM))


def test_titles_never_become_names_of_files(archive: SqlArchive, wishes: Wishes) -> None:
    record = meeting(archive, "Bonjour.")
    archive.describe(record, title="../../../etc/cron.d/x")
    archive.add_chapter(record, STARTED, "..\\..\\autorun.inf")
    with ZipFile(BytesIO(exported(archive, record, "seda-2.3", wishes))) as packed:
        assert sorted(packed.namelist()) == [
            "content/ID1.pdf", "content/ID2.vtt", "content/ID3.json", "manifest.xml",
        ]  # fmt: skip
