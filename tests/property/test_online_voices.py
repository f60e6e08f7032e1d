"""The online diariser on any conversation: what it says does not depend on how the sound came."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.engines.speakers.online import OnlineDiariser
from models.ports import SpeakerStream
from models.speakers import VoiceTurn
from tests.fakes.voices import Said, ToneEar, hummed

LENGTH_MS = 12_000
spans = st.tuples(st.integers(0, LENGTH_MS // 100 - 1), st.integers(2, 60)).map(
    lambda pair: (pair[0] * 100, min(LENGTH_MS, (pair[0] + pair[1]) * 100))
)
conversations = st.lists(st.tuples(st.integers(0, 4), spans), min_size=1, max_size=6)
cuts = st.lists(st.integers(0, LENGTH_MS * 16), max_size=6)


def heard(stream: SpeakerStream, pieces: list[np.ndarray]) -> list[VoiceTurn]:
    turns: list[VoiceTurn] = []
    until = 0
    for answer in [*(stream.push(piece) for piece in pieces), stream.finish()]:
        assert answer.until >= until
        for turn in answer.turns:
            assert until <= turn.start < turn.end <= answer.until
            assert 0 <= turn.confidence <= 1
        until = answer.until
        turns += answer.turns
    assert until == sum(map(len, pieces))
    return turns


@settings(max_examples=25)
@given(conversations, cuts)
def test_cuts_make_no_difference(talk: list[tuple[int, tuple[int, int]]], at: list[int]) -> None:
    said: list[Said] = [(who, start, end) for who, (start, end) in talk]
    pcm = hummed(said, LENGTH_MS).pcm
    diariser = OnlineDiariser(ToneEar())
    whole = heard(diariser.stream(), [pcm])
    assert heard(diariser.stream(), np.split(pcm, sorted(at))) == whole
    # Nobody is heard where nobody hums, but for what the network's window blurs.
    for turn in whole:
        middle = (turn.start + turn.end) // 32
        assert any(start - 400 <= middle <= end + 400 for _, start, end in said)


@settings(max_examples=10)
@given(conversations, st.integers(1, 3))
def test_no_more_labels_than_there_may_be(talk: list[tuple[int, tuple[int, int]]], most: int) -> None:
    pcm = hummed([(who, start, end) for who, (start, end) in talk], LENGTH_MS).pcm
    turns = heard(OnlineDiariser(ToneEar()).stream(most=most), [pcm])
    assert len({turn.label for turn in turns}) <= most
