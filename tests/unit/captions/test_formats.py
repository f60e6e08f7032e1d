"""The exact text of each format, and that independent readers understand the files."""

from pathlib import Path

import av
import pytest

from captions.cues import cues
from captions.events import Cause
from captions.formats import srt, text, webvtt
from captions.phrases import PhraseGrouping, phrases
from tests.unit.captions.saying import final, gap

TALK = [
    final("Bonjour à tous.", 83_000, line=1, name="Élise", track="a"),
    final("Bonjour !", 85_000, line=2, name="Ali", track="b"),
]
HOSTILE = [
    final(
        "a-->b <v Pirate> &lt;\n\n2\n00:00:01,000 --> x\u2028y\x00 {\\an8}", 0, name="E<l>i\nse-->", line=1
    ),
    final("Suite.", 9000, line=2, name="Ali"),
]


def test_webvtt() -> None:
    assert "".join(webvtt.write(cues(TALK), language="fr")) == (
        "WEBVTT\n\nNOTE Langue : fr\n"
        "\n00:01:23.000 --> 00:01:25.000\n<v Élise>Bonjour à tous.\n"
        "\n00:01:25.000 --> 00:01:26.000\n<v Ali>Bonjour !\n"
    )


def test_subrip() -> None:
    assert "".join(srt.write(cues([*TALK, final("Bien.", 90_000, line=3, name="Ali", track="b")]))) == (
        "1\n00:01:23,000 --> 00:01:25,000\nÉlise : Bonjour à tous.\n\n"
        "2\n00:01:25,000 --> 00:01:26,000\nAli : Bonjour !\n\n"
        "3\n00:01:30,000 --> 00:01:31,000\nBien.\n\n"
    )


def test_nobody_is_named_where_nobody_has_a_name() -> None:
    nameless = [final("Bonjour.", 0)]
    assert "<v" not in "".join(webvtt.write(cues(nameless), language="fr"))
    assert "".join(srt.write(cues(nameless))).endswith("\nBonjour.\n\n")
    assert "".join(text.write(phrases(nameless))) == "Bonjour.\n"


def test_transcript_and_timed_lines() -> None:
    assert "".join(text.write(phrases(TALK))) == "Élise : Bonjour à tous.\nAli : Bonjour !\n"
    assert [text.timed(phrase) for phrase in phrases(TALK)][0] == "[00:01:23] Élise : Bonjour à tous.\n"


@pytest.mark.parametrize(("form", "count"), [("vtt", 2), ("srt", 2)])
def test_hostile_text_reads_back_as_as_many_cues(tmp_path: Path, form: str, count: int) -> None:
    parts = webvtt.write(cues(HOSTILE), language="fr") if form == "vtt" else srt.write(cues(HOSTILE))
    path = tmp_path / f"hostile.{form}"
    path.write_text("".join(parts), encoding="utf-8")
    with av.open(str(path)) as container:
        packets = [bytes(packet).decode() for packet in container.demux() if packet.size]
    assert len(packets) == count
    assert "Suite." in packets[-1]


def test_a_phrase_comes_when_the_next_begins_or_after_silence() -> None:
    grouping = PhraseGrouping()
    assert grouping.push(final("Je crois", 0, line=1)) == []
    assert grouping.push(final("que oui.", 800, line=1)) == []
    (phrase,) = grouping.push(final("Bien.", 5000, line=2))
    assert (phrase.start_ms, phrase.end_ms, phrase.text) == (0, 1600, "Je crois que oui.")
    assert grouping.tick(12_000) == []
    assert [phrase.text for phrase in grouping.tick(13_000)] == ["Bien."]
    assert grouping.close() == []


def test_a_phrase_without_end_is_let_go() -> None:
    grouping = PhraseGrouping()
    done = [phrase for at in range(40) for phrase in grouping.push(final("mot " * 9 + "mot", at * 4000))]
    assert done
    assert all(len(phrase.text) < 700 for phrase in done)


def test_a_gap_says_how_long_and_why() -> None:
    (said,) = phrases([gap(0, 3100, cause=Cause.ENGINE)])
    assert said.text == "[passage de 3 s non sous-titré : panne de la reconnaissance]"
