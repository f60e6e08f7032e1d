from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from captions.errors import VoixlaError
from captions.words import Hypothesis
from models.audio import SAMPLE_RATE, Samples, SpeechWindow
from models.engines.faster_whisper import FasterWhisperRecogniser
from tests.fakes.micro_whisper import build_micro_whisper
from tests.fakes.noises import spoken_vowels
from tests.fakes.speech import TRACK, heard, word

SOUND = spoken_vowels(31)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_micro_whisper(tmp_path_factory.mktemp("micro"))


@pytest.fixture(scope="module")
def engine(folder: Path) -> FasterWhisperRecogniser:
    return FasterWhisperRecogniser(
        folder, name="micro", compute_type="float32", least_context_s=1, margin_s=0
    )


def test_a_language_that_the_model_does_not_have_is_said(folder: Path) -> None:
    with pytest.raises(VoixlaError, match="« klingon »") as refused:
        FasterWhisperRecogniser(folder, name="micro", compute_type="float32", language="klingon")
    assert refused.value.code == "model.language"


def window(seconds: float) -> SpeechWindow:
    return SpeechWindow(track=TRACK, start=Samples(0), pcm=SOUND[: round(seconds * SAMPLE_RATE)])


@pytest.mark.parametrize(
    ("least", "margin", "seconds", "context"),
    [(30, 4, 0.5, 30), (8, 4, 0.5, 8), (8, 4, 4.0, 8), (8, 4, 4.1, 9), (8, 4, 27, 30), (1, 0, 2.001, 3)],
)
def test_the_context_is_as_long_as_the_window_needs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, least: int, margin: int, seconds: float, context: int
) -> None:
    engine = FasterWhisperRecogniser(
        folder, name="micro", compute_type="float32", least_context_s=least, margin_s=margin
    )
    contexts = remember_contexts(engine, monkeypatch, heard())
    engine.recognise([window(seconds)])
    assert contexts == [context]


