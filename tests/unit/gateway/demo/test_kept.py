"""What the record of a demonstration is said to hold: that it can say so when it does not."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from captions.archive.ports import Reader
from captions.archive.records import Moment, RecordId, SpaceRole
from captions.errors import VoixlaError
from captions.ids import Milliseconds
from gateway.archive.keeping import Keeping
from gateway.archive.kept_sound import kept_sound
from gateway.archive.ogg import OPUS_RATE, OggOpus
from gateway.demo.kept import Kept, kept
from gateway.demo.lag import lag_ms
from gateway.demo.meeting import Meeting, SpokenWord, Utterance, load_meeting
from gateway.media.opus_encoder import OpusEncoder
from models.audio import SAMPLE_RATE, Pcm
from tests.fakes.archives import STARTED, new_record
from tests.fakes.keepings import UnixClock, keeping_in, space_of
from tests.fakes.live_lines import line

ANNE = Reader(account=1)
SAID = ("les familles attendent", "les travaux vont commencer", "merci à toutes")
PAUSE_MS = 400
"""The record began so long before the meeting."""


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    with keeping_in(tmp_path, UnixClock(STARTED + 60_000)) as keeping:
        yield keeping


@pytest.fixture
def meeting() -> Meeting:
    """Émile says all of it, at the times of ``new_record``."""
    emile = replace(load_meeting().participants[0], name="Émile")
    said = []
    for number, text in enumerate(SAID, start=1):
        start = number * 10_000 - PAUSE_MS
        words = tuple(
            SpokenWord(
                text=word,
                start_ms=Milliseconds(start + place * 300),
                end_ms=Milliseconds(start + place * 300 + 250),
            )
            for place, word in enumerate(text.split())
        )
        said.append(
            Utterance(
                speaker=emile.id, start_ms=words[0].start_ms, end_ms=words[-1].end_ms, text=text, words=words
            )
        )
    return replace(load_meeting(), participants=(emile,), utterances=tuple(said))


def record_of(keeping: Keeping, *texts: str) -> RecordId:
    space = space_of(keeping.archive, "Conseil", {1: SpaceRole.OWNER})
    record = new_record(keeping.archive, space, *texts)
    keeping.archive.close(record, Moment(STARTED + 40_000))
    return record


def measured(keeping: Keeping, meeting: Meeting, *texts: str, files: bool = False) -> Kept:
    zero = Moment(STARTED + PAUSE_MS)
    return kept(keeping, record_of(keeping, *texts), ANNE, meeting, zero, files=files)


def test_all_that_was_said(keeping: Keeping, meeting: Meeting) -> None:
    told = measured(keeping, meeting, *SAID)
    assert (told.segments, told.words, told.wer) == (3, 10, 0.0)
    assert (told.sound_s, told.sound_lag_ms) == (0, None)
    assert [(search.asked, search.found, search.found_ms) for search in told.searches] == [
        ("travail", "travaux", 19_900),
        ("famille", "familles", 9_900),
    ]
    assert told.as_json()["found_off_ms"] == 0


def test_files_are_made_as_far_as_they_can_be(
    keeping: Keeping, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {"vtt": "", "odt": "", "seda-2.2": ""}
    monkeypatch.setattr("gateway.demo.kept.MEDIA_TYPES", kinds)
    monkeypatch.setitem(sys.modules, "odfdo", None)  # not installed
    told = measured(keeping, meeting, *SAID, files=True)
    assert told.exports["vtt"] > 100
    assert told.as_json()["not_exported"] == {"odt": "export.library"}
    assert "seda-2.2" not in told.exports


def phrases_in(meeting: Meeting) -> Meeting:
    emile = meeting.participants[0].id
    words = tuple(
        SpokenWord(text=word, start_ms=Milliseconds(9_600 + n * 300), end_ms=Milliseconds(9_800 + n * 300))
        for n, word in enumerate(("La", "liste", "d'attente", "et", "l'ordre", "du", "jour."))
    )
    said = Utterance(
        speaker=emile, start_ms=Milliseconds(9_600), end_ms=Milliseconds(12_000), text="", words=words
    )
    return replace(meeting, utterances=(said,))


def test_a_phrase_is_looked_for_as_it_was_said(keeping: Keeping, meeting: Meeting) -> None:
    told = measured(keeping, phrases_in(meeting), "la liste d'attente et l'ordre", "du jour")
    assert [(found.asked, found.said_ms, found.found_ms) for found in told.phrases] == [
        ("« ordre du jour »", 10_800, None),
        ("« liste d'attente »", 9_900, 9_900),
    ]
    assert told.as_json()["phrases_found"] == 1


def test_a_phrase_is_found_in_a_line_that_came_in_segments(keeping: Keeping, meeting: Meeting) -> None:
    record = record_of(keeping)
    keeping.archive.add(line(record, 1, "la liste", "d'attente et l'ordre", "du jour"))
    told = kept(keeping, record, ANNE, phrases_in(meeting), Moment(STARTED + PAUSE_MS), files=False)
    assert told.segments == 3
    assert [(found.asked, found.found_ms) for found in told.phrases] == [
        ("« ordre du jour »", 10_800),
        ("« liste d'attente »", 9_900),
    ]


def test_what_was_misheard_is_not_found(keeping: Keeping, meeting: Meeting) -> None:
    told = measured(keeping, meeting, "les familles attendent", "les cravates vont commencer", "merci")
    assert told.wer == pytest.approx(3 / 10)
    assert [search.found for search in told.searches] == [None, "familles"]
    assert told.searches[0].as_json()["found_ms"] is None


def test_what_is_found_elsewhere_is_not_found(keeping: Keeping, meeting: Meeting) -> None:
    told = measured(keeping, meeting, "rien", "rien", "les familles et les travaux")
    assert [search.found for search in told.searches] == [None, None]


def test_it_is_read_with_the_rights_of_its_host(keeping: Keeping, meeting: Meeting) -> None:
    record = record_of(keeping, *SAID)
    with pytest.raises(VoixlaError) as caught:
        kept(keeping, record, Reader(account=2), meeting, STARTED, files=False)
    assert caught.value.code == "archive.unknown"


def bursts(seconds: int) -> Pcm:
    """Noise that comes and goes as speech does, never twice alike."""
    chance = np.random.default_rng(7)
    gates = np.repeat(chance.random(seconds * 5) > 0.5, SAMPLE_RATE // 5)
    noise: Pcm = (0.2 * gates * chance.standard_normal(len(gates))).astype(np.float32)
    return noise


def keep(folder: Path, start: int, pcm: Pcm) -> None:
    encoder, octets = OpusEncoder(), b""
    stream = OggOpus(7, encoder.head)
    octets += stream.headers()
    for begin in range(0, len(pcm), SAMPLE_RATE):
        octets += stream.page(encoder.encode(pcm[begin : begin + SAMPLE_RATE]), OPUS_RATE // 50)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{start}.opus").write_bytes(octets + stream.page([], OPUS_RATE // 50, last=True))


@pytest.mark.parametrize("late", [-240, 0, 50, 700])
@pytest.mark.parametrize("before", [0, 500])
def test_how_late_the_sound_is(tmp_path: Path, late: int, before: int) -> None:
    said = bursts(12)
    silence = np.zeros((before + 1_000 + late) * SAMPLE_RATE // 1000, np.float32)
    keep(tmp_path / "r", STARTED - before - 1_000, np.concatenate([silence, said]))
    files = kept_sound(tmp_path, RecordId("r"))
    found = lag_ms(files, STARTED, {"one": said})
    assert abs(found - late) <= 20
