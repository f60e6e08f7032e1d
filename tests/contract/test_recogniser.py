"""What every recogniser promises. A new engine adds one function and one line to ``ADAPTERS``."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from captions.ids import TrackId
from captions.words import Hypothesis
from models.audio import SAMPLE_RATE, Pcm, Samples, SpeechWindow, to_ms
from models.engines.faster_whisper import FasterWhisperRecogniser
from models.ports import Recogniser
from tests.fakes.micro_whisper import build_micro_whisper
from tests.fakes.scripted import ScriptedRecogniser, spoken

START = Samples(7 * SAMPLE_RATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An engine, and four seconds from ``START`` on in which it hears at least three words."""

    recogniser: Recogniser
    speech: Pcm

    def window(self, **changes: object) -> SpeechWindow:
        window = SpeechWindow(track=TrackId("t"), start=START, pcm=self.speech)
        return replace(window, **changes)  # type: ignore[arg-type]


def noise(seconds: float) -> Pcm:
    pcm = np.random.default_rng(3).normal(0, 0.1, int(seconds * SAMPLE_RATE)).astype(np.float32)
    pcm.setflags(write=False)
    return pcm


def scripted(tmp: Path) -> Case:
    script = spoken("Bonjour à tous, la séance est ouverte.", 7200)
    return Case(recogniser=ScriptedRecogniser(script), speech=noise(4))


def faster_whisper(tmp: Path) -> Case:
    folder = build_micro_whisper(tmp / "micro")
    recogniser = FasterWhisperRecogniser(folder, name="micro", compute_type="float32", workers=2)
    return Case(recogniser=recogniser, speech=noise(4))


ADAPTERS: dict[str, Callable[[Path], Case]] = {
    "scripted": scripted,
    "faster-whisper": faster_whisper,
}
KNOW_SILENCE = ["scripted"]
"""Adapters that can tell silence here; the micro Whisper of the tests has random weights and cannot."""


@pytest.fixture(params=ADAPTERS)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    return ADAPTERS[request.param](tmp_path)


def test_it_says_what_it_is(case: Case) -> None:
    capabilities = case.recogniser.capabilities
    assert capabilities.stamp.engine
    assert capabilities.max_window >= 10 * SAMPLE_RATE
    assert "fr" in capabilities.languages


def test_words_are_ordered_and_inside_the_window(case: Case) -> None:
    heard = case.recogniser.recognise(case.window())
    assert len(heard.words) >= 3
    check_words(heard, case.window())


def test_words_are_clean_and_judged(case: Case) -> None:
    heard = case.recogniser.recognise(case.window())
    assert all(word.text == word.text.strip() for word in heard.words)
    assert all(0 <= word.probability <= 1 for word in heard.words)
    assert 0 <= heard.no_speech <= 1
    assert heard.mean_logprob < 0
    assert heard.language == "fr"


def test_the_forced_prefix_comes_first_with_times_of_this_window(case: Case) -> None:
    first = case.recogniser.recognise(case.window())
    prefix = first.words[:2]
    window = case.window(prefix=prefix)
    again = case.recogniser.recognise(window)
    letters = [word.text.rstrip(".,;:!?…") for word in again.words]
    assert letters[:2] == [word.text.rstrip(".,;:!?…") for word in prefix]
    check_words(again, window)


def test_a_window_that_goes_on_after_a_cut_keeps_its_prefix(case: Case) -> None:
    first = case.recogniser.recognise(case.window())
    later = Samples(START + SAMPLE_RATE // 2)
    window = case.window(start=later, pcm=case.speech[SAMPLE_RATE // 2 :], prefix=first.words[1:3])
    again = case.recogniser.recognise(window)
    assert len(again.words) >= 2
    check_words(again, window)


def test_the_same_window_gives_the_same_words_and_is_left_alone(case: Case) -> None:
    before = case.speech.copy()
    once, twice = (case.recogniser.recognise(case.window()) for _ in range(2))
    assert [word.text for word in once.words] == [word.text for word in twice.words]
    assert (case.speech == before).all()


def test_a_window_that_is_too_long_is_refused(case: Case) -> None:
    longest = case.recogniser.capabilities.max_window
    with pytest.raises(ValueError, match="window"):
        case.recogniser.recognise(case.window(pcm=np.zeros(longest + 1, np.float32)))


def test_a_very_short_window_is_no_accident(case: Case) -> None:
    window = case.window(pcm=case.speech[:1600])
    check_words(case.recogniser.recognise(window), window)


def test_several_threads_may_call_at_once(case: Case) -> None:
    expected = [word.text for word in case.recogniser.recognise(case.window()).words]
    with ThreadPoolExecutor(4) as threads:
        heard = list(threads.map(lambda _: case.recogniser.recognise(case.window()), range(12)))
    assert all([word.text for word in one.words] == expected for one in heard)


@pytest.mark.parametrize("name", KNOW_SILENCE)
def test_nothing_is_heard_in_silence(name: str, tmp_path: Path) -> None:
    case = ADAPTERS[name](tmp_path)
    heard = case.recogniser.recognise(case.window(pcm=np.zeros_like(case.speech)))
    assert heard.words == ()
    assert heard.no_speech > 0.6


def check_words(heard: Hypothesis, window: SpeechWindow) -> None:
    for word in heard.words:
        assert to_ms(window.start) <= word.start_ms <= word.end_ms <= to_ms(window.end)
    for one, next_one in pairwise(heard.words):
        assert one.start_ms <= next_one.start_ms