def test_a_decoder_that_runs_on_is_asked_again_with_the_full_context(
    engine: FasterWhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    contexts = remember_contexts(engine, monkeypatch, heard(run_on=True), heard(word("oui", 0, 100)))
    assert engine.recognise([window(2)])[0].words[0].text == "oui"
    assert contexts == [2, 30]
    contexts = remember_contexts(engine, monkeypatch, heard(run_on=True))
    assert engine.recognise([window(30)])[0].run_on
    assert contexts == [30]


def remember_contexts(
    engine: FasterWhisperRecogniser, monkeypatch: pytest.MonkeyPatch, *answers: Hypothesis
) -> list[int]:
    contexts: list[int] = []
    coming: Iterator[Hypothesis] = iter(answers)

    def decode(requests: Sequence[object], context_s: int) -> list[Hypothesis]:
        contexts.append(context_s)
        return [next(coming) for _ in requests]

    monkeypatch.setattr(engine, "_decode", decode)
    return contexts


@pytest.mark.parametrize("frames", range(100, 400, 20))
def test_no_length_is_mistaken_for_features(engine: FasterWhisperRecogniser, frames: int) -> None:
    """CTranslate2 takes an encoding of exactly 80 positions, 160 frames, for the features of a sound."""
    assert engine.recognise([window(frames / 100)])[0].words


def test_features_hold_the_sound_and_then_silence(engine: FasterWhisperRecogniser) -> None:
    features, frames = engine._features([SOUND[: 2 * SAMPLE_RATE], SOUND[:SAMPLE_RATE]], 5)
    assert features.shape == (2, 80, 500)
    for row, count, seconds in zip(features, frames, (2, 1), strict=True):
        assert 100 * seconds <= count <= 100 * seconds + 1
        assert row[:, : 100 * seconds].any(axis=0).all()
        assert not row[:, count:].any()


def test_windows_of_one_shape_share_a_call_and_keep_their_order(
    engine: FasterWhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    decode = engine._decode

    def count(requests: Sequence[object], context_s: int) -> list[Hypothesis]:
        calls.append(len(requests))
        return decode(requests, context_s)

    asked = [window(1.5), window(3), window(1.9), replace(window(2), prompt="Le conseil.")]
    alone = [engine.recognise([one])[0] for one in asked]
    monkeypatch.setattr(engine, "_decode", count)
    together = engine.recognise(asked)
    assert [[w.text for w in h.words] for h in together] == [[w.text for w in h.words] for h in alone]
    assert calls[:3] == [2, 1, 1]


def test_punctuation_at_the_end_of_a_prefix_is_left_open(engine: FasterWhisperRecogniser) -> None:
    encode = engine._tokenizer.encode
    cases = {" ouverte": "", " ouverte .": ".", " Non ?": "?", " Non ! ...": "!...", " –": "–"}
    for text, punctuation in cases.items():
        tokens = encode(text)
        count = engine._trailing_punctuation(tokens)
        left_open = engine._tokenizer.decode(tokens[len(tokens) - count :])
        assert left_open.replace(" ", "") == punctuation, text


def test_half_a_character_is_never_forced(engine: FasterWhisperRecogniser) -> None:
    for text in (" œ", " 日", " …", " » €"):
        tokens = engine._tokenizer.encode(text)
        assert len(tokens) > 1, "a character of several tokens, or this proves nothing"
        forced = tokens[: len(tokens) - engine._trailing_punctuation(tokens)]
        assert "\ufffd" not in engine._tokenizer.decode(forced)
        assert engine._tokenizer.decode(forced).strip() == (text.strip() if text.strip().isalnum() else "")


def test_words_are_split_at_spaces_and_keep_their_punctuation(engine: FasterWhisperRecogniser) -> None:
    encode = engine._tokenizer.encode
    for text, words in (
        (" Non ? Alors nous", ["Non\u202f?", "Alors", "nous"]),
        ("Bonjour à tous, l'école", ["Bonjour", "à", "tous,", "l'école"]),
        (" vingt-quatre voix : trois", ["vingt-quatre", "voix\u202f:", "trois"]),
        (" – Non", ["–", "Non"]),
        (" 20 % des enfants", ["20\u202f%", "des", "enfants"]),
        ("  mot ? ! ", ["mot\u202f?\u202f!"]),
        ("Non\u202f? Si", ["Non\u202f?", "Si"]),
        (" – ?", ["–\u202f?"]),
    ):
        tokens = encode(text)
        texts, groups = engine._split(tokens)
        assert texts == words
        assert [token for group in groups for token in group] == tokens


def test_forced_words_count_neither_for_nor_against_the_evidence(engine: FasterWhisperRecogniser) -> None:
    free = engine.recognise([window(4)])[0]
    forced = engine.recognise([replace(window(4), prefix=free.words)])[0]
    assert forced.mean_logprob <= 0
    assert forced.mean_logprob != pytest.approx(free.mean_logprob)


def test_a_folder_that_holds_no_model_is_refused_with_what_to_do(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "broken").mkdir()
    for file in folder.iterdir():
        (tmp_path / "broken" / file.name).write_bytes(
            file.read_bytes()[: 1000 if file.suffix == ".bin" else None]
        )
    (tmp_path / "empty").mkdir()
    for name in ("missing", "empty", "broken"):
        with pytest.raises(VoixlaError, match="weights verify") as refusal:
            FasterWhisperRecogniser(tmp_path / name, name="petit")
        assert refusal.value.code == "model.unreadable"
        assert "« petit »" in refusal.value.message
        assert not refusal.value.retryable


def test_an_engine_that_fails_may_be_asked_again(
    engine: FasterWhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Hypothesis:
        raise RuntimeError("CUDA failed with error out of memory")

    monkeypatch.setattr(engine, "_decode", fail)
    with pytest.raises(VoixlaError) as failure:
        engine.recognise([window(1)])[0]
    assert failure.value.retryable
    assert failure.value.code == "engine.failed"
