"""The endless talker: its words are where it says they are, and the same seed says the same."""

from itertools import islice

import numpy as np
import pytest

from captions.ids import TrackId
from gateway.bench.phrases import demo_phrases
from gateway.bench.talker import FRAME, Talker, one_stream
from models.audio import to_samples
from tests.unit.gateway.bench.speaking import PHRASES

TRACK = TrackId("a")


def sound(talker: Talker, seconds: float) -> np.ndarray:
    return np.concatenate([frame.pcm for frame in talker.frames(TRACK, seconds)])


def test_frames_are_contiguous_and_of_one_size() -> None:
    frames = list(Talker(PHRASES, seed=3).frames(TRACK, 5))
    assert {len(frame.pcm) for frame in frames} == {FRAME}
    assert [frame.start for frame in frames] == [index * FRAME for index in range(len(frames))]


def test_words_are_where_the_sound_is() -> None:
    talker = Talker(PHRASES, seed=1)
    loud = np.abs(sound(talker, 12)) > 0.1
    expected = np.zeros_like(loud)
    for word in talker.said(12_000):
        expected[to_samples(word.start_ms) : to_samples(word.end_ms)] = True
    assert expected.any()
    assert np.array_equal(loud, expected)


def test_the_sound_ends_after_the_last_whole_word() -> None:
    talker = Talker(PHRASES, seed=2)
    last = talker.said(7_000)[-1]
    assert last.end_ms <= 7_000
    assert 0 <= len(sound(talker, 7)) - to_samples(last.end_ms + 200) < FRAME


def test_gaps_are_within_the_bounds_and_phrases_follow_from_the_offset() -> None:
    words = Talker(PHRASES, offset=2, seed=5, gap_ms=(300, 600)).said(20_000)
    assert [word.text for word in words[:5]] == ["trois", "quatre", "un", "deux", "trois"]
    silences = [after.start_ms - before.end_ms - 100 for before, after in zip(words, words[1:], strict=False)]
    assert all(300 <= silence <= 600 for silence in silences)
    assert len(set(silences)) > 5


def test_the_same_seed_says_the_same() -> None:
    assert np.array_equal(sound(Talker(PHRASES, seed=4), 4), sound(Talker(PHRASES, seed=4), 4))
    assert Talker(PHRASES, seed=4).said(9_000) != Talker(PHRASES, seed=5).said(9_000)


def test_phrases_without_times_last_as_long_as_they_are_wanted() -> None:
    phrases = [type(PHRASES[0])(pcm=PHRASES[0].pcm)]
    assert abs(len(sound(Talker(phrases), 3)) - 48_000) < FRAME
    assert Talker(phrases).said(3_000) == []


def test_a_talker_says_something() -> None:
    with pytest.raises(ValueError, match="something"):
        Talker([])


def test_one_stream_holds_every_phrase_once() -> None:
    loud = np.abs(one_stream(PHRASES, seed=0, gap_ms=(400, 1200))) > 0.1
    assert loud.sum() == 4 * to_samples(300)
    assert not loud[: to_samples(400)].any()
    assert not loud[-to_samples(400) :].any()


def test_streams_go_on_and_on() -> None:
    frames = list(islice(Talker(PHRASES).stream(TRACK, 1600), 300))
    assert frames[-1].end == 300 * 1600


def test_the_demo_is_cut_at_its_words() -> None:
    phrases = demo_phrases()
    assert sum(len(phrase.words) for phrase in phrases) > 250
    for phrase in phrases:
        assert phrase.words[0].start_ms >= 0
        assert to_samples(phrase.words[-1].end_ms) <= len(phrase.pcm)
        inside = phrase.pcm[to_samples(phrase.words[0].start_ms) : to_samples(phrase.words[-1].end_ms)]
        assert np.square(inside).mean() > np.square(phrase.pcm).mean() * 0.9
