"""A record as PDF/A-3a: tagged, in its language, with its captions and data attached. By WeasyPrint.

Nothing is fetched: the fonts come with this package, and every other address is refused. A character that they lack
stands as U+FFFD, since the standard wants a glyph for each; it is whole in the attached data.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from html import escape
from importlib.resources import files
from io import BytesIO
from typing import Any
from typing import Final as Constant

from gateway.archive.exports.library import library
from gateway.archive.exports.transcript import Block, Head, Heading, Turn

MEDIA_TYPE: Constant = "application/pdf"
VARIANT: Constant = "pdf/a-3a"
_FONTS: Constant = {
    "voixla:400": "dejavu-sans-400.woff2",
    "voixla:700": "dejavu-sans-700.woff2",
}
_STYLE: Constant = """
@font-face { font-family: Voixla; font-weight: 400; src: url("voixla:400") }
@font-face { font-family: Voixla; font-weight: 700; src: url("voixla:700") }
@page { size: A4; margin: 20mm 22mm; @bottom-center { content: counter(page) " / " counter(pages); font: 9pt Voixla } }
body { font: 10.5pt/1.5 Voixla; color: #111 }
h1 { font-size: 18pt; line-height: 1.25; margin: 0 0 4mm; overflow-wrap: anywhere }
h2 { font-size: 13pt; line-height: 1.3; margin: 8mm 0 2mm; break-after: avoid; overflow-wrap: anywhere }
p { margin: 0 0 2.5mm; orphans: 2; widows: 2; overflow-wrap: anywhere }
.standing { font-weight: 700; border-left: 1mm solid #111; padding-left: 3mm; margin: 4mm 0 8mm }
.remark { border-left: 1mm solid #999; padding-left: 3mm }
.time { color: #555 }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file inside the PDF."""

    name: str
    description: str
    octets: bytes
    relationship: str
    """What it is to the text: ``Source`` or ``Alternative`` (ISO 32000-2, 7.11.3)."""


def write(head: Head, blocks: Iterable[Block], attached: Iterable[Attached] = ()) -> bytes:
    """The file. Laid out in memory as a whole."""
    weasyprint = library("weasyprint", "PDF")
    fonts = library("weasyprint.text.fonts", "PDF").FontConfiguration()
    fetcher = _closed_fetcher()()
    page = weasyprint.HTML(string="".join(_markup(head, blocks)), url_fetcher=fetcher)
    style = weasyprint.CSS(string=_STYLE, font_config=fonts, url_fetcher=fetcher)
    octets = BytesIO()
    page.write_pdf(
        octets,
        stylesheets=[style],
        font_config=fonts,
        pdf_variant=VARIANT,
        finisher=_finished,
        attachments=[_attachment(weasyprint, file, head.started) for file in attached],
    )
    return octets.getvalue()


def _finished(document: Any, pdf: Any) -> None:
    """Readable for those who identify formats by their octets (PRONOM), and each attachment named once."""
    pdf.objects[int(pdf.catalog["Metadata"].split()[0])].compress = False
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _markup(head: Head, blocks: Iterable[Block]) -> Iterator[str]:
    moment = head.started.isoformat(timespec="seconds")
    yield (
        f'<!DOCTYPE html><html lang="{escape(head.language)}"><head><meta charset="utf-8">'
        f"<title>{_text(head.title)}</title>"
        f'<meta name="author" content="Voixlà"><meta name="generator" content="Voixlà">'
        f'<meta name="description" content="{_text(head.standing)}">'
        f'<meta name="dcterms.created" content="{moment}"></head><body><main>'
        f"<h1>{_text(head.title)}</h1><p>{_text(head.day)}</p>"
        f'<p class="standing">{_text(head.standing)}</p>\n'
    )
    yield from (f'<p class="remark">{_text(line)}</p>\n' for line in head.hidden)
    for block in blocks:
        if isinstance(block, Heading):
            yield f"<h2>{_text(block.text)}</h2>\n"
        elif isinstance(block, Turn):
            who = f"<strong>{_text(block.label)}</strong> " if block.speaker else ""
            yield f'<p><span class="time">{block.time}</span> {who}{_text(block.text)}</p>\n'
        else:
            yield f'<p class="remark">{_text(block.text)}</p>\n'
    yield "</main></body></html>"


def _text(text: str) -> str:
    known = _known()
    return escape("".join(character if ord(character) in known else "\ufffd" for character in text))


def _attachment(weasyprint: Any, file: Attached, moment: datetime) -> Any:
    # WeasyPrint takes moments for UTC, whatever they say.
    at = moment.astimezone(UTC).replace(tzinfo=None)
    return weasyprint.Attachment(
        file_obj=BytesIO(file.octets),
        name=file.name,
        description=file.description,
        relationship=file.relationship,
        created=at,
        modified=at,
    )


@cache
def _font(name: str) -> bytes:
    return files(__package__).joinpath("fonts", name).read_bytes()


@cache
def _known() -> frozenset[int]:
    """The characters that both fonts have."""
    fonts = library("fontTools.ttLib", "PDF")
    maps = [fonts.TTFont(BytesIO(_font(name))).getBestCmap() for name in _FONTS.values()]
    return frozenset(maps[0]) & frozenset(maps[1])


@cache
def _closed_fetcher() -> Any:
    """A class, made when the library is there: it gives out our fonts and refuses everything else."""
    urls = library("weasyprint.urls", "PDF")

    def fetch(self: object, url: str, headers: object = None) -> Any:
        if url not in _FONTS:
            raise ValueError("nothing is fetched for a transcript")
        return urls.URLFetcherResponse(url, _font(_FONTS[url]), {"Content-Type": "font/woff2"})

    return type("ClosedFetcher", (urls.URLFetcher,), {"fetch": fetch})
