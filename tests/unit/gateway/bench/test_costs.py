"""Costs of the steps of an engine: a scripted one, the micro model, and a model of random weights."""

from pathlib import Path

import numpy as np
import pytest

from captions.errors import VoixlaError
from gateway.bench.costs import TOKENS, Cost, costs
from gateway.bench.printed import printed
from models.audio import SAMPLE_RATE
from models.engines.bare import BareWhisper
from models.engines.padded import PaddedWhisper
from models.weights.layout import read_layout
from models.weights.shapes import SHAPES, Shape, build
from tests.fakes.micro_whisper import build_micro_whisper

SMALL = Shape(encoder_layers=2, decoder_layers=1, width=64, heads=2)


class Steps:
    """Remembers what was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []

    def encode(self, seconds: int, batch: int) -> tuple[int, int]:
        self.calls.append(("encode", seconds, batch))
        return seconds, batch

    def decode(self, encoded: tuple[int, int], batch: int, *, tokens: int, beam: int) -> int:
        assert encoded[1] == batch
        self.calls.append(("decode", *encoded, beam))
        return tokens * batch

    def align(self, encoded: tuple[int, int], seconds: int, batch: int, *, tokens: int) -> None:
        assert encoded == (seconds, batch)
        self.calls.append(("align", *encoded))


def test_every_step_is_measured_for_every_length_batch_and_beam() -> None:
    steps = Steps()
    measured = list(costs(steps, seconds=[5, 10], batches=[1, 4], beams=[1, 5]))
    assert len(measured) == 2 * 2 * 4
    assert {(one.step, one.seconds, one.batch, one.beam) for one in measured if one.step == "decode"} == {
        ("decode", seconds, batch, beam) for seconds in (5, 10) for batch in (1, 4) for beam in (1, 5)
    }
    assert {one.tokens for one in measured if one.step == "decode"} == {TOKENS, 4 * TOKENS}
    assert steps.calls.count(("encode", 10, 4)) == 3


def test_costs_are_told_by_item_and_by_token() -> None:
    cost = Cost(step="decode", seconds=5, batch=4, beam=5, tokens=96, cpu_ms=192.0, wall_ms=96.0)
    assert cost.as_json(gpu=False)["per_item_ms"] == 48.0
    assert cost.as_json(gpu=False)["per_token_ms"] == 2.0
    assert cost.as_json(gpu=True)["per_token_ms"] == 1.0


@pytest.fixture(scope="module")
def micro(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_micro_whisper(tmp_path_factory.mktemp("models") / "micro")


@pytest.fixture(scope="module")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "random", SMALL, quantization="int8")


@pytest.mark.parametrize("beam", [1, 5])
@pytest.mark.parametrize("model", ["micro", "random_model"])
def test_the_bare_steps_give_what_is_asked(request: pytest.FixtureRequest, model: str, beam: int) -> None:
    folder = request.getfixturevalue(model)
    compute_type = "float32" if model == "micro" else "int8"
    engine = BareWhisper(folder, device="cpu", compute_type=compute_type, threads=1)
    encoded = engine.encode(5, 3)
    assert list(encoded.shape)[:2] == [3, 250]
    assert engine.decode(encoded, 3, tokens=TOKENS, beam=beam) == 3 * TOKENS
    engine.align(encoded, 5, 3, tokens=TOKENS)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VoixlaError, match="ne peuvent pas être chargés"):
        BareWhisper(tmp_path, device="cpu", compute_type="int8", threads=1)


def test_random_weights_have_the_size_of_real_ones(random_model: Path) -> None:
    variables = {variable.name: variable for variable in read_layout(random_model / "model.bin").variables}
    assert variables["decoder/embeddings/weight"].shape == (51_865, 64)
    layers = [variables[f"encoder/layer_{index}/ffn/linear_0/weight"] for index in range(2)]
    data = (random_model / "model.bin").read_bytes()
    first, second = (data[one.offset : one.offset + one.size] for one in layers)
    assert len(first) == 4 * 64 * 64
    assert first != second


def test_random_weights_load_in_faster_whisper(random_model: Path) -> None:
    whisper = PaddedWhisper(random_model, device="cpu", compute_type="int8", workers=1, threads=1)
    assert isinstance(whisper.text(np.zeros(SAMPLE_RATE // 2, dtype=np.float32)), str)


def test_the_peers_engine_gives_words_in_order(micro: Path) -> None:
    whisper = PaddedWhisper(micro, device="cpu", compute_type="float32", workers=1, threads=1)
    noise = np.random.default_rng(0).normal(0, 0.1, 3 * SAMPLE_RATE).astype(np.float32)
    words = whisper.words(noise, "avant")
    assert all(word.text == word.text.strip() != "" for word in words)
    assert [word.start_ms for word in words] == sorted(word.start_ms for word in words)


def test_every_size_is_offered() -> None:
    assert list(SHAPES) == ["tiny", "base", "small", "medium", "large-v3-turbo", "large-v3"]
    assert (SHAPES["large-v3-turbo"].mels, SHAPES["large-v3-turbo"].decoder_layers) == (128, 4)


def test_results_for_people() -> None:
    result = {
        "model": "base",
        "first_ms": {"p50": 900, "p95": 1800},
        "wer": None,
        "runs": [{"kept": True, "n": 2}, {"kept": False, "n": 14}],
        "sets": {"book": {"words": 3, "fast": 0.5}, "pooled": {"words": 30, "fast": 0.25}},
        "machine": {"cores": 2, "gpus": []},
    }
    assert printed(result) == [
        "model     base",
        "first_ms  p50 900 p95 1800",
        "wer       –",
        "runs",
        "  kept   n",
        "   oui   2",
        "   non  14",
        "sets",
        "          words  fast",
        "    book      3   0.5",
        "  pooled     30  0.25",
        "machine",
        "  cores  2",
        "  gpus   –",
    ]
