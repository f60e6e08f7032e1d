"""The peers' way: two decodes agree, the buffer stays short, nothing is said twice."""

from collections.abc import Callable

import numpy as np
import pytest

from captions.words import Word
from gateway.bench.agreement import AgreementCaptioner
from models.audio import SAMPLE_RATE, to_ms, to_samples
from tests.fakes.speech import script, word


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)


def texts(words: list[Word]) -> list[str]:
    return [spoken.text for spoken in words]


def test_words_are_committed_when_two_decodes_agree() -> None:
    captioner = AgreementCaptioner()
    captioner.hear(silence(1))
    assert captioner.accept([word("Bon", 0, 400), word("jour", 400, 800)]) == ([], [*_words("Bon", "jour")])
    captioner.hear(silence(1))
    fresh, rest = captioner.accept([word("bon,", 0, 400), word("soir", 400, 800), word("à", 900, 1000)])
    assert (texts(fresh), texts(rest)) == (["bon,"], ["soir", "à"])


def test_the_end_says_what_nothing_could_confirm() -> None:
    captioner = AgreementCaptioner()
    captioner.hear(silence(1))
    captioner.accept([word("fin", 0, 400)])
    assert texts(captioner.finish()) == ["fin"]
    assert captioner.finish() == []


@pytest.mark.parametrize("jitter", [0, 60, -60])
def test_a_committed_word_does_not_come_back(jitter: int) -> None:
    captioner = AgreementCaptioner()
    captioner.hear(silence(2))
    both = [word("un", 100, 500), word("deux", 600, 1000)]
    captioner.accept(both)
    captioner.accept(both)
    again = [word("un", 100, 500), word("deux", 950 + jitter, 1000), word("trois", 1100, 1400)]
    assert texts(captioner.accept(again)[1]) == ["trois"]


def test_the_buffer_is_cut_after_a_sentence_and_says_what_went_before() -> None:
    captioner = AgreementCaptioner()
    captioner.hear(silence(16))
    spoken = [word("Voilà.", 1000, 4000), word("Je", 4500, 5000), word("continue", 5000, 9000)]
    captioner.accept(spoken)
    captioner.accept(spoken)
    window = captioner.window()
    assert to_ms(len(window.pcm)) == 12_000
    assert window.prompt == "Voilà."
    assert captioner.heard == 16 * SAMPLE_RATE


def test_without_a_sentence_it_is_cut_after_a_word() -> None:
    captioner = AgreementCaptioner()
    captioner.hear(silence(16))
    spoken = [word("je", 4500, 5000), word("continue", 5000, 9000)]
    captioner.accept(spoken)
    captioner.accept(spoken)
    assert to_ms(len(captioner.window().pcm)) == 7_000


def test_nothing_agreed_keeps_the_buffer() -> None:
    captioner = AgreementCaptioner()
    captioner.hear(silence(20))
    captioner.accept([word("a", 0, 400)])
    captioner.accept([word("b", 0, 400)])
    assert to_ms(len(captioner.window().pcm)) == 20_000


def test_a_perfect_decoder_gives_every_word_once_and_a_bounded_buffer() -> None:
    spoken = script(*[(at, at + 350) for at in range(200, 59_000, 400)])
    captioner, said = AgreementCaptioner(), []
    decode = _perfect(spoken)
    for _ in range(60):
        captioner.hear(silence(1))
        begin = to_ms(captioner.heard - len(captioner.window().pcm))
        said += captioner.accept(decode(begin, to_ms(captioner.heard)))[0]
        assert len(captioner.window().pcm) <= to_samples(16_000)
        assert len(captioner.window().prompt) <= 200
    said += captioner.finish()
    assert texts(said) == texts(spoken)


def _words(*names: str) -> list[Word]:
    return [word(name, index * 400, index * 400 + 400) for index, name in enumerate(names)]


def _perfect(spoken: list[Word]) -> Callable[[int, int], list[Word]]:
    def decode(begin: int, end: int) -> list[Word]:
        return [
            word(one.text, one.start_ms - begin, one.end_ms - begin)
            for one in spoken
            if begin <= (one.start_ms + one.end_ms) / 2 and one.end_ms <= end
        ]

    return decode
