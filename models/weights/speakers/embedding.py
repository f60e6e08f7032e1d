"""CAM++ (zh-en, 192 numbers) as an ONNX graph: what a voice sounds like, from a second or more of it.

The network is that of 3D-Speaker (Wang et al., "CAM++", 2023): a small residual front, then densely connected time
delay layers, each weighted by a mask drawn from its surroundings, then mean and deviation over time. In: ``features``
(batch, frames, 80), see ``models.engines.fbank``; out: (batch, 192), not normalised.
"""

import numpy as np

from models.weights.speakers.checkpoint import Arrays
from models.weights.speakers.onnx_file import Network

_BLOCKS = ((12, 1), (24, 2), (16, 2))
"""Layers and dilation of each dense block."""
_CONTEXT = 100
"""Frames that share the local part of a mask."""
_FRONT = 320
"""Features that leave the front: 32 channels of 10 bands."""


def embedding_graph(arrays: Arrays) -> bytes:
    """The ONNX file; ``KeyError`` when the arrays are of another network."""
    return _Builder(arrays).build()


class _Builder:
    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._network = Network()

    def build(self) -> bytes:
        add, weight = self._network.add, self._network.weight
        x = add("Unsqueeze", add("Transpose", "features", perm=[0, 2, 1]), weight([1]))
        x = self._front(x)
        x = add("Reshape", x, weight([0, _FRONT, -1]))
        x = self._conv(x, "xvector.tdnn.linear", strides=[2], pads=[2, 2])
        x = self._active(x, "xvector.tdnn.nonlinear.batchnorm")
        frames = add("Slice", add("Shape", x), weight([2]), weight([3]))
        for block, (layers, dilation) in enumerate(_BLOCKS, start=1):
            for layer in range(1, layers + 1):
                name = f"xvector.block{block}.tdnnd{layer}"
                x = add("Concat", x, self._dense(x, name, dilation, frames), axis=1)
            x = self._active(x, f"xvector.transit{block}.nonlinear.batchnorm")
            x = self._conv(x, f"xvector.transit{block}.linear")
        x = self._active(x, "xvector.out_nonlinear.batchnorm")
        x = self._conv(self._statistics(x, frames), "xvector.dense.linear")
        x = self._batchnorm(x, "xvector.dense.nonlinear.batchnorm")
        x = add("Squeeze", x, weight([2]))
        inputs = {"features": ("batch", "frames", 80)}
        return self._network.to_bytes("embedding", inputs, x, ("batch", 192))

    def _front(self, x: str) -> str:
        """(batch, 1, 80, frames) to (batch, 32, 10, frames)."""
        x = self._active(self._conv(x, "head.conv1", pads=[1, 1, 1, 1]), "head.bn1")
        for layer in ("head.layer1", "head.layer2"):
            x = self._residual(self._residual(x, f"{layer}.0", stride=2), f"{layer}.1", stride=1)
        return self._active(self._conv(x, "head.conv2", strides=[2, 1], pads=[1, 1, 1, 1]), "head.bn2")

    def _residual(self, x: str, name: str, *, stride: int) -> str:
        y = self._active(
            self._conv(x, f"{name}.conv1", strides=[stride, 1], pads=[1, 1, 1, 1]), f"{name}.bn1"
        )
        y = self._batchnorm(self._conv(y, f"{name}.conv2", pads=[1, 1, 1, 1]), f"{name}.bn2")
        if stride != 1:
            x = self._batchnorm(
                self._conv(x, f"{name}.shortcut.0", strides=[stride, 1]), f"{name}.shortcut.1"
            )
        return self._network.add("Relu", self._network.add("Add", y, x))

    def _dense(self, x: str, name: str, dilation: int, frames: str) -> str:
        """32 more features, masked by what is around."""
        add = self._network.add
        x = self._conv(self._active(x, f"{name}.nonlinear1.batchnorm"), f"{name}.linear1")
        x = self._active(x, f"{name}.nonlinear2.batchnorm")
        local = self._conv(
            x, f"{name}.cam_layer.linear_local", dilations=[dilation], pads=[dilation, dilation]
        )
        around = add("Add", add("ReduceMean", x, axes=[2], keepdims=1), self._near(x, frames))
        mask = add("Relu", self._conv(around, f"{name}.cam_layer.linear1"))
        mask = add("Sigmoid", self._conv(mask, f"{name}.cam_layer.linear2"))
        return add("Mul", local, mask)

    def _near(self, x: str, frames: str) -> str:
        """The mean of each 100 frames, at each of them."""
        add, weight = self._network.add, self._network.weight
        means = add("AveragePool", x, kernel_shape=[_CONTEXT], strides=[_CONTEXT], ceil_mode=1)
        spread = add("Expand", add("Unsqueeze", means, weight([3])), weight([1, 1, 1, _CONTEXT]))
        spread = add("Reshape", spread, weight([0, 0, -1]))
        return add("Slice", spread, weight([0]), frames, weight([2]))

    def _statistics(self, x: str, frames: str) -> str:
        """Mean and unbiased deviation over time, (batch, 1024, 1)."""
        add = self._network.add
        mean = add("ReduceMean", x, axes=[2], keepdims=1)
        spread = add("ReduceSumSquare", add("Sub", x, mean), axes=[2], keepdims=1)
        others = add("Sub", add("Cast", frames, to=1), self._network.weight([1.0]))
        return add("Concat", mean, add("Sqrt", add("Div", spread, others)), axis=1)

    def _conv(self, x: str, name: str, **attributes: list[int]) -> str:
        kernel = self._arrays[f"{name}.weight"]
        inputs = [self._network.weight(kernel)]
        if f"{name}.bias" in self._arrays:
            inputs.append(self._network.weight(self._arrays[f"{name}.bias"]))
        return self._network.add("Conv", x, *inputs, kernel_shape=list(kernel.shape[2:]), **attributes)

    def _batchnorm(self, x: str, name: str) -> str:
        mean, variance = self._arrays[f"{name}.running_mean"], self._arrays[f"{name}.running_var"]
        # The last one was trained without a scale and a shift of its own.
        scale = self._arrays.get(f"{name}.weight", np.ones_like(mean))
        shift = self._arrays.get(f"{name}.bias", np.zeros_like(mean))
        inputs = [self._network.weight(part) for part in (scale, shift, mean, variance)]
        return self._network.add("BatchNormalization", x, *inputs, epsilon=1e-5)

    def _active(self, x: str, name: str) -> str:
        return self._network.add("Relu", self._batchnorm(x, name))
