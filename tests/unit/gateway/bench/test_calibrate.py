from collections.abc import Sequence

import numpy as np
import pytest

from captions.errors import VoixlaError
from captions.words import Hypothesis
from gateway.bench import utterances
from gateway.bench.calibrate import contexts_of, trial
from gateway.bench.phrases import Phrase
from gateway.bench.utterances import spoken, utterances_of
from models.audio import SAMPLE_RATE, Pcm, SpeechWindow
from tests.fakes.speech import heard, word

SAID = "un chat dort sous la grande table de la cuisine"


class Listener:
    """Hears ten words, the last one twice with less than 10 s, and runs on below 8 s."""

    def __init__(self) -> None:
        self.contexts: list[int] = []

    def at_context(self, window: SpeechWindow, context_s: int) -> Hypothesis:
        self.contexts.append(context_s)
        said = SAID.split() + (["cuisine"] if context_s < 10 else [])
        words = [word(text, index * 100, index * 100 + 100) for index, text in enumerate(said)]
        return heard(*words, run_on=context_s < 8)


def sound(seconds: float) -> Pcm:
    return np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)


def cost_of(sounds: Sequence[Phrase]) -> dict[int, float]:
    return {context: context * 30.0 for context in contexts_of(sounds)}


def test_every_sound_is_heard_once_with_every_context_that_it_can_have() -> None:
    sounds = [Phrase(pcm=sound(4.5), text=SAID)] * 12
    engine, told = Listener(), list[int]()
    found = trial(engine, sounds, cost_of(sounds), told=told.append)
    assert contexts_of(sounds) == [30, 20, 15, 12, 10, 9]
    assert sorted(engine.contexts) == sorted([30, 30, 20, 15, 12, 10, 9] * 12)
    assert told == list(range(1, 13))
    assert (found.words, found.reference_words, found.unsettled) == (120, 120, 0)
    assert [tally.departed for tally in found.tallies] == [0, 0, 0, 0, 0, 12, 12]
    assert [tally.evidence for tally in found.tallies] == [0, 120, 120, 120, 120, 120, 0]
    assert [tally.wrong for tally in found.tallies] == [0, 0, 0, 0, 0, 12, 12]
    assert [tally.encode_ms for tally in found.tallies][-3:] == [300, 270, 270]


def test_run_ons_are_counted_and_unknown_words_are_not_guessed() -> None:
    sounds = [Phrase(pcm=sound(2.0))] * 12
    found = trial(Listener(), sounds, cost_of(sounds), told=lambda done: None)
    assert [tally.run_ons for tally in found.tallies] == [0, 0, 0, 0, 0, 0, 12]
    assert {tally.wrong for tally in found.tallies} == {None}


def test_too_little_speech_is_refused() -> None:
    sounds = [Phrase(pcm=sound(3.0))] * 9
    with pytest.raises(VoixlaError, match="90 mots reconnus, il en faut 100"):
        trial(Listener(), sounds, cost_of(sounds), told=lambda done: None)


def test_long_speech_is_cut_where_it_is_quiet_and_keeps_its_words() -> None:
    pcm = np.ones(25 * SAMPLE_RATE, dtype=np.float32)
    for pause in (7, 16):
        pcm[pause * SAMPLE_RATE : pause * SAMPLE_RATE + 3200] = 0
    words = tuple(_spoken(str(second), second * 1000) for second in range(25))
    short = Phrase(pcm=sound(1.0))
    parts = utterances_of([short, short, Phrase(pcm=pcm, text="…", words=words)])
    assert [len(part.pcm) / SAMPLE_RATE for part in parts] == pytest.approx([7.05, 9.0, 8.95], abs=0.06)
    assert " ".join(part.text for part in parts) == " ".join(map(str, range(25)))
    assert parts[1].words[0].start_ms == 7200 - len(parts[0].pcm) // 16
    assert sum(len(part.pcm) for part in parts) == len(pcm)


@pytest.mark.parametrize(
    ("seconds", "counts"),
    [
        (1.9, (0, 0, 0)),
        (2.0, (1, 1, 1)),
        (3.1, (1, 1, 1)),
        (6.5, (2, 2, 1)),
        (10.1, (4, 2, 2)),
        (31.0, (11, 6, 4)),
    ],
)
def test_no_utterance_is_too_short_or_too_long(seconds: float, counts: tuple[int, ...]) -> None:
    phrase = Phrase(pcm=np.random.default_rng(1).random(round(seconds * SAMPLE_RATE), np.float32))
    lengths = [len(part.pcm) / SAMPLE_RATE for part in utterances_of([phrase] * 3)]
    assert len(lengths) >= sum(counts) - 1
    assert all(2 <= length <= 10 for length in lengths)
    assert sum(lengths) == pytest.approx(3 * seconds if any(counts) else 0)


def test_only_speech_is_taken_from_a_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    class Detector:
        def stream(self) -> "Detector":
            return self

        def probabilities(self, pcm: Pcm) -> Pcm:
            return (np.abs(pcm[:: utterances.FRAME]) > 0).astype(np.float32)

    monkeypatch.setattr(utterances, "SileroDetector", Detector)
    pcm = sound(10.0)
    pcm[2 * SAMPLE_RATE : 5 * SAMPLE_RATE] = 0.5
    pcm[7 * SAMPLE_RATE :] = 0.5
    lengths = [len(part.pcm) / SAMPLE_RATE for part in spoken(Phrase(pcm=pcm))]
    assert lengths == pytest.approx([3.2, 3.1], abs=0.1)


def _spoken(text: str, start_ms: int) -> utterances.SpokenWord:
    return utterances.SpokenWord(text=text, start_ms=start_ms + 200, end_ms=start_ms + 800)
