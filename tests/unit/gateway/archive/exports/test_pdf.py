"""What of PDF/A-3a can be looked at without veraPDF: its mark, tags, language, fonts, colours, attachments."""

import re
import shutil
import subprocess
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from gateway.archive.exports import lines, parts, pdf
from gateway.archive.exports.transcript import blocks, head
from tests.fakes.archives import entry
from tests.fakes.exported import HOSTILE, RECORD_ID, chapters, entries, marks, record

pypdf = pytest.importorskip("pypdf")
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014:ResourceWarning")  # of WeasyPrint 70


def written() -> tuple[bytes, tuple[bytes, bytes]]:
    told = record()
    files = parts.attachments(told, entries(), marks(), chapters())
    return parts.printed(told, head(told, UTC), entries(), marks(), chapters(), files), files


@pytest.fixture(scope="module")
def made() -> tuple[bytes, tuple[bytes, bytes]]:
    return written()


@pytest.fixture(scope="module")
def catalog(made: tuple[bytes, tuple[bytes, bytes]]) -> Any:
    return pypdf.PdfReader(BytesIO(made[0])).trailer["/Root"]


def tags(element: Any) -> list[str]:
    """The structure, from top to bottom."""
    found = [str(element["/S"])] if "/S" in element else []
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if not isinstance(kid, int) and "/S" in (kid := kid.get_object()):
            found += tags(kid)
    return found


def test_it_says_that_it_is_pdf_a_3a_where_archives_look_for_it(
    made: tuple[bytes, tuple[bytes, bytes]], catalog: Any
) -> None:
    # PRONOM's signature of fmt/479 is sought in the octets of the file: XMP must not be compressed.
    assert re.search(rb'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"', made[0])
    assert re.search(rb'pdfaid:part="3".{0,120}pdfaid:conformance="A"', made[0])
    assert made[0].startswith(b"%PDF-1.7")
    ElementTree.fromstring(catalog["/Metadata"].get_object().get_data())
    assert catalog["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    assert "/ID" in pypdf.PdfReader(BytesIO(made[0])).trailer


def test_it_is_tagged_in_french_with_its_headings(catalog: Any) -> None:
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "fr-FR"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    structure = tags(catalog["/StructTreeRoot"]["/K"][0].get_object())
    assert structure.count("/H1") == 1
    assert structure.count("/H2") == 2
    assert structure.count("/P") >= 9


def test_captions_and_data_are_attached_and_say_what_they_are(
    made: tuple[bytes, tuple[bytes, bytes]], catalog: Any
) -> None:
    attached = [reference.get_object() for reference in catalog["/AF"]]
    assert {file["/UF"]: file["/AFRelationship"] for file in attached} == {
        "sous-titres.vtt": "/Alternative",
        "transcription.json": "/Source",
    }
    assert len(attached) == 2
    octets = [file["/EF"]["/F"].get_object() for file in attached]
    assert [file["/Subtype"] for file in octets] == ["/text/vtt", "/application/json"]
    assert tuple(file.get_data() for file in octets) == made[1]
    assert "/EmbeddedFiles" in catalog["/Names"]


def test_every_font_is_inside_and_nothing_runs(made: tuple[bytes, tuple[bytes, bytes]], catalog: Any) -> None:
    fonts = []
    for page in pypdf.PdfReader(BytesIO(made[0])).pages:
        fonts += [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(described)
        assert "Voixla" in str(font["/BaseFont"])
        assert "/ToUnicode" in font
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(catalog)
    assert b"/JavaScript" not in made[0]


def test_its_text_is_the_plain_text(made: tuple[bytes, tuple[bytes, bytes]]) -> None:
    read = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(made[0])).pages)
    told = record()
    text = "".join(lines.write(head(told, UTC), blocks(told, entries(), marks(), chapters())))
    assert "".join(text.split()) in "".join(read.split())


def test_hostile_text_fetches_nothing_and_stays_text() -> None:
    hostile = f'<img src="http://192.0.2.1/x"><link rel=attachment href="file:///etc/passwd">{HOSTILE}'
    told = record(title=hostile + "x" * 1_000_000)
    octets = pdf.write(head(told, UTC), blocks(told, [entry(RECORD_ID, 1, hostile, speaker=hostile)]))
    reader = pypdf.PdfReader(BytesIO(octets))
    assert not reader.attachments
    assert "<script>" in "".join("".join(page.extract_text() for page in reader.pages).split())
    assert len(octets) < 300_000


def test_addresses_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fetcher = pdf._closed_fetcher()()
    for address in ("http://192.0.2.1/", "file:///etc/passwd", "data:text/plain,x", "voixla:900"):
        with pytest.raises(ValueError, match="nothing is fetched"):
            fetcher.fetch(address)


# No Debian package brings veraPDF: without it, the structural tests above say what was checked.
if shutil.which("verapdf"):

    @pytest.mark.integration
    def test_verapdf_finds_nothing(made: tuple[bytes, tuple[bytes, bytes]], tmp_path: Path) -> None:
        (tmp_path / "seance.pdf").write_bytes(made[0])
        checked = subprocess.run(
            ["verapdf", "--flavour", "3a", "--format", "text", str(tmp_path / "seance.pdf")],
            capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip
        assert checked.stdout.startswith("PASS"), checked.stdout
