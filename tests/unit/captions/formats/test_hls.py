"""Captions beside a live stream: what the playlist lists and what its segments hold."""

import webvtt

from captions.cues import Cue
from captions.formats import hls
from captions.formats.export import standing_cues
from captions.ids import Milliseconds
from tests.unit.captions.formats.amending import amended, off_record
from tests.unit.captions.saying import final, gap


def cue(start_ms: int, end_ms: int, text: str = "Bonjour.") -> Cue:
    return Cue(
        start_ms=Milliseconds(start_ms),
        end_ms=Milliseconds(end_ms),
        speaker="Anne",
        lines=(text,),
        opens=True,
    )


def test_nothing_is_listed_before_words_are_final() -> None:
    assert hls.settled(20_999) == 0
    assert hls.settled(21_000) == 1
    assert "vtt" not in hls.playlist(20_999)


def test_the_playlist_slides() -> None:
    rows = hls.playlist(15_000 + 6000 * 25).splitlines()
    assert rows[:4] == [
        "#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:6", "#EXT-X-MEDIA-SEQUENCE:15"
    ]  # fmt: skip
    assert [row for row in rows if not row.startswith("#")] == [f"{n}.vtt" for n in range(15, 25)]
    assert rows.count("#EXTINF:6.000,") == 10
    assert "#EXT-X-ENDLIST" not in rows


def test_the_sequence_number_never_goes_back_and_rises_by_what_left() -> None:
    sequences = [int(hls.playlist(now).splitlines()[3].partition(":")[2]) for now in range(0, 300_000, 500)]
    assert sequences == sorted(sequences)
    assert {late - early for early, late in zip(sequences, sequences[1:], strict=False)} <= {0, 1}


def test_a_finished_stream_is_listed_whole_and_ended() -> None:
    rows = hls.playlist(13_000, ended=True).splitlines()
    assert [row for row in rows if not row.startswith("#")] == ["0.vtt", "1.vtt", "2.vtt"]
    assert rows[-1] == "#EXT-X-ENDLIST"


def test_what_goes_behind_each_address() -> None:
    assert "0.vtt?token=abc" in hls.playlist(21_000, query="?token=abc")


def test_a_cue_on_screen_in_two_segments_is_in_both_with_its_own_times() -> None:
    cues = [cue(0, 1000, "Un."), cue(5000, 7000, "Deux."), cue(11_999, 12_000, "Trois."), cue(12_000, 13_000)]
    texts = ["".join(hls.segment(cues, number)) for number in range(3)]
    read = [[(c.start, c.text) for c in webvtt.from_string(text)] for text in texts]
    assert read[0] == [("00:00:00.000", "Un."), ("00:00:05.000", "Deux.")]
    assert read[1] == [("00:00:05.000", "Deux."), ("00:00:11.999", "Trois.")]
    assert read[2] == [("00:00:12.000", "Bonjour.")]


def test_a_segment_says_which_time_of_the_stream_it_means() -> None:
    text = "".join(hls.segment([], 7, mpegts=900_000))
    assert text == "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n"


def test_a_segment_needs_only_what_is_said_around_it() -> None:
    """It is the same as from the whole meeting, also where a line is long, amended, moved or off the record."""
    talk = [
        final("Nous passons au vote de la délibération, mes chers collègues, après ce débat.", at, line=line, name=name,
              track=name, each_ms=300)
        for at, line, name in [
            *((5000 * n, n // 7, "Anne") for n in range(100)), *((6000 * n + 900, 100 + n, "Ali") for n in range(70)),
        ]
    ]  # fmt: skip
    talk.sort(key=lambda said: said.end_ms)
    events = [*talk, gap(200_000, 209_000, track="x"), amended(talk[40], "Non."), amended(talk[41], "")]
    events += [amended(talk[60], "Je reprends.", name="Zoé"), off_record(300_000, on=True)]
    events.append(off_record(333_000, on=False))
    whole = list(standing_cues(events))
    for number in range(hls.settled(500_000)):
        few = hls.around(events, number)
        assert len(few) < 60
        assert "".join(hls.segment(standing_cues(few), number)) == "".join(hls.segment(whole, number))
