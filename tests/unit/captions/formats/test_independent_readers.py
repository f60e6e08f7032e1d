"""Other people's readers understand what is written: the cues that went in come out, whatever they hold."""

import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence

import pysubs2
import pytest
import ttconv.imsc.reader
import ttconv.stl.reader
import ttconv.vtt.reader
import webvtt

from captions import wire
from captions.cues import Cue
from captions.events import CaptionEvent
from captions.formats import srt, stl, ttml
from captions.formats import webvtt as vtt
from captions.formats.export import MEDIA_TYPES, Label, export, standing_cues
from captions.formats.naming import Naming
from gateway.formats.paragraphs import paragraphs
from tests.unit.captions.formats.samples import SAMPLES, many

NO_CHARACTERS = str.maketrans("\ufffe\uffff", "\ufffd\ufffd")
every_sample = pytest.mark.parametrize("events", SAMPLES.values(), ids=SAMPLES)


def cues(events: Sequence[CaptionEvent]) -> list[Cue]:
    return list(standing_cues(events))


def shown(given: Sequence[Cue]) -> list[tuple[str, ...]]:
    """The rows of each with the name where the speaker changes."""
    naming = Naming()
    return [naming.rows(cue) for cue in given]


def written(name: str, events: Sequence[CaptionEvent]) -> bytes:
    return b"".join(export(name, events, Label(language="fr", title="Conseil municipal")))


@every_sample
def test_webvtt(events: list[CaptionEvent]) -> None:
    given = cues(events)
    read = webvtt.from_string(written("vtt", events).decode())
    assert len(read) == len(given)
    for cue, caption in zip(given, read, strict=True):
        times = [*caption.start_time.to_tuple(), *caption.end_time.to_tuple()]
        assert times == [*_clock(cue.start_ms), *_clock(cue.end_ms)]


@pytest.mark.parametrize(
    "events",
    # ttconv takes the end of an escape in a name, which the standard has there, for the end of the tag.
    [events for name, events in SAMPLES.items() if name != "ampersand"],
)
def test_webvtt_as_ttconv_reads_it(events: list[CaptionEvent]) -> None:
    document = ttconv.vtt.reader.to_model(io.StringIO(written("vtt", events).decode()))
    said = [" ".join(part.rows) for part in paragraphs(document)]
    # ttconv cuts at what Python takes for line ends and at cues it thinks overlap: words and their order must stand.
    expected = "".join(cue.text for cue in cues(events)).translate(NO_CHARACTERS)
    assert "".join(said).replace(" ", "") == expected.replace(" ", "")


@every_sample
def test_subrip(events: list[CaptionEvent]) -> None:
    given = cues(events)
    read = pysubs2.SSAFile.from_string(written("srt", events).decode(), format_="srt")
    assert [(event.start, event.end) for event in read] == [(cue.start_ms, cue.end_ms) for cue in given]
    harmless = str.maketrans("<>{}", "‹›()")
    rows = [tuple(row.translate(harmless) for row in rows) for rows in shown(given)]
    assert [tuple(event.plaintext.split("\n")) for event in read] == rows


@every_sample
def test_ttml(events: list[CaptionEvent]) -> None:
    given = cues(events)
    root = ElementTree.fromstring(written("ttml", events))
    read = paragraphs(ttconv.imsc.reader.to_model(ElementTree.ElementTree(root)))
    assert [(part.start_ms, part.end_ms) for part in read] == [(cue.start_ms, cue.end_ms) for cue in given]
    assert [part.rows for part in read] == [
        tuple(r.translate(NO_CHARACTERS) for r in rows) for rows in shown(given)
    ]
    agents = root.findall(".//{http://www.w3.org/ns/ttml#metadata}agent")
    assert len(agents) == len({cue.speaker for cue in given})
    assert not [element for element in root.iter() if "script" in str(element.tag)]


@every_sample
def test_ebu_stl(events: list[CaptionEvent]) -> None:
    octets = written("stl", events)
    assert (len(octets) - 1024) % 128 == 0
    assert int(octets[238:243]) == (len(octets) - 1024) // 128
    read = paragraphs(ttconv.stl.reader.to_model(io.BytesIO(octets)))
    assert all(part.start_ms < part.end_ms for part in read)
    assert all(early.end_ms <= late.start_ms for early, late in zip(read, read[1:], strict=False))
    for cue in cues(events):
        first = next(part for part in read if abs(part.start_ms - cue.start_ms) <= 20)
        assert len(first.rows) >= len(cue.lines)


def test_ebu_stl_holds_french() -> None:
    read = paragraphs(ttconv.stl.reader.to_model(io.BytesIO(written("stl", SAMPLES["typography"]))))
    text = " ".join(row for part in read for row in part.rows)
    assert "Maëlle Łukasz : Mesdames," in text
    assert "l’œuvre « Cœur d’été »\u00a0:" in text
    assert "Ÿ, ñ, ß, ½" in text
    assert "21e séance..." in text
    assert "?" not in text.replace("\u00a0?", "")


def test_people_at_once_share_a_subtitle_for_as_long_as_they_do() -> None:
    read = paragraphs(ttconv.stl.reader.to_model(io.BytesIO(written("stl", SAMPLES["at once"]))))
    both = [part for part in read if len([row for row in part.rows if row.startswith("- ")]) == 2]
    assert [part.start_ms for part in both][0] == 920
    assert both[0].rows[0].startswith("- Élise : ")
    assert any(row.startswith("- Ali : ") for row in both[0].rows)


@every_sample
def test_json_is_the_published_schema(events: list[CaptionEvent]) -> None:
    data = json.loads(written("json", events))
    assert data["kind"] == "voixla.captions"
    assert [wire.decode(event) for event in data["events"]] == [wire.decode(wire.encode(e)) for e in events]


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_no_format_lets_control_characters_through(name: str) -> None:
    octets = written(name, SAMPLES["hostile"])
    text = octets[1024:].decode("latin-1") if name == "stl" else octets.decode()
    assert not {"\x00", "\x1b", "\u2028", "\u2029"} & set(text.replace("\x00", "") if name == "stl" else text)


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_an_empty_session_is_a_sound_file(name: str) -> None:
    assert isinstance(written(name, []), bytes)


@pytest.mark.integration
def test_ten_thousand_cues() -> None:
    given = many(10_000)
    webvtt_read = webvtt.from_string("".join(vtt.write(given, language="fr")))
    assert (len(webvtt_read), webvtt_read[-1].text) == (10_000, "Voici la délibération\nnuméro 9999.")
    srt_read = pysubs2.SSAFile.from_string("".join(srt.write(given)), format_="srt")
    assert (len(srt_read), srt_read[-1].end) == (10_000, given[-1].end_ms)
    root = ElementTree.fromstring("".join(ttml.write(given, language="fr")))
    ttml_read = paragraphs(ttconv.imsc.reader.to_model(ElementTree.ElementTree(root)))
    assert [(part.start_ms, part.end_ms) for part in ttml_read] == [(c.start_ms, c.end_ms) for c in given]
    stl_read = paragraphs(ttconv.stl.reader.to_model(io.BytesIO(b"".join(stl.write(given, language="fr")))))
    assert max(abs(part.start_ms - cue.start_ms) for part, cue in zip(stl_read, given, strict=True)) <= 20


def _clock(ms: int) -> tuple[int, int, int, int]:
    return ms // 3_600_000, ms // 60_000 % 60, ms // 1000 % 60, ms % 1000
