"""pyannote's segmentation 3.0 as an ONNX graph: who of at most three voices speaks, every 17 ms of a few seconds.

The network is PyanNet (Bredin, "Powerset multi-class cross entropy loss", 2023): band-pass filters whose cut-offs
are learnt, two convolutions, four bidirectional LSTMs, three linear layers. In: ``waveform`` (batch, 1, samples) at
16 kHz; out: log-probabilities (batch, frames, 7) of the classes of ``models.engines.powerset``.
"""

import numpy as np
import numpy.typing as npt

from models.weights.speakers.checkpoint import Arrays
from models.weights.speakers.onnx_file import Network

_RATE = 16_000
_KERNEL = 251
_STRIDE = 10
_LOWEST_HZ = 50.0
_NARROWEST_HZ = 50.0
_LSTMS = 4
_LINEARS = 2
_SLOPE = 0.01


def segmentation_graph(arrays: Arrays) -> bytes:
    """The ONNX file; ``KeyError`` when the arrays are of another network."""
    network = Network()
    x = _normalised(network, "waveform", arrays, "sincnet.wav_norm1d")
    filters = network.weight(band_pass_filters(arrays))
    x = network.add("Abs", network.add("Conv", x, filters, strides=[_STRIDE], kernel_shape=[_KERNEL]))
    x = _pooled(network, x, arrays, "sincnet.norm1d.0")
    for layer in (1, 2):
        name = f"sincnet.conv1d.{layer}"
        kernel, bias = network.weight(arrays[f"{name}.weight"]), network.weight(arrays[f"{name}.bias"])
        x = _pooled(network, network.add("Conv", x, kernel, bias), arrays, f"sincnet.norm1d.{layer}")
    x = network.add("Transpose", x, perm=[2, 0, 1])  # frame, batch, feature: the order of ONNX's LSTM
    for layer in range(_LSTMS):
        x = _lstm(network, x, arrays, layer)
    for layer in range(_LINEARS):
        x = network.add("LeakyRelu", _linear(network, x, arrays, f"linear.{layer}"), alpha=_SLOPE)
    x = network.add("LogSoftmax", _linear(network, x, arrays, "classifier"), axis=-1)
    x = network.add("Transpose", x, perm=[1, 0, 2])
    classes = len(arrays["classifier.bias"])
    inputs = {"waveform": ("batch", 1, "samples")}
    return network.to_bytes("segmentation", inputs, x, ("batch", "frames", classes))


def band_pass_filters(arrays: Arrays) -> npt.NDArray[np.float32]:
    """(80, 1, 251): the sinc filters, even ones first, then odd ones, from their learnt cut-off frequencies."""
    # In float32, as the network was trained: the cut-offs make large angles, whose rounding it has learnt to expect.
    name, one = "sincnet.conv1d.0.filterbank", np.float32
    low = one(_LOWEST_HZ) + np.abs(arrays[f"{name}.low_hz_"])
    high = np.clip(low + one(_NARROWEST_HZ) + np.abs(arrays[f"{name}.band_hz_"]), _LOWEST_HZ, _RATE / 2)
    half = _KERNEL // 2
    time = one(2 * np.pi) * (np.arange(-half, 0, dtype=one)[None] / one(_RATE))
    window = np.hamming(_KERNEL)[:half].astype(one)
    band = high - low
    even = (np.sin(high * time) - np.sin(low * time)) / (time / 2) * window
    odd = (np.cos(low * time) - np.cos(high * time)) / (time / 2) * window
    filters: npt.NDArray[np.float32] = np.concatenate(
        [
            np.concatenate([even, 2 * band, even[:, ::-1]], axis=1),
            np.concatenate([odd, 0 * band, -odd[:, ::-1]], axis=1),
        ]
    )
    filters = (filters / (2 * np.concatenate([band, band]))).astype(one)
    return filters[:, None]


def _normalised(network: Network, x: str, arrays: Arrays, name: str) -> str:
    scale, bias = network.weight(arrays[f"{name}.weight"]), network.weight(arrays[f"{name}.bias"])
    return network.add("InstanceNormalization", x, scale, bias, epsilon=1e-5)


def _pooled(network: Network, x: str, arrays: Arrays, norm: str) -> str:
    x = network.add("MaxPool", x, kernel_shape=[3], strides=[3])
    return network.add("LeakyRelu", _normalised(network, x, arrays, norm), alpha=_SLOPE)


def _lstm(network: Network, x: str, arrays: Arrays, layer: int) -> str:
    """Both directions of a layer; PyTorch has the gates in the order i, f, g, o, ONNX in i, o, f, g."""

    def both(kind: str) -> npt.NDArray[np.float32]:
        parts = []
        for direction in ("", "_reverse"):
            i, f, g, o = np.split(arrays[f"lstm.{kind}_l{layer}{direction}"], 4)
            parts.append(np.concatenate([i, o, f, g]))
        return np.stack(parts)

    bias = np.concatenate([both("bias_ih"), both("bias_hh")], axis=1)
    hidden = both("weight_hh")
    weights = [network.weight(part) for part in (both("weight_ih"), hidden, bias)]
    x = network.add("LSTM", x, *weights, direction="bidirectional", hidden_size=hidden.shape[2])
    x = network.add("Transpose", x, perm=[0, 2, 1, 3])
    return network.add("Reshape", x, network.weight([0, 0, -1]))


def _linear(network: Network, x: str, arrays: Arrays, name: str) -> str:
    x = network.add("MatMul", x, network.weight(arrays[f"{name}.weight"].T))
    return network.add("Add", x, network.weight(arrays[f"{name}.bias"]))
