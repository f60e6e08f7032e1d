"""What every recogniser must do, asked of each of them. A new engine is one line in ``RECOGNISERS``."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from math import isfinite
from pathlib import Path

import numpy as np
import pytest

from captions.words import Hypothesis
from models.audio import SAMPLE_RATE, Pcm, Samples, SpeechWindow, to_ms, to_samples
from models.engines.faster_whisper import FasterWhisperRecogniser
from models.ports import Recogniser
from tests.fakes.micro_whisper import build_micro_whisper
from tests.fakes.noises import spoken_vowels
from tests.fakes.speech import TRACK

RECOGNISERS: dict[str, Callable[[Path], Recogniser]] = {
    "faster-whisper": lambda folder: FasterWhisperRecogniser(
        build_micro_whisper(folder), name="micro", compute_type="float32", workers=2, least_context_s=5
    ),
}
SOUND = spoken_vowels(31)


@pytest.fixture(scope="module", params=RECOGNISERS)
def recogniser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    return RECOGNISERS[request.param](tmp_path_factory.mktemp("weights"))


def window(seconds: float, start_ms: int = 60_000, sound: Pcm = SOUND) -> SpeechWindow:
    pcm = sound[: round(seconds * SAMPLE_RATE)].copy()
    pcm.flags.writeable = False
    return SpeechWindow(track=TRACK, start=to_samples(start_ms), pcm=pcm)


def texts(hypothesis: Hypothesis) -> list[str]:
    return [word.text for word in hypothesis.words]


def test_it_says_what_it_is(recogniser: Recogniser) -> None:
    told = recogniser.capabilities
    assert told.stamp.engine
    assert told.stamp.model
    assert told.stamp.compute_type
    assert told.languages
    assert told.max_window >= to_samples(20_000), "a track decodes up to 20 s at once"


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.0, 1.6, 2.56, 5.0, 12.3, 30.0])
def test_words_are_ordered_and_inside_the_window(recogniser: Recogniser, seconds: float) -> None:
    asked = window(seconds)
    hypothesis = recogniser.recognise([asked])[0]
    assert hypothesis.words, "a recogniser that says nothing proves nothing"
    for word in hypothesis.words:
        assert to_ms(asked.start) <= word.start_ms <= word.end_ms <= to_ms(asked.end), word
    for one, other in pairwise(hypothesis.words):
        assert one.end_ms <= other.start_ms


def test_words_carry_text_and_evidence(recogniser: Recogniser) -> None:
    hypothesis = recogniser.recognise([window(5)])[0]
    for word in hypothesis.words:
        assert word.text
        assert word.text == word.text.strip()
        assert 0 <= word.probability <= 1
    assert 0 <= hypothesis.no_speech <= 1
    assert isfinite(hypothesis.mean_logprob)
    assert hypothesis.mean_logprob <= 0
    assert hypothesis.language in recogniser.capabilities.languages


def test_a_window_that_is_too_long_is_refused(recogniser: Recogniser) -> None:
    too_long = np.zeros(recogniser.capabilities.max_window + 1, dtype=np.float32)
    with pytest.raises(ValueError, match=str(len(too_long))):
        recogniser.recognise([SpeechWindow(track=TRACK, start=Samples(0), pcm=too_long)])[0]


def test_the_forced_prefix_comes_first_with_times_of_this_window(recogniser: Recogniser) -> None:
    said = recogniser.recognise([window(5)])[0].words
    for count in range(1, len(said) + 1):
        asked = replace(window(4.5, start_ms=90_000), prefix=said[:count])
        again = recogniser.recognise([asked])[0]
        assert [word.text for word in again.words[: count - 1]] == [word.text for word in said[: count - 1]]
        assert again.words[count - 1].text.startswith(said[count - 1].text.rstrip(".,;:!?…"))
        for word in again.words:
            assert to_ms(asked.start) <= word.start_ms <= word.end_ms <= to_ms(asked.end)


def test_it_can_go_on_from_its_own_words_many_times(recogniser: Recogniser) -> None:
    committed = recogniser.recognise([window(2)])[0].words[:1]
    for seconds in (3, 4, 5, 6):
        hypothesis = recogniser.recognise([replace(window(seconds), prefix=committed)])[0]
        assert texts(hypothesis)[: len(committed) - 1] == [word.text for word in committed[:-1]]
        assert len(hypothesis.words) >= len(committed)
        committed = hypothesis.words[: len(committed) + 1]


def test_a_call_is_a_function_of_its_window(recogniser: Recogniser) -> None:
    asked = window(3)
    before = asked.pcm.copy()
    first = recogniser.recognise([asked])[0]
    recogniser.recognise([window(7)])[0]
    assert recogniser.recognise([replace(asked, final=True)])[0] == first
    assert np.array_equal(asked.pcm, before)
    later = recogniser.recognise([window(3, start_ms=61_000)])[0]
    assert [word.start_ms - 1000 for word in later.words] == [word.start_ms for word in first.words]


def test_silence_is_allowed(recogniser: Recogniser) -> None:
    for seconds in (0.1, 30):
        quiet = window(seconds, sound=np.zeros(30 * SAMPLE_RATE, dtype=np.float32))
        assert isinstance(recogniser.recognise([quiet])[0], Hypothesis)


def test_a_prompt_is_taken_and_not_repeated(recogniser: Recogniser) -> None:
    plain = recogniser.recognise([window(3)])[0]
    prompted = recogniser.recognise([replace(window(3), prompt="Le conseil municipal est ouvert. " * 60)])[0]
    assert len(prompted.words) <= len(plain.words) + 20
    assert "municipal" not in texts(prompted)


def test_calls_from_several_threads_do_not_mix(recogniser: Recogniser) -> None:
    asked = [window(seconds, start_ms=1000 * n) for n, seconds in enumerate((1, 2, 3, 5, 8, 2, 1, 4))]
    alone = [recogniser.recognise([one])[0] for one in asked]
    with ThreadPoolExecutor(2) as pool:
        together = [answer for (answer,) in pool.map(lambda one: recogniser.recognise([one]), asked)]
    assert [texts(one) for one in together] == [texts(one) for one in alone]
    for one, other in zip(together, alone, strict=True):
        assert [word.start_ms for word in one.words] == [word.start_ms for word in other.words]
