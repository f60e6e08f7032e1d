"""Who speaks, scored against cases that were computed by hand; and what else ``./run bench speakers`` is made of."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from captions.errors import VoixlaError
from captions.events import Final, Interim, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word
from gateway.bench.speakers_listen import frames
from gateway.bench.speakers_mix import Conversation, Person, pieces_of
from gateway.bench.speakers_score import best_pairs, compare
from gateway.bench.speakers_truth import Turn, people, read_rttm, recordings
from gateway.bench.speakers_words import word_labels
from models.audio import SAMPLE_RATE
from tests.fakes.recordings import recording

RTTM = """\
;; a remark
SPEAKER réunion 1 0.50 1.25 <NA> <NA> anne <NA> <NA>
SPKR-INFO réunion 1 <NA> <NA> <NA> unknown anne <NA> <NA>
SPEAKER autre 1 3.00 0.50 <NA> <NA> luc <NA> <NA>
SPEAKER réunion 1 1.50 1.00 <NA> <NA> luc <NA> <NA>
"""


def turns(*said: tuple[str, float, float]) -> list[Turn]:
    return [Turn(who=who, start=start, end=end) for who, start, end in said]


DIALOGUE = turns(("anne", 0, 10), ("luc", 10, 20))


@pytest.mark.parametrize(
    ("told", "missed", "false", "confused"),
    [
        (turns(("1", 0, 10), ("2", 10, 20)), 0, 0, 0),
        (turns(("7", 0, 10), ("3", 10, 20)), 0, 0, 0),
        ([], 20, 0, 0),
        (turns(("1", 0, 20)), 0, 0, 10),
        (turns(("1", 0, 12), ("2", 12, 20)), 0, 0, 2),
        (turns(("1", 2, 10), ("2", 10, 25)), 2, 5, 0),
        # A third label is nobody: its four seconds are somebody else's.
        (turns(("1", 0, 6), ("3", 6, 10), ("2", 10, 20)), 0, 0, 4),
        # Two labels where one person speaks: one is right, the other one too many.
        (turns(("1", 0, 10), ("2", 5, 20)), 0, 5, 0),
    ],
)
def test_errors_of_a_dialogue(told: list[Turn], missed: float, false: float, confused: float) -> None:
    errors = compare(DIALOGUE, told).errors
    assert (errors.speech, errors.missed, errors.false, errors.confused) == (20, missed, false, confused)
    assert errors.rate == pytest.approx((missed + false + confused) / 20)


def test_overlapped_speech_counts_for_each_who_speaks() -> None:
    both = turns(("anne", 0, 10), ("luc", 6, 16))
    errors = compare(both, turns(("1", 0, 10), ("2", 10, 16))).errors
    assert (errors.speech, errors.missed, errors.false, errors.confused) == (20, 4, 0, 0)


def test_the_collar_leaves_out_what_is_near_the_edges_of_turns_on_both_sides() -> None:
    told = turns(("1", 0.2, 10.2), ("2", 10.2, 20))
    assert compare(DIALOGUE, told).errors.rate == pytest.approx(0.4 / 20)
    with_collar = compare(DIALOGUE, told, collar_s=0.25).errors
    assert with_collar.speech == pytest.approx(20 - 0.25 - 0.5 - 0.25)
    assert with_collar.rate == 0
    assert compare(DIALOGUE, told, collar_s=0.1).errors.rate == pytest.approx(0.2 / (20 - 0.4))


def test_each_label_is_one_person_at_most_as_it_fits_best_over_all() -> None:
    found = compare(DIALOGUE, turns(("1", 0, 4), ("2", 4, 13), ("3", 13, 20)))
    # Label 2 is Anne's six seconds, not Luc's three; label 1, with four of hers, is then nobody.
    assert found.labels == {"2": "anne", "3": "luc"}
    assert found.errors.confused == pytest.approx(4 + 3)
    assert found.single_right == pytest.approx(13 / 20)


def test_pairs_are_the_best_of_all_and_not_the_first() -> None:
    # Greedily, 10 + 0; the best is 9 + 8.
    assert sorted(best_pairs(np.array([[10.0, 9.0], [8.0, 0.0]]))) == [(0, 1), (1, 0)]
    assert best_pairs(np.zeros((2, 2))) == []
    assert best_pairs(np.zeros((0, 3))) == []


def test_more_people_than_labels() -> None:
    truth = turns(("a", 0, 5), ("b", 5, 10), ("c", 10, 20))
    found = compare(truth, turns(("1", 0, 10), ("2", 10, 20)))
    assert found.labels in ({"1": "a", "2": "c"}, {"1": "b", "2": "c"})
    assert found.errors.rate == pytest.approx(5 / 20)


def test_nothing_said_and_nothing_told_is_no_error() -> None:
    assert compare([], []).errors.rate == 0
    assert compare([], turns(("1", 0, 1))).errors.false == 1


def test_rttm_is_read_by_recording() -> None:
    found = read_rttm(RTTM)
    assert found["réunion"] == turns(("anne", 0.5, 1.75), ("luc", 1.5, 2.5))
    assert people(found["réunion"]) == ["anne", "luc"]


@pytest.mark.parametrize("line", ["SPEAKER a 1 x 1.0 <NA> <NA> b", "SPEAKER a 1 0.0"])
def test_a_broken_rttm_names_the_line(line: str) -> None:
    with pytest.raises(VoixlaError, match="ligne 2"):
        read_rttm(f"\n{line}\n")


def test_recordings_are_found_by_their_name_its_end_or_that_of_their_listing(tmp_path: Path) -> None:
    for name in ("réunion.wav", "salle-autre.wav", "seul.wav", "sans.wav"):
        recording(tmp_path / name, rate=16_000, layout="mono", seconds=0.2)
    (tmp_path / "liste.rttm").write_text(RTTM, encoding="utf-8")
    (tmp_path / "seul.rttm").write_text("SPEAKER x 1 0 1 <NA> <NA> eve <NA> <NA>\n", encoding="utf-8")
    assert [(found.name, people(found.turns)) for found in recordings(tmp_path)] == [
        ("réunion", ["anne", "luc"]),
        ("salle-autre", ["luc"]),
        ("seul", ["eve"]),
    ]


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VoixlaError, match="rttm"):
        recordings(tmp_path)


# --- words ----------------------------------------------------------------------------------------------------------


def event(kind: type[Interim | Final], speaker: str, segment: int, *texts: tuple[int, int]) -> Any:
    return kind(
        seq=0,
        track=TrackId("t"),
        speaker=Speaker(id=SpeakerId(speaker), name=""),
        segment=SegmentId(segment),
        line=LineId(1),
        revision=1,
        start_ms=Milliseconds(texts[0][0]),
        end_ms=Milliseconds(texts[-1][1]),
        words=tuple(
            Word(text="x", start_ms=Milliseconds(start), end_ms=Milliseconds(end), probability=1.0)
            for start, end in texts
        ),
    )


def test_words_have_the_right_speaker_or_not_and_some_when() -> None:
    shown = [
        (1000, event(Interim, "bench", 1, (500, 900))),
        (1800, event(Interim, "bench#1", 1, (500, 900), (1000, 1400))),
        (2600, event(Final, "bench#1", 1, (520, 900), (1000, 1400))),
        (11_000, event(Interim, "bench#1", 2, (10_200, 10_600))),
        (11_900, event(Interim, "bench#2", 2, (10_200, 10_600))),
        (12_500, event(Final, "bench#2", 2, (10_200, 10_600), (11_000, 11_400))),
        (14_000, event(Final, "bench", 3, (13_000, 13_400))),
        (16_000, event(Final, "bench#1", 4, (15_000, 15_400))),
        (40_000, event(Final, "bench#1", 5, (38_000, 38_400))),
    ]
    later = {SegmentId(4): SpeakerId("bench#2")}
    known = {"1": "anne", "2": "luc"}
    found = word_labels(shown, DIALOGUE, known, repairs=later, people_later=known)
    # The last word was said where nobody speaks; the one before it was Luc's.
    assert (found.words, found.right, found.right_later, found.unlabelled) == (6, 4, 5, 1)
    assert found.label_ms == (0, 0, 0, 800, 900)


def test_in_a_pause_a_word_is_that_of_who_speaks_nearest_to_it() -> None:
    truth = turns(("anne", 0, 1.0), ("luc", 1.4, 3.0))
    shown = [(5000, event(Final, "m#1", 1, (1050, 1150), (1250, 1350), (3600, 3700)))]
    found = word_labels(shown, truth, {"1": "anne"}, repairs={}, people_later={"1": "anne"})
    assert (found.words, found.right) == (2, 1)


# --- conversations --------------------------------------------------------------------------------------------------


def somebody(name: str, hertz: float) -> Person:
    times = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    return Person(name=name, pieces=(np.sin(2 * np.pi * hertz * times).astype(np.float32),) * 2)


def conversation(**options: Any) -> tuple[Conversation, np.ndarray]:
    made = Conversation([somebody("a", 300), somebody("b", 700), somebody("c", 1100)], **options)
    return made, np.concatenate(list(made.sound()))


def test_a_conversation_is_long_enough_and_its_truth_is_where_the_sound_is() -> None:
    made, pcm = conversation(seconds=60, seed=1, room=False)
    assert 55 < len(pcm) / SAMPLE_RATE < 90
    assert people(made.turns) == ["a", "b", "c"]
    spoken = np.zeros(len(pcm) // 160 + 1, dtype=bool)
    for turn in made.turns:
        spoken[int(turn.start * 100) : int(turn.end * 100)] = True
    loud = np.abs(pcm[: len(pcm) // 160 * 160]).reshape(-1, 160).max(axis=1) > 0.02
    assert (loud == spoken[: len(loud)]).mean() > 0.98


def test_people_take_turns_and_some_begin_before_the_other_has_ended() -> None:
    made, _ = conversation(seconds=120, seed=2)
    changes = [(one, two) for one, two in pairwise(made.turns) if one.who != two.who]
    assert len(changes) > 15
    overlapped = sum(two.start < one.end for one, two in changes)
    assert 0.05 < overlapped / len(changes) < 0.5


def test_the_same_seed_gives_the_same_conversation_and_another_one_another() -> None:
    first, again, other = (conversation(seconds=20, seed=seed)[1] for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert len(other) != len(first) or not np.array_equal(other, first)


def test_echo_goes_on_after_the_voice() -> None:
    dry, wet = (conversation(seconds=20, seed=3, room=room) for room in (False, True))
    first, second = dry[0].turns[:2]
    assert second.start - first.end > 0.1
    end = round(first.end * SAMPLE_RATE)
    after = slice(end + 400, end + 1600)
    assert np.abs(wet[1][after]).mean() > 2 * np.abs(dry[1][after]).mean()


def test_nobody_talks_alone() -> None:
    with pytest.raises(ValueError, match="two people"):
        Conversation([somebody("a", 300)], seconds=10, seed=0)


def test_recordings_are_cut_at_pauses() -> None:
    probabilities = np.array(
        [0.0] * 10 + [0.9] * 30 + [0.1] * 4 + [0.9] * 20 + [0.0] * 20 + [0.9] * 15 + [0.9] * 2
    )
    pcm = np.arange(len(probabilities) * 512, dtype=np.float32)
    pieces = pieces_of(pcm, probabilities.astype(np.float32))
    assert [(piece[0] // 512, len(piece) // 512) for piece in pieces] == [(10, 54), (84, 17)]


def test_sound_comes_in_tenths_of_a_second_and_none_is_lost() -> None:
    pcm = np.arange(5000, dtype=np.float32)
    made = list(frames([pcm[:100], pcm[100:3300], pcm[3300:]]))
    assert [(frame.start, len(frame.pcm)) for frame in made] == [
        (0, 1600),
        (1600, 1600),
        (3200, 1600),
        (4800, 200),
    ]
    np.testing.assert_array_equal(np.concatenate([frame.pcm for frame in made]), pcm)
