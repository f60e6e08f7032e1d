"""Turns 16- or 32-bit weights into 8-bit ones, once, row by row; knows the file, not where it comes from.

CTranslate2 would do the same at every load. What is written here gives bit for bit what it computes then:
matrices get one scale per row, 127 / max|row|; convolutions, biases, norms and positions stay float.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from models.weights.layout import Variable, read_layout, write_aliases, write_header, write_variable_header

_ROWS = 4096
"""Rows held in memory at once, so that the largest matrix costs tens of megabytes."""

_FLOATS = ("float32", "float16")


def quantise(source: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    """Write ``target``, the int8 form of ``source``; ``progress(done, total)`` in bytes of the source.

    Raises ``LayoutError`` when the source is no whole ``model.bin``.
    """
    layout = read_layout(source)
    total = sum(variable.size for variable in layout.variables)
    done = 0
    with source.open("rb") as reader, target.open("wb") as writer:
        write_header(writer, layout, sum(2 if _is_matrix(v) else 1 for v in layout.variables))
        for variable in layout.variables:
            if _is_matrix(variable):
                _write_quantised(reader, writer, variable)
            else:
                _write_plain(reader, writer, variable)
            done += variable.size
            progress(done, total)
        write_aliases(writer, layout.aliases)


def _is_matrix(variable: Variable) -> bool:
    """What CTranslate2 quantises when it loads a Whisper: ``weight`` of linear layers and embeddings."""
    return variable.name.endswith("weight") and len(variable.shape) == 2 and variable.type in _FLOATS


def _write_quantised(reader: BinaryIO, writer: BinaryIO, variable: Variable) -> None:
    write_variable_header(writer, variable.name, variable.shape, "int8")
    scales: list[npt.NDArray[np.float32]] = []
    for rows in _rows(reader, variable):
        largest = np.abs(rows).max(axis=1)
        largest[largest == 0] = 127
        # The guard of CTranslate2: the scale of a tiny row must stay a float32.
        largest = np.maximum(largest, np.float32(127) / np.finfo(np.float32).max)
        scale = (np.float32(127) / largest).astype(np.float32)
        writer.write(np.rint(rows * scale[:, None]).astype(np.int8).tobytes())
        scales.append(scale)
    write_variable_header(writer, f"{variable.name}_scale", variable.shape[:1], "float32")
    writer.write(np.concatenate(scales).tobytes())


def _rows(reader: BinaryIO, variable: Variable) -> Iterator[npt.NDArray[np.float32]]:
    height, width = variable.shape
    reader.seek(variable.offset)
    item = np.dtype(variable.type)
    for first in range(0, height, _ROWS):
        count = min(_ROWS, height - first) * width
        yield np.frombuffer(reader.read(count * item.itemsize), item).astype(np.float32).reshape(-1, width)


def _write_plain(reader: BinaryIO, writer: BinaryIO, variable: Variable) -> None:
    reader.seek(variable.offset)
    data = reader.read(variable.size)
    # Widened without loss, so that a processor, which has no 16-bit floats, finds nothing to convert at load.
    widen = variable.type == "float16"
    write_variable_header(writer, variable.name, variable.shape, "float32" if widen else variable.type)
    writer.write(np.frombuffer(data, np.float16).astype(np.float32).tobytes() if widen else data)
