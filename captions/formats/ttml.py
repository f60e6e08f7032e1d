"""TTML2 as IMSC 1.1 Text has it, for broadcasters and archives: one paragraph per cue, the speaker as its agent.

Written here rather than through a library: the only one that is kept up builds the whole document before the first
byte and leaves out who speaks. Its reader is what the files are tested against.

Players show no agents, so the name also stands in the text where the speaker changes. Names must be known before the
first paragraph, so the cues are held until all have come.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final as Constant

from captions.cues import Cue
from captions.formats.clock import stamp
from captions.formats.naming import Naming
from captions.layout import plain

PROFILE: Constant = "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
_ESCAPES: Constant = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_NOT_XML: Constant = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD: Constant = """\
<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
    xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling"
    ttp:contentProfiles="{profile}" ttp:timeBase="media" xml:lang="{language}">
<head>
<metadata>
<ttm:title>{title}</ttm:title>
{agents}</metadata>
<styling>
<style xml:id="texte" tts:color="#ffffff" tts:fontFamily="proportionalSansSerif" tts:fontSize="100%"
    tts:lineHeight="125%" tts:textAlign="start"/>
<style xml:id="fond" tts:backgroundColor="#000000c0"/>
</styling>
<layout>
<region xml:id="bas" tts:origin="10% 10%" tts:extent="80% 80%" tts:displayAlign="after" tts:overflow="visible"/>
</layout>
</head>
<body style="texte" region="bas">
<div>
"""
_FOOT: Constant = "</div>\n</body>\n</tt>\n"


def write(cues: Iterable[Cue], *, language: str, title: str = "") -> Iterator[str]:
    """The file, in pieces."""
    held = list(cues)
    names = list(dict.fromkeys(cue.speaker for cue in held if cue.speaker))
    agents = {name: f"voix{number}" for number, name in enumerate(names, 1)}
    yield _HEAD.format(
        profile=PROFILE,
        language=_escaped(language),
        title=_escaped(title or "Sous-titres"),
        agents="".join(_agent(name, key) for name, key in agents.items()),
    )
    naming = Naming()
    for number, cue in enumerate(held, 1):
        yield _paragraph(number, cue, naming.rows(cue), agents.get(cue.speaker))
    yield _FOOT


def _agent(name: str, key: str) -> str:
    return f'<ttm:agent type="person" xml:id="{key}"><ttm:name type="full">{_escaped(name)}</ttm:name></ttm:agent>\n'


def _paragraph(number: int, cue: Cue, rows: tuple[str, ...], agent: str | None) -> str:
    who = f' ttm:agent="{agent}"' if agent else ""
    text = "<br/>".join(f'<span style="fond">{_escaped(row)}</span>' for row in rows)
    times = f'begin="{stamp(cue.start_ms, ".")}" end="{stamp(cue.end_ms, ".")}"'
    return f'<p xml:id="c{number}" {times}{who}>{text}</p>\n'


def _escaped(text: str) -> str:
    return _NOT_XML.sub("\ufffd", plain(text)).translate(_ESCAPES)
