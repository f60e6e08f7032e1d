from dataclasses import replace

import numpy as np
import pytest

from captions.words import Hypothesis
from models.audio import SpeechWindow, to_ms, to_samples
from pipeline.policy import ACCURATE, FAST, Policy
from tests.fakes.speech import TruthfulListener, deliveries, heard, script, sound_of, word
from tests.fakes.track_bench import TrackBench
from tests.unit.pipeline.window_recorder import Recorder, echo, silent, speech

NOISE = {"no_speech": 0.9, "mean_logprob": -1.2}
PATIENT = replace(FAST, stuck_ms=60_000)


def test_windows_open_before_speech_come_every_second_and_close_after_it() -> None:
    listen = Recorder(silent)
    TrackBench(listen).play(speech((2000, 4600), length_ms=8000))
    starts = {start for start, _, _ in listen.spans}
    assert starts == {2000 - 16 - 500}, "half a second before the frame in which speech was noticed"
    ends = [end for _, end, _ in listen.spans]
    assert ends == [2016 + 700, 2016 + 1700, 2016 + 2700, 4608 + 250]
    assert [final for _, _, final in listen.spans] == [False, False, False, True]


def test_a_window_never_reaches_back_into_the_one_before() -> None:
    listen = Recorder(silent)
    TrackBench(listen).play(speech((1000, 2000), (2500, 3500), length_ms=5000))
    finals = [index for index, (_, _, final) in enumerate(listen.spans) if final]
    closed = listen.windows[finals[0]]
    opened = listen.windows[finals[0] + 1]
    assert opened.start == closed.end


def test_committed_words_are_forced_and_never_said_again() -> None:
    listener = TruthfulListener(script(*((n * 450, n * 450 + 400) for n in range(20))))
    listen = Recorder(listener.recognise)
    bench = TrackBench(listen, FAST)
    bench.play(deliveries(sound_of(listener.words, 10_000), [1600]))
    assert [spoken.text for spoken in bench.said] == [f"m{n}" for n in range(20)]
    assert any(window.prefix for window in listen.windows)
    said = [spoken.text for spoken in bench.said]
    for window in listen.windows:
        forced = [spoken.text for spoken in window.prefix]
        assert " ".join(forced) in " ".join(said)
        assert len(window.pcm) <= to_samples(8000)


def test_an_engine_that_forgets_forced_words_does_not_make_them_appear_twice() -> None:
    answers = iter([(), ("un", "deux"), ("un",)])

    def recognise(window: SpeechWindow) -> Hypothesis:
        texts = next(answers, ("un", "deux", "trois"))
        return heard(*(word(text, 100 + 200 * n, 250 + 200 * n) for n, text in enumerate(texts)))

    bench = TrackBench(recognise, PATIENT)
    bench.play(speech((0, 3500), length_ms=4500))
    assert [spoken.text for spoken in bench.said] == ["un", "deux", "trois"]


def test_punctuation_alone_waits_for_a_word() -> None:
    """The engine cannot force it: committed, it would swallow the first word that follows."""
    prefixes = []

    def recognise(window: SpeechWindow) -> Hypothesis:
        prefixes.append([spoken.text for spoken in window.prefix])
        end = to_ms(window.end)
        return heard(word("–", 0, 100), *([word("Bonjour", 1200, 1500)] if end > 2000 else []))

    bench = TrackBench(recognise, PATIENT)
    bench.play(speech((0, 3300), length_ms=4500))
    assert ["–"] not in prefixes
    assert ["–", "Bonjour"] in prefixes
    assert [spoken.text for spoken in bench.said] == ["–", "Bonjour"]


def test_what_is_forced_is_what_was_heard_and_not_how_it_is_written() -> None:
    prefixes: set[str] = set()
    texts = ["oui", "vingt", "pour", "cent", "des", "élus"]
    said = [word(text, 200 + 300 * at, 450 + 300 * at) for at, text in enumerate(texts)]

    def recognise(window: SpeechWindow) -> Hypothesis:
        prefixes.add(" ".join(spoken.text for spoken in window.prefix))
        return heard(*(one for one in said if one.end_ms < to_ms(window.end)))

    bench = TrackBench(recognise, PATIENT)
    bench.play(speech((0, 5000), length_ms=6500))
    assert [spoken.text for spoken in bench.said] == ["oui", "20\u202f%", "des", "élus"]
    assert "oui vingt pour cent des élus" in prefixes


def test_dots_that_nobody_said_are_taken_off() -> None:
    bench = TrackBench(echo(word("alors...", 100, 400), word("…", 500, 600), word("fin.", 700, 900)))
    bench.play(speech((0, 1000), length_ms=2000))
    assert [spoken.text for spoken in bench.said] == ["alors", "fin."]


