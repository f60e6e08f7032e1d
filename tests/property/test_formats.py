"""Whatever is said and done in a session: files are sound, hold no secret, and read back as what they were."""

import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import replace

import pysubs2
import pytest
import ttconv.imsc.reader
import ttconv.stl.reader
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from captions.cues import Cue
from captions.errors import VoixlaError
from captions.events import Amended, CaptionEvent, Final, Interim, OffRecord
from captions.formats import srt, stl, ttml
from captions.formats import webvtt as vtt
from captions.formats.export import MEDIA_TYPES, Label, export
from captions.formats.on_record import on_record
from captions.ids import Milliseconds
from captions.layout import plain
from captions.off_record import holes, within
from gateway.formats.files import READERS, read
from gateway.formats.paragraphs import paragraphs
from tests.property.caption_events import events

ROWS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).map(plain).filter(bool)
NAMES = st.just("") | ROWS
NO_CHARACTERS = str.maketrans("\ufffe\uffff", "\ufffd\ufffd")
CUES = st.lists(
    st.builds(
        lambda start, length, name, rows: Cue(
            start_ms=Milliseconds(start), end_ms=Milliseconds(start + length), speaker=name,
            lines=tuple(rows), opens=True,
        ),
        st.integers(0, 60_000), st.integers(1, 9000), NAMES, st.lists(ROWS, min_size=1, max_size=3),
    ),
    max_size=8,
).map(lambda cues: sorted(cues, key=lambda cue: cue.start_ms))  # fmt: skip


def session_of(found: list[CaptionEvent]) -> list[CaptionEvent]:
    """With numbers that rise, and one final at most for each segment, before anything else of it."""
    kept: list[CaptionEvent] = []
    seen = set()
    for event in found:
        if isinstance(event, Final) and event.segment in seen:
            continue
        if isinstance(event, Final | Amended):
            seen.add(event.segment)
        kept.append(replace(event, seq=len(kept) + 1))
    return kept


SESSIONS = st.lists(events, max_size=12).map(session_of)


@given(CUES)
def test_each_cue_stays_one_for_readers_of_webvtt_subrip_and_ttml(cues: list[Cue]) -> None:
    assert len(webvtt.from_string("".join(vtt.write(cues, language="fr")))) == len(cues)
    read_srt = pysubs2.SSAFile.from_string("".join(srt.write(cues)), format_="srt")
    assert [(event.start, event.end) for event in read_srt] == [(cue.start_ms, cue.end_ms) for cue in cues]
    root = ElementTree.fromstring("".join(ttml.write(cues, language="fr")))
    read_ttml = paragraphs(ttconv.imsc.reader.to_model(ElementTree.ElementTree(root)))
    assert [(part.start_ms, part.end_ms) for part in read_ttml] == [
        (cue.start_ms, cue.end_ms) for cue in cues
    ]


@given(CUES)
def test_ebu_stl_shows_one_subtitle_at_a_time_for_as_long_as_anybody_speaks(cues: list[Cue]) -> None:
    read_stl = paragraphs(ttconv.stl.reader.to_model(io.BytesIO(b"".join(stl.write(cues, language="fr")))))
    spans = [(part.start_ms, part.end_ms) for part in read_stl]
    assert all(early[1] <= late[0] for early, late in zip(spans, spans[1:], strict=False))
    for cue in cues:
        middle = (cue.start_ms + cue.end_ms) // 2
        assert cue.end_ms - cue.start_ms < 80 or any(start <= middle <= end for start, end in spans)


@given(CUES)
def test_webvtt_reads_back_exactly(cues: list[Cue]) -> None:
    named = [replace(cue, speaker=cue.speaker or "Anne") for cue in cues]
    back = read("vtt", "".join(vtt.write(named, language="fr")).encode())
    finals = [event for event in back if isinstance(event, Final)]
    harmless = str.maketrans("<>\ufffe\uffff", "‹›\ufffd\ufffd")
    expected = sorted(
        (c.start_ms, c.end_ms, plain(" ".join(c.lines)).translate(NO_CHARACTERS)) for c in named
    )
    assert sorted((final.start_ms, final.end_ms, final.text) for final in finals) == expected
    written = {plain(cue.speaker.translate(harmless)) for cue in named}
    assert {final.speaker.name for final in finals} <= written | {
        name.removesuffix("(écrit)").rstrip(" ") for name in written
    }


@given(SESSIONS, st.sampled_from(sorted(MEDIA_TYPES)))
def test_every_session_is_written_in_every_format(session: list[CaptionEvent], name: str) -> None:
    b"".join(export(name, session, Label()))


@given(SESSIONS)
def test_nothing_said_off_the_record_is_on_record(session: list[CaptionEvent]) -> None:
    spans = holes(session)
    for event in on_record(session):
        if isinstance(event, Final):
            assert not any(within(word.start_ms, spans) for word in event.words)


@given(SESSIONS)
def test_json_reads_back_to_the_same_files(session: list[CaptionEvent]) -> None:
    document = b"".join(export("json", session, Label()))
    back = read("json", document)
    assert b"".join(export("json", back, Label())) == document
    assert not any(isinstance(event, Interim) for event in back)
    assert _texts(back) == _texts(session)


@given(st.binary(max_size=400), st.sampled_from(sorted(READERS)))
def test_any_octets_are_read_or_refused(octets: bytes, name: str) -> None:
    head = {"vtt": b"WEBVTT\n\n", "stl": b"850STL25.01" + b"0" * 1013}.get(name, b"")
    for file in (octets, head + octets):
        try:
            read(name, file)
        except VoixlaError as error:
            assert error.code.startswith("import.")


@given(CUES, st.integers(0, 3000), st.integers(0, 255))
@pytest.mark.parametrize("name", ["ttml", "stl"])
def test_a_file_with_one_wrong_octet_is_read_or_refused(
    name: str, cues: list[Cue], at: int, octet: int
) -> None:
    pieces = ttml.write(cues, language="fr") if name == "ttml" else stl.write(cues, language="fr")
    octets = bytearray(b"".join(p.encode() if isinstance(p, str) else p for p in pieces))
    octets[at % len(octets)] = octet
    try:
        read(name, bytes(octets))
    except VoixlaError as error:
        assert error.code.startswith("import.")


def _texts(session: Sequence[CaptionEvent]) -> list[tuple[str, str]]:
    """What stands, told apart from how it came to be; sorted, as words outside of their segments have no place."""
    kept = on_record(session)
    assert not any(isinstance(event, Amended) for event in kept)
    return sorted(
        (type(event).__name__, event.text if isinstance(event, Final) else "")
        for event in kept
        if not isinstance(event, OffRecord)
    )
