"""The binary format of CTranslate2's ``model.bin``: where every array lies. Reads and writes, converts nothing.

Little-endian, version 6 (written since CTranslate2 2.0; see ``ModelSpec._serialize`` there)::

    u32 version · str name · u32 revision · u32 n · n × variable · u32 m · m × (str alias, str of)
    variable = str name · u8 rank · rank × u32 · u8 type · u32 bytes · data
    str      = u16 length, NUL included · bytes · NUL
"""

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

VERSION = 6
TYPES = ("float32", "int8", "int16", "int32", "float16", "bfloat16")
_ITEM_BYTES = (4, 1, 2, 4, 2, 2)


class LayoutError(Exception):
    """The file is not a whole ``model.bin`` of the version that is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One array: ``size`` bytes at ``offset``, row-major."""

    name: str
    shape: tuple[int, ...]
    type: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All arrays of a file in file order, and the other names that some of them go by."""

    spec: str
    revision: int
    variables: tuple[Variable, ...]
    aliases: tuple[tuple[str, str], ...]

    @property
    def mels(self) -> int:
        """Bands of the log-mel spectrogram that the first convolution takes: 80 or 128."""
        return next((v.shape[1] for v in self.variables if v.name == "encoder/conv1/weight"), 0)

    @property
    def weight_type(self) -> str:
        """How most weights are stored."""
        return next((v.type for v in self.variables if v.name == "decoder/embeddings/weight"), "")


def read_layout(path: Path) -> Layout:
    """Read the headers and skip the data. ``LayoutError`` when the file is cut short or something else."""
    with path.open("rb") as file:
        try:
            layout = _read(file)
        except (struct.error, UnicodeDecodeError, IndexError, EOFError) as error:
            raise LayoutError("not a model.bin, or cut short") from error
        if file.tell() != os.fstat(file.fileno()).st_size:
            raise LayoutError("bytes after the end")
    return layout


def write_header(file: BinaryIO, layout: Layout, count: int) -> None:
    file.write(struct.pack("<I", VERSION))
    _write_string(file, layout.spec)
    file.write(struct.pack("<II", layout.revision, count))


def write_variable_header(file: BinaryIO, name: str, shape: tuple[int, ...], type_name: str) -> None:
    """The data must follow: exactly as many bytes as shape and type say."""
    type_id = TYPES.index(type_name)
    size = int(np.prod(shape, dtype=np.int64)) * _ITEM_BYTES[type_id]
    _write_string(file, name)
    file.write(struct.pack(f"<B{len(shape)}IBI", len(shape), *shape, type_id, size))


def write_aliases(file: BinaryIO, aliases: tuple[tuple[str, str], ...]) -> None:
    file.write(struct.pack("<I", len(aliases)))
    for alias, of in aliases:
        _write_string(file, alias)
        _write_string(file, of)


def _read(file: BinaryIO) -> Layout:
    (version,) = _unpack(file, "<I")
    if version != VERSION:
        raise LayoutError(f"version {version}")
    spec = _read_string(file)
    revision, count = _unpack(file, "<II")
    end = os.fstat(file.fileno()).st_size
    variables = tuple(_read_variable(file, end) for _ in range(count))
    (alias_count,) = _unpack(file, "<I")
    aliases = tuple((_read_string(file), _read_string(file)) for _ in range(alias_count))
    return Layout(spec=spec, revision=revision, variables=variables, aliases=aliases)


def _read_variable(file: BinaryIO, end: int) -> Variable:
    name = _read_string(file)
    (rank,) = _unpack(file, "<B")
    shape = _unpack(file, f"<{rank}I")
    type_id, size = _unpack(file, "<BI")
    offset = file.tell()
    if size != int(np.prod(shape, dtype=np.int64)) * _ITEM_BYTES[type_id]:
        raise LayoutError("a size that does not fit its shape")
    if offset + size > end:
        raise EOFError
    file.seek(size, os.SEEK_CUR)
    return Variable(name=name, shape=shape, type=TYPES[type_id], offset=offset, size=size)


def _unpack(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _read_string(file: BinaryIO) -> str:
    (length,) = _unpack(file, "<H")
    raw = file.read(length)
    if len(raw) != length:
        raise EOFError
    return raw.rstrip(b"\0").decode("utf-8")


def _write_string(file: BinaryIO, text: str) -> None:
    raw = text.encode("utf-8") + b"\0"
    file.write(struct.pack("<H", len(raw)))
    file.write(raw)
