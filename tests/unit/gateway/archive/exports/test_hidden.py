"""Files of every kind say where something is hidden, and why; the words are nowhere in them."""

import re
from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.records import Moment, RecordId
from captions.archive.redaction import Reason
from captions.archive.sql.archive import SqlArchive
from gateway.archive.exports import MEDIA_TYPES, Wishes, write
from gateway.archive.whole import pieces
from tests.fakes.archives import PERSON, STARTED, archive_at, entry, found_space, new_record
from tests.fakes.exported import RULES_TABLE
from tests.fakes.redacted import redaction

pypdf = pytest.importorskip("pypdf")
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014:ResourceWarning")  # of WeasyPrint 70

SECRET = "zygomatite"
LABEL = "[occulté : secret médical]"
HEAD = "Passage occulté de 00:00:10 à 00:00:11 : secret médical (par Zoé Archiviste)."
WITH_HEAD = ("txt", "odt", "docx", "pdf", "seda-2.1", "seda-2.2", "seda-2.3")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqlArchive]:
    with archive_at(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def record(archive: SqlArchive) -> RecordId:
    """Two passages are hidden, one for two reasons."""
    made = new_record(archive, found_space(archive, "a"), f"il souffre de {SECRET} depuis", "au revoir")
    archive.amend(entry(made, 1, f"elle souffre de {SECRET} depuis", revision=1, author=PERSON))
    archive.add_note(made, Moment(STARTED + 10_950), PERSON, Moment(1), SECRET)
    archive.close(made, Moment(STARTED + 600_000))
    archive.redact(redaction(made, 10_900, 11_000, id=1))
    archive.redact(redaction(made, 20_000, 20_100, id=2, reason=Reason.MINOR))
    archive.redact(redaction(made, 20_010, 20_200, id=3, reason=Reason.OTHER, remark="xylophone"))
    return made


def texts(octets: bytes) -> Iterator[str]:
    """All that can be read in a file, and in the files in it."""
    if octets.startswith(b"PK"):
        with ZipFile(BytesIO(octets)) as packed:
            for name in packed.namelist():
                yield from texts(packed.read(name))
    elif octets.startswith(b"%PDF"):
        read = pypdf.PdfReader(BytesIO(octets))
        yield " ".join(page.extract_text() for page in read.pages)
        for attached in read.attachments.values():
            for content in attached:
                yield from texts(content)
    elif octets.startswith(b"850STL"):
        yield octets.decode("latin-1")
    else:
        yield octets.decode("utf-8", "replace")


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_a_placeholder_with_its_reason_is_in_the_place_of_the_words(
    archive: SqlArchive, record: RecordId, tmp_path: Path, kind: str
) -> None:
    table = tmp_path / "archivage.csv"
    table.write_text(RULES_TABLE)
    octets = b"".join(write(record, kind, archive, SYSTEM, Wishes(zone=UTC, table=table)))

    read = [plain(text) for text in texts(octets)]
    assert "elle" in " ".join(read)
    assert SECRET not in " ".join(read)
    assert SECRET.encode() not in octets
    if kind == "stl":
        assert "secret m\xc2edical]" in read[0]
    else:
        assert any(LABEL in text for text in read)
        assert any("[occulté : mineur, autre motif]" in text for text in read)
    if kind in WITH_HEAD:
        assert any(HEAD in text for text in read)
    assert not any("xylophone" in text for text in read), "remarks stay inside"


def test_the_whole_record_names_its_redactions_and_not_their_words(
    archive: SqlArchive, record: RecordId
) -> None:
    archive.lift(record, archive.redactions(record, SYSTEM)[-1].id)
    told = "".join(pieces(archive, record))
    assert SECRET not in told
    assert '"reason": "health"' in told
    assert '"history"' in told
