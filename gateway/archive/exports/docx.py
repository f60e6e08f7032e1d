"""A record as a Word document: real headings, styles for times, speakers and holes, its language. By python-docx."""

from collections.abc import Iterable
from datetime import UTC
from io import BytesIO
from typing import Any
from typing import Final as Constant

from gateway.archive.exports.library import library
from gateway.archive.exports.transcript import Block, Head, Heading, Turn

MEDIA_TYPE: Constant = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STANDING: Constant = "Statut"
_REMARK: Constant = "Lacune"
_TIME: Constant = "Heure"
_SPEAKER: Constant = "Orateur"
_WORD: Constant = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def write(head: Head, blocks: Iterable[Block]) -> bytes:
    """The file. Held in memory as a whole, as its library wants."""
    docx = library("docx", "DOCX")
    document = docx.Document()
    styles = _styles(docx, document, head.language)
    _describe(document, head)
    document.add_heading(head.title, 1)
    document.add_paragraph(head.day)
    document.add_paragraph(head.standing, styles[_STANDING])
    for line in head.hidden:
        document.add_paragraph(line, styles[_REMARK])
    for block in blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, 2)
        elif isinstance(block, Turn):
            _turn(document.add_paragraph(), block, styles)
        else:
            document.add_paragraph(block.text, styles[_REMARK])
    octets = BytesIO()
    document.save(octets)
    return octets.getvalue()


def _turn(paragraph: Any, turn: Turn, styles: dict[str, Any]) -> None:
    paragraph.add_run(turn.time, styles[_TIME])
    paragraph.add_run(" ")
    if turn.speaker:
        paragraph.add_run(turn.label, styles[_SPEAKER])
        paragraph.add_run(" ")
    paragraph.add_run(turn.text)


def _styles(docx: Any, document: Any, language: str) -> dict[str, Any]:
    """Ours by their names; what the whole document is in, said in its defaults."""
    kinds = docx.enum.style.WD_STYLE_TYPE
    styles: dict[str, Any] = {}
    for name, kind in (
        (_STANDING, kinds.PARAGRAPH),
        (_REMARK, kinds.PARAGRAPH),
        (_TIME, kinds.CHARACTER),
        (_SPEAKER, kinds.CHARACTER),
    ):
        styles[name] = document.styles.add_style(name, kind)
    styles[_STANDING].font.bold = True
    styles[_REMARK].font.italic = True
    styles[_SPEAKER].font.bold = True
    styles[_TIME].font.color.rgb = docx.shared.RGBColor(0x55, 0x55, 0x55)
    for spoken in document.styles.element.iter(f"{_WORD}lang"):
        spoken.set(f"{_WORD}val", language)
        spoken.set(f"{_WORD}eastAsia", language)
    return styles


def _describe(document: Any, head: Head) -> None:
    told = document.core_properties
    told.title, told.subject, told.language = head.title, head.standing, head.language
    told.author, told.comments, told.last_modified_by = "Voixlà", "", "Voixlà"
    # The library takes moments for UTC, whatever they say.
    moment = head.started.astimezone(UTC).replace(tzinfo=None)
    told.created = told.modified = moment
