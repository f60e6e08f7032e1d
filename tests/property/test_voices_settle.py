"""The voices of one stream, whatever they sound like: scripted directions, no sound."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.engines.speakers.voices import Stretch, Voices, VoiceThresholds, unit

LIMITS = VoiceThresholds(passages=40, most=6)
turns = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.floats(0.0, 0.35),
        st.sampled_from((0.6, 1.2, 2.5, 40.0, 4000.0)),
        st.integers(0, 4000),
    ),
    max_size=60,
)


@given(turns, st.integers(0, 2**16), st.integers(1, 9))
def test_told_labels_go_by_merges_only_and_settled_ones_never_into_each_other(
    talk: list[tuple[int, float, float, int]], seed: int, every: int
) -> None:
    rng = np.random.default_rng(seed)
    voices, told, at = Voices(LIMITS), set[int](), 0
    for index, (who, noise, seconds, pause) in enumerate(talk):
        at += pause
        sound = np.eye(8)[who] + noise * rng.standard_normal(8)
        (label,) = voices.assign(
            [
                Stretch(
                    start=at,
                    end=at + 100,
                    direction=unit(sound.astype(np.float32)),
                    seconds=seconds,
                    before={},
                )
            ]
        )
        at += 100
        if label is not None and voices.is_sure(label):
            told.add(label)
        if index % every == 0:
            settled = {label for label in told if voices._seconds[label] >= LIMITS.apart_s}
            merged, moved = voices.review()
            for was, now in merged:
                assert now in voices.labels or now in {given_up for given_up, _ in merged}
                assert not {was, now} <= settled
                told = told - {was} | ({now} if was in told else set())
            for was, now, start, end in moved:
                assert was != now
                assert start < end
        assert told <= set(voices.labels)
        assert all(map(voices.is_sure, told))
        assert len(voices.labels) <= LIMITS.most
        assert len(voices._passages) <= LIMITS.passages
        assert {passage.label for passage in voices._passages} <= set(voices.labels)
        assert voices._last.keys() == voices._seconds.keys() == voices._centroids.keys()
