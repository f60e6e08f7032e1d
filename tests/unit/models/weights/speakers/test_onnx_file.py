"""What is written is read by onnxruntime, and computes what numpy computes."""

import numpy as np
import onnxruntime
import pytest

from models.weights.speakers.embedding import embedding_graph
from models.weights.speakers.onnx_file import Network
from models.weights.speakers.segmentation import band_pass_filters, segmentation_graph
from tests.fakes.checkpoints import untrained_embedding, untrained_segmentation


def run(model: bytes, **inputs: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(["output"], inputs)[0])


def test_a_linear_layer() -> None:
    rng = np.random.default_rng(1)
    weight, bias = rng.normal(size=(4, 3)).astype(np.float32), rng.normal(size=3).astype(np.float32)
    network = Network()
    y = network.add("LeakyRelu", network.add("Gemm", "x", *map(network.weight, (weight, bias))), alpha=0.01)
    model = network.to_bytes("test", {"x": ("n", 4)}, y, ("n", 3))
    for rows in (1, 5):
        x = rng.normal(size=(rows, 4)).astype(np.float32)
        expected = x @ weight + bias
        expected = np.where(expected > 0, expected, 0.01 * expected)
        np.testing.assert_allclose(run(model, x=x), expected, atol=1e-6)


def test_attributes_of_every_kind_and_negative_numbers() -> None:
    network = Network()
    y = network.add("Unsqueeze", network.add("Transpose", "x", perm=[1, 0]), network.weight([-1]))
    y = network.add("Softmax", network.add("Cast", y, to=1), axis=-2)
    model = network.to_bytes("test", {"x": (2, 300)}, y, (300, 2, 1))
    x = np.arange(600, dtype=np.float32).reshape(2, 300) / 100
    expected = np.exp(x.T) / np.exp(x.T).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(run(model, x=x)[..., 0], expected, atol=1e-6)


def test_the_segmentation_network_takes_any_length_and_gives_probabilities() -> None:
    model = segmentation_graph(untrained_segmentation())
    rng = np.random.default_rng(2)
    for batch, seconds, frames in ((1, 5, 293), (2, 1, 56)):
        sound = rng.normal(size=(batch, 1, seconds * 16_000)).astype(np.float32)
        output = run(model, waveform=sound)
        assert output.shape == (batch, frames, 7)
        np.testing.assert_allclose(np.exp(output).sum(axis=2), 1, atol=1e-5)


def test_filters_pass_their_own_band() -> None:
    filters = band_pass_filters(untrained_segmentation())
    assert filters.shape == (80, 1, 251)
    gain = np.abs(np.fft.rfft(filters[:, 0], 16_000))
    low = 50 + np.linspace(30, 6000, 40)
    for index in (0, 10, 39):
        for row in (index, 40 + index):
            assert low[index] - 60 < gain[row].argmax() < low[index] + 150 + 60
    np.testing.assert_allclose(filters[:40, 0], filters[:40, 0, ::-1], atol=1e-6)
    np.testing.assert_allclose(filters[40:, 0], -filters[40:, 0, ::-1], atol=1e-6)


def test_the_embedding_network_takes_any_length() -> None:
    model = embedding_graph(untrained_embedding())
    rng = np.random.default_rng(3)
    features = rng.normal(size=(2, 250, 80)).astype(np.float32)
    outputs = [run(model, features=features[:, :frames]) for frames in (48, 200, 250)]
    for output in outputs:
        assert output.shape == (2, 192)
        assert np.isfinite(output).all()
        assert np.abs(output[0] - output[1]).max() > 1e-3
    alone = run(model, features=features[:1])
    np.testing.assert_allclose(alone[0], outputs[2][0], atol=1e-4)


@pytest.mark.parametrize(
    ("graph", "arrays"),
    [(segmentation_graph, untrained_embedding()), (embedding_graph, untrained_segmentation())],
)
def test_arrays_of_another_network_are_refused(graph, arrays) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(KeyError):
        graph(arrays)
