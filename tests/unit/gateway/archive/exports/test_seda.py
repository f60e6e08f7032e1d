"""Transfer packages against the official schemas, and each file in them against what the manifest says of it."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import cache
from hashlib import sha512
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from captions.archive.records import Chapter, ChapterId, Entry, Mark, Moment, Record, RecordType
from captions.errors import VoixlaError
from gateway.archive.exports import archiving, manifest, package
from gateway.archive.exports.parts import parts
from gateway.archive.exports.transcript import head
from tests.fakes.archives import NOW, STARTED, entry
from tests.fakes.exported import HOSTILE, RECORD_ID, RULES_TABLE, chapters, entries, marks, record

xmlschema = pytest.importorskip("xmlschema")
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014:ResourceWarning")  # of WeasyPrint 70
SCHEMAS = Path(__file__).parents[4] / "data" / "seda"


@cache
def schema(version: str) -> Any:
    return xmlschema.XMLSchema(str(SCHEMAS / f"seda-{version}-main.xsd"), allow="local")


def made(
    told: Record,
    version: str = "2.3",
    said: Sequence[Entry] = (),
    missing: Sequence[Mark] = (),
    items: Sequence[Chapter] = (),
    sounds: Sequence[Path] = (),
) -> Iterator[bytes]:
    rules = archiving.read(RULES_TABLE.encode()).rules(told.type)
    about = head(told, UTC)
    there = parts(told, about, said, missing, items)
    return package.write(version, told, about, rules, there, sounds, Moment(NOW))


def opened(pieces: Iterator[bytes]) -> tuple[dict[str, bytes], ElementTree.Element, str]:
    """The files, the manifest, and the prefix of its names."""
    with ZipFile(BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    root = ElementTree.fromstring(files.pop("manifest.xml"))
    return files, root, root.tag.removesuffix("ArchiveTransfer")


def sound_file(folder: Path) -> Path:
    path = folder / "1790000000000.opus"
    path.write_bytes(b"OggS\x00\x02" + b"\x00" * 22 + b"OpusHead" + bytes(range(256)) * 4000)
    return path


@pytest.mark.parametrize("version", manifest.VERSIONS)
def test_the_manifest_is_valid_and_true(version: str, tmp_path: Path) -> None:
    pieces = made(record(), version, entries(), marks(), chapters(), [sound_file(tmp_path)])
    files, root, ns = opened(pieces)
    schema(version).validate(ElementTree.tostring(root, "unicode"))
    told = {}
    for file in root.iter(f"{ns}BinaryDataObject"):
        octets = files[str(file.findtext(f"{ns}Uri"))]
        digest = file.find(f"{ns}MessageDigest")
        assert digest is not None
        assert digest.get("algorithm") == "SHA-512"
        assert digest.text == sha512(octets).hexdigest()
        assert file.findtext(f"{ns}Size") == str(len(octets))
        told[file.findtext(f"{ns}Uri")] = str(file.findtext(f"{ns}FormatIdentification/{ns}FormatId"))
    assert set(told) == set(files)
    assert sorted(set(told.values())) == ["fmt/1454", "fmt/479", "fmt/817", "fmt/946"]


def test_each_file_is_what_its_format_says(tmp_path: Path) -> None:
    files, _, _ = opened(made(record(), "2.2", entries(), marks(), chapters(), [sound_file(tmp_path)]))
    starts = {
        "pdf": b"%PDF-1.7",
        "vtt": b"WEBVTT\n",
        "json": b'{"v":1,"kind":"voixla.record"',
        "opus": b"OggS",
    }
    assert {name.rpartition(".")[2] for name in files} == set(starts)
    for name, octets in files.items():
        assert octets.startswith(starts[name.rpartition(".")[2]])


def test_the_tree_is_meeting_then_items_then_files(tmp_path: Path) -> None:
    files, root, ns = opened(made(record(), "2.3", entries(), marks(), chapters(), [sound_file(tmp_path)]))
    meeting = root.find(f".//{ns}DescriptiveMetadata/{ns}ArchiveUnit")
    assert meeting is not None
    title = f"{ns}Content/{ns}Title"
    assert meeting.findtext(title) == "Conseil municipal"
    below = meeting.findall(f"{ns}ArchiveUnit")
    assert [unit.findtext(title) for unit in below] == [
        "Enregistrement sonore (Ogg Opus)",
        "Ouverture de la séance",
        "Budget primitif",
    ]
    assert [unit.findtext(title) for unit in below[1].findall(f"{ns}ArchiveUnit")] == [
        "Transcription (PDF/A-3)",
        "Sous-titres (WebVTT)",
        "Transcription avec l'heure de chaque mot (JSON)",
    ]
    opening = files["content/ID3.vtt"].decode()
    assert "ouverte" in opening
    assert "budget" not in opening
    assert "budget" in files["content/ID6.vtt"].decode()


def test_the_rules_are_those_of_the_table() -> None:
    _, root, ns = opened(made(record(), "2.1", entries()))
    said = {element.tag.removeprefix(ns): element.text for element in root.iter() if element.text}
    assert said["OriginatingAgencyIdentifier"] == "COMMUNE-01-ASSEMBLEES"
    assert said["SubmissionAgencyIdentifier"] == "COMMUNE-01"
    assert said["ArchivalAgreement"] == "ACCORD-2026-7"
    assert said["FinalAction"] == "Keep"
    assert root.findtext(f"{ns}ArchivalAgency/{ns}Identifier") == "FRAD069"
    rules = [rule.text for rule in root.iter(f"{ns}Rule")]
    assert rules == ["APP-00012", "ACC-00001"]
    _, root, ns = opened(made(record(type=RecordType.INTERNAL), "2.1", entries()))
    assert root.findtext(f".//{ns}FinalAction") == "Destroy"


def test_a_meeting_without_an_agenda_and_one_without_a_word_are_packed_too() -> None:
    for said in (entries(), []):
        files, root, ns = opened(made(record(), "2.3", said))
        schema("2.3").validate(ElementTree.tostring(root, "unicode"))
        assert "Ensemble de la réunion" in ElementTree.tostring(root, "unicode")
        assert bool(files) is bool(said)


@pytest.mark.parametrize("version", manifest.VERSIONS)
def test_hostile_titles_names_and_text_stay_text(version: str) -> None:
    long = HOSTILE + "x" * 1_000_000
    items = [Chapter(id=ChapterId(1), start=STARTED, title=long)]
    said = [entry(RECORD_ID, 1, HOSTILE, speaker=HOSTILE)]
    files, root, _ = opened(made(record(title=long), version, said, (), items))
    schema(version).validate(ElementTree.tostring(root, "unicode"))
    assert sorted(files) == ["content/ID1.pdf", "content/ID2.vtt", "content/ID3.json"]
    assert "\u202e" not in ElementTree.tostring(root, "unicode")


def test_what_leaves_is_small_and_early(tmp_path: Path) -> None:
    path = tmp_path / "1.opus"
    # Noise, which no compression makes small.
    path.write_bytes(b"".join(sha512(str(number).encode()).digest() for number in range(300_000)))
    sizes = [len(piece) for piece in made(record(), "2.3", entries(), sounds=[path])]
    assert max(sizes) < 600_000
    assert sum(size > 0 for size in sizes) > 50


def test_sound_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(VoixlaError, match="n'a pas pu être lu") as caught:
        list(made(record(), "2.3", entries(), sounds=[tmp_path / "gone.opus"]))
    assert caught.value.code == "seda.sound"
