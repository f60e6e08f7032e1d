"""Reads TTML (IMSC, EBU-TT-D) through ttconv, and who speaks; ``captions/formats/ttml`` writes it.

A document type is refused: no subtitle file needs one, and it is how XML is made to swell or to ask for other files.
"""

import re
import xml.etree.ElementTree as ElementTree
from typing import NoReturn
from xml.parsers import expat

import ttconv.imsc.reader as imsc

from captions.errors import VoixlaError
from captions.formats.read_cues import ReadCue
from captions.formats.voices import Shown, attributed
from gateway.formats.paragraphs import ENDLESS_S, paragraphs

_TT = "{http://www.w3.org/ns/ttml}"
_TTM = "{http://www.w3.org/ns/ttml#metadata}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_CONTAINERS = (f"{_TT}body", f"{_TT}div", f"{_TT}p", f"{_TT}span")
_TIME = re.compile(r"\d{2,}:\d\d:\d\d(?:\.\d+|:\d{2,}(?:\.\d+)?)?|\d+(?:\.\d+)?(?:h|m|s|ms|f|t)", re.ASCII)
_DEEPEST = 100
# What ttconv raises on files that are XML and no sound TTML; it has no error of its own.
_BROKEN = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
)


def read(octets: bytes) -> list[ReadCue]:
    """The cues of a file. Raises ``VoixlaError``, ``import.ttml``."""
    _check(octets)
    root = ElementTree.fromstring(octets)
    if root.tag != f"{_TT}tt":
        _refuse("Ce fichier XML n'est pas un TTML (http://www.w3.org/ns/ttml).")
    speakers = _speakers(root)
    _end_late(root)
    try:
        document = imsc.to_model(ElementTree.ElementTree(root))
    except _BROKEN:
        _refuse("Ce TTML est mal formé : ses horaires ou ses styles sont illisibles.")
    if document is None:
        _refuse("Ce TTML est mal formé.")
    return attributed(
        Shown(
            start_ms=part.start_ms,
            end_ms=part.end_ms,
            rows=part.rows,
            speaker=speakers.get(part.place, "") if speakers else None,
        )
        for part in paragraphs(document)
    )


def _check(octets: bytes) -> None:
    """Raises what is wrong with it as XML, with the line."""
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def begins(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            _refuse(f"Ligne {parser.CurrentLineNumber} : les éléments sont imbriqués trop profondément.")
        if any(key in attributes and not _TIME.fullmatch(attributes[key]) for key in ("begin", "end", "dur")):
            _refuse(f"Ligne {parser.CurrentLineNumber} : horaire illisible.")

    def ends(name: str) -> None:
        nonlocal depth
        depth -= 1

    def declares(name: str, system: str | None, public: str | None, inside: bool) -> None:
        _refuse(f"Ligne {parser.CurrentLineNumber} : les déclarations DOCTYPE ne sont pas acceptées.")

    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.StartDoctypeDeclHandler = declares
    try:
        parser.Parse(octets, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", 1)
        raise VoixlaError("import.ttml", f"Ligne {line} : ce n'est pas du XML bien formé.") from None


def _speakers(root: ElementTree.Element) -> dict[int, str]:
    """Who speaks in which paragraph of the document, from 0."""
    names = {}
    for agent in root.iter(f"{_TTM}agent"):
        name = agent.find(f"{_TTM}name")
        if name is not None and name.text:
            names[agent.get(_ID, "")] = name.text
    speakers = {}
    for place, paragraph in enumerate(root.iter(f"{_TT}p")):
        inside = (part.get(f"{_TTM}agent") for part in paragraph.iter())
        first = next((agents.split() for agents in inside if agents), [])
        if first and first[0] in names:
            speakers[place] = names[first[0]]
    return speakers


def _end_late(element: ElementTree.Element) -> None:
    """Says an end where only a begin is said.

    Without, ttconv 1.2.3 lets an element end with its children as if it had begun at zero, and leaves it out in
    silence when that is before its begin.
    """
    in_turn = element.get("timeContainer") == "seq"
    for child in element:
        timed = "begin" in child.attrib and not {"end", "dur"} & set(child.attrib)
        if timed and child.tag in _CONTAINERS and not in_turn and child.get("timeContainer") != "seq":
            child.set("dur", f"{ENDLESS_S}s")
        _end_late(child)


def _refuse(message: str) -> NoReturn:
    raise VoixlaError("import.ttml", message)
