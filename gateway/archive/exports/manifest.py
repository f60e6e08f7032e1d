"""The manifest of a SEDA transfer: who hands what over to whom, under which rules. By lxml; knows no file.

One tree for 2.1, 2.2 and 2.3, which differ in nothing that is used here but their namespace: meeting, items of the
agenda, files; each file is the only one of its group.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from typing import Final as Constant

from captions.archive.records import Moment, Record
from gateway.archive.exports.archiving import Rules
from gateway.archive.exports.library import library
from gateway.archive.exports.transcript import Head, shown, titled

VERSIONS: Constant = ("2.1", "2.2", "2.3")
_LISTS: Constant = (
    ("ReplyCodeListVersion", "ReplyCodeListVersion0"),
    ("MessageDigestAlgorithmCodeListVersion", "MessageDigestAlgorithmCodeListVersion0"),
    ("MimeTypeCodeListVersion", "MimeTypeCodeListVersion0"),
    ("FileFormatCodeListVersion", "FileFormatCodeListVersion0"),
    ("DataObjectVersionCodeListVersion", "DataObjectVersionCodeListVersion0"),
    ("AppraisalRuleCodeListVersion", "AppraisalRuleCodeListVersion0"),
    ("AccessRuleCodeListVersion", "AccessRuleCodeListVersion0"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """As archives identify it: ``puid`` is of PRONOM."""

    ending: str
    media_type: str
    puid: str
    name: str
    title: str
    """What a file of it is, in French."""


PDF: Constant = Format(
    ending="pdf",
    media_type="application/pdf",
    puid="fmt/479",
    name="Acrobat PDF/A - Portable Document Format 3a",
    title="Transcription (PDF/A-3)",
)
VTT: Constant = Format(
    ending="vtt",
    media_type="text/vtt",
    puid="fmt/1454",
    name="Web Video Text Tracks (WebVTT) Format",
    title="Sous-titres (WebVTT)",
)
JSON: Constant = Format(
    ending="json",
    media_type="application/json",
    puid="fmt/817",
    name="JSON Data Interchange Format",
    title="Transcription avec l'heure de chaque mot (JSON)",
)
SOUND: Constant = Format(
    ending="opus",
    media_type="audio/ogg",
    puid="fmt/946",
    name="Ogg Opus Codec Compressed Multimedia File",
    title="Enregistrement sonore (Ogg Opus)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file in the package, as it was written."""

    number: int
    """Within the package; its name follows from it, never from what people wrote."""
    format: Format
    size: int
    sha512: str

    @property
    def uri(self) -> str:
        return uri(self.number, self.format)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A point of the agenda."""

    title: str
    start: Moment
    end: Moment | None
    documents: tuple[Document, ...]


def uri(number: int, format: Format) -> str:
    return f"content/ID{number}.{format.ending}"


def write(
    version: str,
    record: Record,
    head: Head,
    rules: Rules,
    items: Sequence[Item],
    sounds: Sequence[Document],
    now: Moment,
) -> bytes:
    """``manifest.xml`` of ``version``, one of ``VERSIONS``."""
    tree = _Tree(f"fr:gouv:culture:archivesdefrance:seda:v{version}")
    root = tree.root
    tree.text(root, "Comment", f"Transcription d'une réunion. {head.standing}")
    tree.text(root, "Date", _moment(now))
    tree.text(root, "MessageIdentifier", f"voixla-{shown(record.id)}-{now}")
    tree.text(root, "ArchivalAgreement", rules.agreement)
    lists = tree.element(root, "CodeListVersions")
    for name, value in _LISTS:
        tree.text(lists, name, value)
    package = tree.element(root, "DataObjectPackage")
    for document in [*sounds, *(document for item in items for document in item.documents)]:
        _group(tree, package, document, now)
    _describe(tree, tree.element(package, "DescriptiveMetadata"), record, head, rules, items, sounds)
    _manage(tree, tree.element(package, "ManagementMetadata"), record, rules)
    for name, agency in (("ArchivalAgency", rules.archives), ("TransferringAgency", rules.transferring)):
        tree.text(tree.element(root, name), "Identifier", agency)
    return tree.octets()


class _Tree:
    """Elements of one namespace; whatever their text is, they can hold it."""

    def __init__(self, namespace: str) -> None:
        self._etree = library("lxml.etree", "SEDA")
        self._namespace = namespace
        self.root = self._etree.Element(f"{{{namespace}}}ArchiveTransfer", nsmap={None: namespace})

    def element(self, parent: Any, name: str, **attributes: str) -> Any:
        return self._etree.SubElement(parent, f"{{{self._namespace}}}{name}", attributes)

    def text(self, parent: Any, name: str, text: str, **attributes: str) -> None:
        self.element(parent, name, **attributes).text = shown(text)

    def octets(self) -> bytes:
        written = self._etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
        return bytes(written)


def _group(tree: _Tree, package: Any, document: Document, now: Moment) -> None:
    group = tree.element(package, "DataObjectGroup", id=f"GO{document.number}")
    file = tree.element(group, "BinaryDataObject", id=f"ID{document.number}")
    tree.text(file, "DataObjectVersion", "BinaryMaster_1")
    tree.text(file, "Uri", document.uri)
    tree.text(file, "MessageDigest", document.sha512, algorithm="SHA-512")
    tree.text(file, "Size", str(document.size))
    identified = tree.element(file, "FormatIdentification")
    tree.text(identified, "FormatLitteral", document.format.name)
    tree.text(identified, "MimeType", document.format.media_type)
    tree.text(identified, "FormatId", document.format.puid)
    about = tree.element(file, "FileInfo")
    tree.text(about, "Filename", document.uri.removeprefix("content/"))
    tree.text(about, "CreatingApplicationName", "Voixlà")
    tree.text(about, "LastModified", _moment(now))


def _describe(
    tree: _Tree,
    parent: Any,
    record: Record,
    head: Head,
    rules: Rules,
    items: Iterable[Item],
    sounds: Iterable[Document],
) -> None:
    meeting = tree.element(parent, "ArchiveUnit", id="AU0")
    content = tree.element(meeting, "Content")
    tree.text(content, "DescriptionLevel", "RecordGrp")
    tree.text(content, "Title", head.title)
    tree.text(content, "OriginatingAgencyArchiveUnitIdentifier", record.id)
    tree.text(content, "Description", " ".join((f"{head.day}.", head.standing, *head.hidden)))
    tree.text(content, "Language", head.language)
    tree.text(tree.element(content, "OriginatingAgency"), "Identifier", rules.originating)
    _dates(tree, content, record.started, record.ended)
    for document in sounds:
        _file(tree, meeting, document)
    for number, item in enumerate(items, start=1):
        unit = tree.element(meeting, "ArchiveUnit", id=f"AU-P{number}")
        content = tree.element(unit, "Content")
        tree.text(content, "DescriptionLevel", "File")
        tree.text(content, "Title", titled(item.title) or "Sans titre")
        _dates(tree, content, item.start, item.end)
        for document in item.documents:
            _file(tree, unit, document)


def _file(tree: _Tree, parent: Any, document: Document) -> None:
    unit = tree.element(parent, "ArchiveUnit", id=f"AU{document.number}")
    content = tree.element(unit, "Content")
    tree.text(content, "DescriptionLevel", "Item")
    tree.text(content, "Title", document.format.title)
    tree.text(tree.element(unit, "DataObjectReference"), "DataObjectGroupReferenceId", f"GO{document.number}")


def _dates(tree: _Tree, content: Any, start: Moment, end: Moment | None) -> None:
    tree.text(content, "StartDate", _moment(start))
    if end is not None:
        tree.text(content, "EndDate", _moment(max(start, end)))


def _manage(tree: _Tree, parent: Any, record: Record, rules: Rules) -> None:
    tree.text(parent, "AcquisitionInformation", "Versement")
    tree.text(parent, "LegalStatus", "Public Archive")
    tree.text(parent, "OriginatingAgencyIdentifier", rules.originating)
    tree.text(parent, "SubmissionAgencyIdentifier", rules.transferring)
    since = _moment(record.started if record.ended is None else record.ended)[:10]
    appraisal = tree.element(parent, "AppraisalRule")
    tree.text(appraisal, "Rule", rules.appraisal)
    tree.text(appraisal, "StartDate", since)
    tree.text(appraisal, "FinalAction", rules.fate)
    access = tree.element(parent, "AccessRule")
    tree.text(access, "Rule", rules.access)
    tree.text(access, "StartDate", since)


def _moment(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
