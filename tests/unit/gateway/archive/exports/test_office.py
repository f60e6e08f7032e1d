"""ODT and DOCX say line by line what the plain text says. With LibreOffice it is asked, else the XML is read here."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from captions.archive.records import Record
from gateway.archive.exports import docx, lines, odt
from gateway.archive.exports.transcript import blocks, head
from tests.fakes.archives import entry
from tests.fakes.exported import HOSTILE, RECORD_ID, chapters, entries, marks, record

WRITERS = {"odt": odt.write, "docx": docx.write}
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def written(kind: str, told: Record) -> bytes:
    return WRITERS[kind](head(told, UTC), blocks(told, entries(), marks(), chapters()))


def as_text(told: Record) -> str:
    return "".join(lines.write(head(told, UTC), blocks(told, entries(), marks(), chapters())))


def part(octets: bytes, name: str) -> ElementTree.Element:
    with ZipFile(BytesIO(octets)) as archive:
        assert archive.testzip() is None
        return ElementTree.fromstring(archive.read(name))


def paragraphs(kind: str, octets: bytes) -> Iterator[str]:
    """As a word processor writes them to plain text: one a line."""
    root = part(octets, "content.xml" if kind == "odt" else "word/document.xml")
    tags = {f"{TEXT}p", f"{TEXT}h"} if kind == "odt" else {f"{WORD}p"}
    for element in root.iter():
        if element.tag in tags:
            yield "".join(element.itertext())


@pytest.mark.parametrize("kind", WRITERS)
def test_the_paragraphs_of_the_file_are_the_lines_of_the_plain_text(kind: str) -> None:
    assert list(paragraphs(kind, written(kind, record()))) == as_text(record()).splitlines()


@pytest.mark.integration
@pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="LibreOffice is not installed: sudo apt install libreoffice-writer-nogui",
)
@pytest.mark.parametrize("kind", WRITERS)
def test_libreoffice_converts_the_file_to_the_plain_text(kind: str, tmp_path: Path) -> None:
    (tmp_path / f"seance.{kind}").write_bytes(written(kind, record()))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), str(tmp_path / f"seance.{kind}")],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    assert (tmp_path / "seance.txt").read_text("utf-8-sig").splitlines() == as_text(record()).splitlines()


def test_odt_has_headings_styles_a_title_and_its_language() -> None:
    octets = written("odt", record())
    headings = [
        (heading.get(f"{TEXT}outline-level"), "".join(heading.itertext()))
        for heading in part(octets, "content.xml").iter(f"{TEXT}h")
    ]
    assert headings == [
        ("1", "Conseil municipal"),
        ("2", "Ouverture de la séance"),
        ("2", "Budget primitif"),
    ]
    styles = part(octets, "styles.xml")
    names = {style.get(f"{STYLE}name") for style in styles.iter(f"{STYLE}style")}
    used = {
        element.get(f"{TEXT}style-name")
        for element in part(octets, "content.xml").iter()
        if element.get(f"{TEXT}style-name")
    }
    assert used <= names
    languages = {
        (told.get(f"{FO}language"), told.get(f"{FO}country"))
        for told in styles.iter(f"{STYLE}text-properties")
        if told.get(f"{FO}language")
    }
    assert languages == {("fr", "FR")}
    meta = ElementTree.tostring(part(octets, "meta.xml"), "unicode")
    assert "Conseil municipal" in meta
    assert ">fr-FR<" in meta


def test_docx_has_headings_styles_a_title_and_its_language() -> None:
    octets = written("docx", record())
    styled = [
        (style.get(f"{WORD}val"), "".join(paragraph.itertext()))
        for paragraph in part(octets, "word/document.xml").iter(f"{WORD}p")
        if (style := paragraph.find(f"{WORD}pPr/{WORD}pStyle")) is not None
    ]
    assert styled[0] == ("Heading1", "Conseil municipal")
    assert ("Heading2", "Budget primitif") in styled
    assert {told.get(f"{WORD}val") for told in part(octets, "word/styles.xml").iter(f"{WORD}lang")} == {
        "fr-FR"
    }
    core = ElementTree.tostring(part(octets, "docProps/core.xml"), "unicode")
    assert "Conseil municipal" in core
    assert "fr-FR" in core


@pytest.mark.parametrize("kind", WRITERS)
def test_hostile_text_stays_text(kind: str) -> None:
    told = record(title=HOSTILE + "x" * 1_000_000)
    octets = WRITERS[kind](head(told, UTC), blocks(told, [entry(RECORD_ID, 1, HOSTILE, speaker=HOSTILE)]))
    found = "\n".join(paragraphs(kind, octets))
    assert "<script>alert(1)</script>" in found
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\ufffe\uffff]", found)
    assert len(octets) < 200_000
    with ZipFile(BytesIO(octets)) as archive:
        assert not [name for name in archive.namelist() if ".." in name or name.startswith("/")]
