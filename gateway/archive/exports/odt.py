"""A record as an OpenDocument text: real headings, styles for times, speakers and holes, its language. By odfdo."""

from collections.abc import Iterable
from html import escape
from io import BytesIO
from typing import Any
from typing import Final as Constant

from gateway.archive.exports.library import library
from gateway.archive.exports.transcript import Block, Head, Heading, Turn

MEDIA_TYPE: Constant = "application/vnd.oasis.opendocument.text"
_STANDING: Constant = "Voixla_20_statut"
_REMARK: Constant = "Voixla_20_lacune"
_TIME: Constant = "Voixla_20_heure"
_SPEAKER: Constant = "Voixla_20_orateur"


def write(head: Head, blocks: Iterable[Block]) -> bytes:
    """The file. Held in memory as a whole, as its library wants."""
    odfdo = library("odfdo", "ODT")
    document = odfdo.Document("text")
    _describe(document, head)
    _styles(odfdo, document)
    body = document.body
    body.clear()

    def put(markup: str) -> None:
        # Ten times as fast as the library's own paragraphs.
        body.append(odfdo.Element.from_tag(markup))

    put(_heading(1, head.title))
    put(_paragraph("Text_20_body", escape(head.day)))
    put(_paragraph(_STANDING, escape(head.standing)))
    for line in head.hidden:
        put(_paragraph(_REMARK, escape(line)))
    for block in blocks:
        if isinstance(block, Heading):
            put(_heading(2, block.text))
        elif isinstance(block, Turn):
            put(_turn(block))
        else:
            put(_paragraph(_REMARK, escape(block.text)))
    octets = BytesIO()
    document.save(octets, pretty=False)
    return octets.getvalue()


def _heading(level: int, text: str) -> str:
    # The library's template numbers headings; a header of a list has no number.
    return (
        f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}" text:is-list-header="true">'
        f"{escape(text)}</text:h>"
    )


def _turn(turn: Turn) -> str:
    who = f"{_span(_SPEAKER, turn.label)} " if turn.speaker else ""
    return _paragraph("Text_20_body", f"{_span(_TIME, turn.time)} {who}{escape(turn.text)}")


def _paragraph(style: str, markup: str) -> str:
    return f'<text:p text:style-name="{style}">{markup}</text:p>'


def _span(style: str, text: str) -> str:
    return f'<text:span text:style-name="{style}">{escape(text)}</text:span>'


def _styles(odfdo: Any, document: Any) -> None:
    body = {"parent_style": "Text_20_body", "area": "text"}
    for style in (
        odfdo.Style("paragraph", name=_STANDING, display_name="Statut", bold=True, **body),
        odfdo.Style("paragraph", name=_REMARK, display_name="Lacune", italic=True, **body),
        odfdo.Style("text", name=_TIME, display_name="Heure", area="text", color="#555555"),
        odfdo.Style("text", name=_SPEAKER, display_name="Orateur", area="text", bold=True),
    ):
        document.insert_style(style)


def _describe(document: Any, head: Head) -> None:
    try:
        document.language = head.language
    except TypeError:  # what is no language is left to the reader's program
        pass
    told = document.meta
    told.title, told.subject, told.generator = head.title, head.standing, "Voixlà"
    told.creation_date = head.started.replace(tzinfo=None)
