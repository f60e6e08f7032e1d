"""What every diariser must do, asked of each of them. A new one is one line in ``CASES``.

Those with weights of their own are asked where the weights can be had: the online one fetches them (34 MB), the one
of pyannote.audio wants its extra and a folder, see ``docs/decisions/0013-voices-without-torch.md``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest

from models.audio import Pcm
from models.engines.speakers.online import OnlineDiariser
from models.engines.speakers.whole import WholeDiariser
from models.engines.voice_networks import Networks
from models.ports import Diariser, SpeakerStream
from models.speakers import VoiceLabel, VoiceTurn
from models.weights.speakers.fetch import resolve_speakers
from models.weights.store import default_cache
from tests.fakes.demo_voices import two_voices
from tests.fakes.pyannote_folder import pyannote_cases
from tests.fakes.voices import Said, Scene, ScriptedDiariser, ToneEar, agreement, hummed, tones_in

SAID: tuple[Said, ...] = (
    (0, 1000, 6000),
    (1, 6400, 11_000),
    (0, 12_000, 16_000),
    (1, 18_000, 23_000),
    (0, 21_000, 24_500),
    (1, 27_000, 29_500),
)
HUMMED = hummed(SAID, 31_300)


Asked = tuple[Diariser, Scene, float, list[VoiceTurn]]
"""A diariser, what it hears, the share that it must get right, and what it says of it, asked plainly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A diariser, what it is asked about, and the share of it that it must get right."""

    make: Callable[[], Diariser]
    scene: Callable[[], Scene]
    right: float


CASES = {
    "scripted": Case(make=lambda: ScriptedDiariser(SAID), scene=lambda: HUMMED, right=0.99),
    "online, tones": Case(make=lambda: OnlineDiariser(ToneEar()), scene=lambda: HUMMED, right=0.95),
    "whole, tones": Case(make=lambda: WholeDiariser(tones_in), scene=lambda: HUMMED, right=0.95),
    "online": Case(
        make=lambda: OnlineDiariser(Networks(resolve_speakers(default_cache()))), scene=two_voices, right=0.85
    ),
} | {name: Case(make=make, scene=two_voices, right=0.0) for name, make in pyannote_cases().items()}
NEEDS_WEIGHTS = [name for name in CASES if name not in ("scripted", "online, tones", "whole, tones")]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=[pytest.mark.integration] if name in NEEDS_WEIGHTS else []) for name in CASES
    ],
)
def case(request: pytest.FixtureRequest) -> Asked:
    found = CASES[request.param]
    diariser, scene = found.make(), found.scene()
    return diariser, scene, found.right, listen(diariser.stream(), scene.pcm)


def listen(stream: SpeakerStream, pcm: Pcm, step: int = 8000) -> list[VoiceTurn]:
    """All turns, after checking what holds for each answer."""
    turns, until = [], 0
    for at in range(0, len(pcm) + step, step):
        heard = stream.push(pcm[at : at + step]) if at < len(pcm) else stream.finish()
        assert until <= heard.until <= min(at + step, len(pcm))
        for turn in heard.turns:
            assert until <= turn.start < turn.end <= heard.until
            assert 0 <= turn.confidence <= 1
            assert turn.label >= 1
        assert [turn.start for turn in heard.turns] == sorted(turn.start for turn in heard.turns)
        until = heard.until
        turns += heard.turns
    assert until == len(pcm), "all is decided at the end"
    return joined(turns)


def joined(turns: list[VoiceTurn]) -> list[VoiceTurn]:
    """Turns that were cut where an answer ended, in one piece."""
    spans: dict[int, list[list[int]]] = {}
    for turn in turns:
        of = spans.setdefault(turn.label, [])
        if of and of[-1][1] == turn.start:
            of[-1][1] = turn.end
        else:
            of.append([turn.start, turn.end])
    return [
        VoiceTurn(label=VoiceLabel(label), start=start, end=end, confidence=1.0)  # type: ignore[arg-type]
        for label, of in spans.items()
        for start, end in of
    ]


def test_voices_are_told_apart(case: Asked) -> None:
    _, scene, right, turns = case
    assert turns
    assert agreement(turns, scene.said, len(scene.pcm)) >= right


def test_turns_of_one_label_do_not_overlap(case: Asked) -> None:
    *_, turns = case
    for label in {turn.label for turn in turns}:
        mine = sorted((turn.start, turn.end) for turn in turns if turn.label == label)
        for (_, end), (start, _) in pairwise(mine):
            assert end <= start


def test_decisions_are_as_late_as_said_and_no_later(case: Asked) -> None:
    diariser, scene, *_ = case
    stream = diariser.stream()
    for at in range(0, len(scene.pcm), 1600):
        heard = stream.push(scene.pcm[at : at + 1600])
        if diariser.latency is not None:
            assert heard.until >= at + 1600 - diariser.latency
    stream.finish()


def test_the_cut_of_the_sound_makes_no_difference(case: Asked) -> None:
    diariser, scene, _, turns = case
    for step in (777, len(scene.pcm)):
        assert listen(diariser.stream(), scene.pcm, step=step) == turns


def test_where_nobody_speaks_nobody_is_found(case: Asked) -> None:
    diariser, scene, *_ = case
    stream = diariser.stream()
    third = len(scene.pcm) // 48_000 * 16_000
    turns = list(stream.push(scene.pcm[:third], speech=False).turns)
    turns += stream.push(scene.pcm[third : 2 * third]).turns
    turns += stream.push(scene.pcm[2 * third :], speech=False).turns
    turns += stream.finish().turns
    assert turns
    assert all(third <= turn.start and turn.end <= 2 * third for turn in turns)


def test_no_more_voices_than_are_known_to_be_there(case: Asked) -> None:
    diariser, scene, *_ = case
    assert len({turn.label for turn in listen(diariser.stream(most=1), scene.pcm)}) == 1


def test_streams_are_apart(case: Asked) -> None:
    diariser, scene, _, turns = case
    other = diariser.stream()
    other.push(scene.pcm[::-1].copy())
    assert listen(diariser.stream(), scene.pcm) == turns
    other.finish()


def test_sound_is_left_alone_and_may_change_afterwards(case: Asked) -> None:
    diariser, scene, _, expected = case
    stream, turns = diariser.stream(), []
    for at in range(0, len(scene.pcm), 5000):
        piece = scene.pcm[at : at + 5000].copy()
        before = piece.copy()
        turns += stream.push(piece).turns
        assert np.array_equal(piece, before)
        piece[:] = 0
    assert joined([*turns, *stream.finish().turns]) == expected


def test_a_label_that_was_merged_does_not_come_again(case: Asked) -> None:
    diariser, scene, *_ = case
    if diariser.latency is None:
        return  # All is decided at once: there is no later.
    stream, half = diariser.stream(), 17 * 16_000
    labels = sorted({turn.label for turn in stream.push(scene.pcm[:half]).turns})
    assert len(labels) >= 2
    for label in labels[1:]:
        stream.merge(label, labels[0])
    stream.review()
    after = {turn.label for turn in [*stream.push(scene.pcm[half:]).turns, *stream.finish().turns]}
    assert labels[0] in after
    assert not after & set(labels[1:])


def test_a_later_look_names_labels_that_were_told(case: Asked) -> None:
    diariser, scene, *_ = case
    stream = diariser.stream()
    assert stream.review() == ()
    labels = {turn.label for turn in listen(stream, scene.pcm)}
    for change in stream.review():
        assert {change.was, change.now} <= labels
        assert change.was != change.now
        assert 0 <= change.start < change.end


def test_what_is_forgotten_is_begun_anew(case: Asked) -> None:
    diariser, scene, *_ = case
    if diariser.latency is None:
        return
    stream, half = diariser.stream(), len(scene.pcm) // 2
    before = {turn.label for turn in stream.push(scene.pcm[:half]).turns}
    stream.forget()
    assert stream.review() == ()
    heard = stream.push(scene.pcm[half:])
    after = {turn.label for turn in [*heard.turns, *stream.finish().turns]}
    assert before
    assert after
    assert not before & after
