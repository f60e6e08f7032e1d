"""Whatever is said, in whatever order it becomes final, subtitle files hold all of it within their bounds."""

import re

from hypothesis import given
from hypothesis import strategies as st

from captions.cues import cues
from captions.events import CaptionEvent, Final, Speaker
from captions.formats import srt, webvtt
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.layout import COLUMNS, ROWS, plain
from captions.phrases import phrases
from captions.reading import TOLERANCE, reading_ms
from captions.words import Word

HOSTILE = st.sampled_from(
    [
        "-->",
        "<v Pirate>",
        "a\nb",
        "x\u2028y",
        "\r\n\r\n1",
        "&amp;",
        "{\\an8}",
        "\x00",
        "\x1b[2J",
        "\ud800",
        "12",
        "",
    ]
)
TEXT = st.one_of(st.text(max_size=12), HOSTILE, st.just("x" * 95), st.just("fin."), st.just("mot,"))
NAME = st.one_of(
    st.text(max_size=12), HOSTILE, st.just("Élise"), st.just("Marie-Christine de la Tour du Pin Verclause")
)


@st.composite
def meetings(draw: st.DrawFn) -> list[CaptionEvent]:
    """Finals of up to three tracks, each track in order, tracks interleaved as they come."""
    clock = dict.fromkeys("abc", 0)
    line = dict.fromkeys("abc", 0)
    names = {track: draw(NAME) for track in "abc"}
    events: list[CaptionEvent] = []
    for seq in range(draw(st.integers(0, 12))):
        track = draw(st.sampled_from("abc"))
        words = []
        at = clock[track] + draw(st.sampled_from([0, 0, 200, 2000]))
        for text in draw(st.lists(TEXT, min_size=1, max_size=12)):
            end = at + draw(st.integers(0, 900))
            words.append(
                Word(text=text, start_ms=Milliseconds(at), end_ms=Milliseconds(end), probability=1.0)
            )
            at = end
        clock[track] = at
        line[track] += draw(st.integers(0, 1))
        events.append(
            Final(
                seq=seq,
                track=TrackId(track),
                speaker=Speaker(id=SpeakerId(track), name=names[track]),
                segment=SegmentId(seq),
                line=LineId(line[track] * 3 + ord(track)),
                revision=1,
                start_ms=words[0].start_ms,
                end_ms=words[-1].end_ms,
                words=tuple(words),
            )  # fmt: skip
        )
    return events


def said(events: list[CaptionEvent]) -> list[str]:
    """All characters of all words, track by track."""
    per_track = {track: "" for track in "abc"}
    for event in events:
        assert isinstance(event, Final)
        per_track[event.track] += "".join(plain(word.text) for word in event.words)
    return sorted(text.replace(" ", "") for text in per_track.values())


@given(meetings())
def test_cues_are_within_bounds_ordered_and_complete(events: list[CaptionEvent]) -> None:
    found = list(cues(events))
    for cue in found:
        assert 1 <= len(cue.lines) <= ROWS
        assert all(row and len(row) <= COLUMNS for row in cue.lines)
        assert cue.end_ms > cue.start_ms
    starts = [cue.start_ms for cue in found]
    assert starts == sorted(starts)
    written = "".join("".join(cue.lines) for cue in found).replace(" ", "")
    assert sorted(written) == sorted("".join(said(events)))


@given(meetings())
def test_what_leaves_before_it_can_be_read_makes_room_for_the_next(events: list[CaptionEvent]) -> None:
    # Of one person: what another says later than any promise allows takes its times from the order of the file.
    found = list(cues(event for event in events if isinstance(event, Final) and event.track == "a"))
    for index, cue in enumerate(found):
        short = cue.end_ms - cue.start_ms < reading_ms(len(cue.text)) * (1 - TOLERANCE)
        assert not short or any(other.start_ms <= cue.end_ms for other in found[index + 1 :])


@given(meetings())
def test_phrases_hold_every_word_on_one_line(events: list[CaptionEvent]) -> None:
    found = list(phrases(events))
    assert all(len(phrase.text.splitlines()) == 1 for phrase in found)
    written = "".join(phrase.text for phrase in found).replace(" ", "")
    assert sorted(written) == sorted("".join(said(events)))


TIME = r"\d\d:\d\d:\d\d"


@given(meetings(), st.sampled_from(["fr", "a-->b\nx"]))
def test_no_text_breaks_a_webvtt_file(events: list[CaptionEvent], language: str) -> None:
    text = "".join(webvtt.write(cues(events), language=language))
    text.encode()
    assert "\r" not in text
    head, note, *blocks = text.split("\n\n")
    assert head == "WEBVTT"
    assert note.startswith("NOTE Langue : ")
    assert "-->" not in note
    assert len(blocks) == len(list(cues(events)))
    for block in blocks:
        timing, *rows = block.removesuffix("\n").split("\n")
        assert re.fullmatch(rf"{TIME}\.\d{{3}} --> {TIME}\.\d{{3}}", timing)
        assert 1 <= len(rows) <= ROWS
        body = re.sub(r"^<v [^<>&\n]*(&\w+;[^<>&\n]*)*>", "", "\n".join(rows))
        assert "<" not in body
        assert ">" not in body


@given(meetings())
def test_no_text_breaks_a_subrip_file(events: list[CaptionEvent]) -> None:
    text = "".join(srt.write(cues(events)))
    text.encode()
    blocks = text.split("\n\n")[:-1]
    assert len(blocks) == len(list(cues(events)))
    for number, block in enumerate(blocks, 1):
        index, timing, *rows = block.split("\n")
        assert index == str(number)
        assert re.fullmatch(rf"{TIME},\d{{3}} --> {TIME},\d{{3}}", timing)
        assert rows
        assert all(row and len(row) <= COLUMNS for row in rows)
        assert not set("".join(rows)) & set("<>{}")
