"""Reads the arrays of a PyTorch checkpoint without PyTorch, and without running anything that lies in it.

Such a file is a zip of raw arrays and of one pickle that says how they are named. Unpickling may call any function
that the file names; here every name becomes an inert stand-in, but for the three that describe arrays.
"""

import io
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Arrays = dict[str, Array]

_STORAGES = {"FloatStorage": np.dtype("<f4"), "HalfStorage": np.dtype("<f2"), "LongStorage": np.dtype("<i8")}


class CheckpointError(Exception):
    """The file is no checkpoint of the kind that is known here."""


class Inert:
    """Stands for any class or function that a checkpoint names: takes everything, does nothing."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __setitem__(self, key: Any, value: Any) -> None: ...

    def __setstate__(self, state: Any) -> None: ...

    def append(self, _: Any) -> None: ...

    def extend(self, _: Any) -> None: ...


class _State(dict[str, Any]):
    """A dictionary whose attributes, set by a pickle, are dropped."""

    def __setstate__(self, state: Any) -> None: ...


def read_arrays(path: Path) -> Arrays:
    """The arrays of the state dictionary, by name; it is the whole content, or lies in it as ``state_dict``."""
    try:
        with zipfile.ZipFile(path) as archive:
            index = next((name for name in archive.namelist() if name.endswith("/data.pkl")), "")
            content = _Reader(archive, index).load()
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise CheckpointError("not a checkpoint") from error
    except (pickle.UnpicklingError, TypeError, AttributeError, IndexError, MemoryError) as error:
        raise CheckpointError("not a checkpoint of the known kind") from error
    state = content.get("state_dict", content) if isinstance(content, dict) else None
    arrays = {k: v for k, v in state.items() if isinstance(v, np.ndarray)} if isinstance(state, dict) else {}
    if not arrays:
        raise CheckpointError("no arrays")
    return arrays


class _Reader(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile, index: str) -> None:
        super().__init__(io.BytesIO(archive.read(index)))
        self._archive = archive
        self._folder = index.rpartition("/")[0]

    def find_class(self, module: str, name: str) -> Any:
        """Imports nothing, whatever is asked for."""
        if (module, name) == ("collections", "OrderedDict"):
            return _State
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        return Inert

    def persistent_load(self, pid: Any) -> Array:
        """A storage: ``("storage", type, key, device, count)``."""
        _, kind, key, _, count = pid
        if not isinstance(kind, np.dtype):
            raise pickle.UnpicklingError("a storage of an unknown type")
        flat = np.frombuffer(self._archive.read(f"{self._folder}/data/{key}"), kind)
        if len(flat) != count:
            raise pickle.UnpicklingError("a storage of another length than announced")
        return flat


def _rebuild(storage: Array, offset: int, shape: tuple[int, ...], stride: tuple[int, ...], *_: Any) -> Array:
    """An array of its own from a view of a storage; ``ValueError`` when it would reach outside."""
    if len(shape) != len(stride) or min((offset, *shape, *stride)) < 0:
        raise ValueError("a view that cannot be")
    last = offset + sum((size - 1) * step for size, step in zip(shape, stride, strict=True))
    if 0 in shape or last >= len(storage):
        raise ValueError("a view beyond its storage")
    bytes_ = tuple(step * storage.itemsize for step in stride)
    return np.lib.stride_tricks.as_strided(storage[offset:], shape, bytes_).copy()
