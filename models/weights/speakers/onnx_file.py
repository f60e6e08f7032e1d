"""Writes a network as an ONNX file: a graph of operations with their weights. Knows the file, not the networks.

ONNX is a protocol buffer (``onnx.proto`` of ONNX 1.14, opset 17). The few messages that are needed are written by
hand, so that no installation carries the ``onnx`` package for something done once. Numbers below are field numbers.
"""

import struct
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

_IR_VERSION = 8
_OPSET = 17
_FLOAT, _INT64 = 1, 7
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_STRING, _ATTRIBUTE_INTS = 1, 2, 3, 7

Attribute = float | int | str | Sequence[int]
Shape = Sequence[int | str]
"""Sizes; a word is a size that may differ between calls."""


class Network:
    """A graph under construction. What its methods give back are names of arrays, to be used as inputs."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._weights: list[bytes] = []
        self._count = 0

    def weight(self, array: npt.ArrayLike) -> str:
        """A constant: float32, or int64 when the numbers are whole."""
        values = np.asarray(array)
        kind, stored = (_INT64, "<i8") if values.dtype.kind == "i" else (_FLOAT, "<f4")
        name = self._next("w")
        dims = b"".join(_integer(1, size) for size in values.shape)
        raw = np.ascontiguousarray(values, dtype=stored).tobytes()
        self._weights.append(dims + _integer(2, kind) + _text(8, name) + _bytes(9, raw))
        return name

    def add(self, operator: str, *inputs: str, **attributes: Attribute) -> str:
        """The first output of an operator of ONNX; an input named "" is left out."""
        name = self._next("x")
        node = b"".join(_text(1, each) for each in inputs) + _text(2, name) + _text(4, operator)
        node += b"".join(_bytes(5, _attribute(key, value)) for key, value in attributes.items())
        self._nodes.append(node)
        return name

    def to_bytes(self, name: str, inputs: Mapping[str, Shape], output: str, shape: Shape) -> bytes:
        """The file. The output is called ``output`` to those who run it."""
        self._nodes.append(_text(1, output) + _text(2, "output") + _text(4, "Identity"))
        graph = b"".join(_bytes(1, node) for node in self._nodes) + _text(2, name)
        graph += b"".join(_bytes(5, weight) for weight in self._weights)
        graph += b"".join(_bytes(11, _value(key, sizes)) for key, sizes in inputs.items())
        graph += _bytes(12, _value("output", shape))
        opset = _bytes(8, _text(1, "") + _integer(2, _OPSET))
        return _integer(1, _IR_VERSION) + _text(2, "voixla") + _bytes(7, graph) + opset

    def _next(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"


def _value(name: str, shape: Shape) -> bytes:
    """A ValueInfoProto of float32."""
    sizes = b"".join(
        _bytes(1, _text(2, size) if isinstance(size, str) else _integer(1, size)) for size in shape
    )
    tensor = _integer(1, _FLOAT) + _bytes(2, sizes)
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        field, kind = _tag(2, 5) + struct.pack("<f", value), _ATTRIBUTE_FLOAT
    elif isinstance(value, int):
        field, kind = _integer(3, value), _ATTRIBUTE_INT
    elif isinstance(value, str):
        field, kind = _text(4, value), _ATTRIBUTE_STRING
    else:
        field, kind = b"".join(_integer(8, each) for each in value), _ATTRIBUTE_INTS
    return _text(1, name) + field + _integer(20, kind)


def _tag(field: int, wire: int) -> bytes:
    return _varint(field << 3 | wire)


def _varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _integer(field: int, number: int) -> bytes:
    return _tag(field, 0) + _varint(int(number))


def _bytes(field: int, content: bytes) -> bytes:
    return _tag(field, 2) + _varint(len(content)) + content


def _text(field: int, content: str) -> bytes:
    return _bytes(field, content.encode())