def test_when_forced_words_are_followed_by_nothing_the_window_begins_after_them() -> None:
    listen = Recorder(
        lambda window: heard(*window.prefix, *([] if window.prefix else [word("un", 100, 400)]))
    )
    bench = TrackBench(listen, FAST)
    bench.play(speech((0, 3800), length_ms=3900))
    again = next(index for index, window in enumerate(listen.windows) if window.start > 0)
    assert 350 <= to_ms(listen.windows[again].start) <= 550
    assert listen.windows[again].prefix == ()
    assert listen.windows[again].end == listen.windows[again - 1].end, "the same mark, decoded again at once"


def test_a_window_that_came_late_is_worked_off_in_parts() -> None:
    """Words at its very end only: nothing to cut after, nothing to wait for."""

    def recognise(window: SpeechWindow) -> Hypothesis:
        end = to_ms(window.end)
        return heard(*window.prefix, *([] if window.prefix else [word("fin", end - 1150, end - 1100)]))

    listen = Recorder(recognise)
    bench = TrackBench(listen, FAST)
    for item in speech((0, 90_000), length_ms=90_000):
        bench.hear(item)
    bench.captioner.catch_up()
    bench.finish()
    bench.work(most=60)
    assert bench.captioner.next_window() is None
    assert max(len(window.pcm) for window in listen.windows) <= to_samples(20_000)
    assert listen.windows[-1].final
    covered = np.zeros(90_000, dtype=bool)
    for start, end, _ in listen.spans:
        covered[start:end] = True
    assert covered.all()


def test_sound_after_the_mark_is_not_looked_at() -> None:
    """What a fast machine has not yet heard must not move a cut."""

    def recognise(window: SpeechWindow) -> Hypothesis:
        begin, end = to_ms(window.start), to_ms(window.end)
        forced = [replace(old, start_ms=begin, end_ms=end) for old in window.prefix]
        return heard(*forced, word("oui", begin + 100, begin + 200))

    spans = []
    for every in (1, 10_000):
        listen = Recorder(recognise)
        TrackBench(listen, FAST).play(speech((0, 60_000), length_ms=61_000), every=every)
        spans.append(listen.spans)
    assert spans[0] == spans[1]


@pytest.mark.parametrize("policy", [FAST, ACCURATE], ids=["fast", "accurate"])
def test_an_invention_is_neither_shown_nor_kept(policy: Policy) -> None:
    invented = [
        word(text, 200 * n, 200 * n + 150)
        for n, text in enumerate(["Sous-titrage", "Société", "Radio-Canada"])
    ]
    bench = TrackBench(lambda _: heard(*invented, no_speech=0.5), policy)
    bench.play(speech((0, 9000), length_ms=10_000))
    assert not bench.events


def test_noise_says_nothing_and_takes_back_what_was_guessed() -> None:
    answers = iter([heard(word("euh", 500, 700))])
    bench = TrackBench(lambda _: next(answers, heard(word("bzz", 500, 700), **NOISE)), ACCURATE)
    bench.play(speech((0, 3000), length_ms=4000))
    assert [event.text for event in bench.interims] == ["euh", ""]
    assert not bench.finals
    assert not bench.gaps


def test_skipping_leaves_the_newest_update_and_every_close() -> None:
    listen = Recorder(silent)
    bench = TrackBench(listen)
    for item in speech((0, 4000), (6000, 13_000), length_ms=13_500):
        bench.hear(item)
    assert bench.captioner.backlog_ms > 12_000
    assert bench.captioner.catch_up() > 5
    bench.work()
    assert [final for _, _, final in listen.spans] == [True, True]
    assert bench.captioner.backlog_ms == 0


def test_the_backlog_is_what_one_call_cannot_reach() -> None:
    bench = TrackBench(silent)
    for item in speech((0, 60_000), length_ms=60_000):
        bench.hear(item)
    assert bench.captioner.backlog_ms > 59_000
    bench.captioner.catch_up()
    assert 39_000 <= bench.captioner.backlog_ms <= 41_000


def test_a_track_may_begin_late_on_the_clock_of_the_session() -> None:
    listen = Recorder(TruthfulListener(script((3_600_500, 3_601_000))).recognise)
    bench = TrackBench(listen)
    start = to_samples(3_600_000)
    bench.play(deliveries(sound_of(script((500, 1000)), 3000), [960], start=start))
    assert [(spoken.text, spoken.start_ms) for spoken in bench.said] == [("m0", 3_600_500)]
    assert listen.windows[0].start == start
