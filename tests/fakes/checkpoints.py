"""PyTorch checkpoints written without PyTorch: untrained arrays of the two speaker networks, and hostile ones."""

import hashlib
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.weights.catalogue import DataPackages, PackagedFile
from models.weights.speakers.card import PACKAGES

Array = npt.NDArray[np.float32]
VERSION = "1.0.0"


def write_checkpoint(path: Path, arrays: Mapping[str, Array], *, before: bytes = b"") -> Path:
    """A state dictionary as ``torch.save`` lays it out; ``before``: pickle that runs first and is dropped."""
    items = b"".join(
        _word(name) + _tensor(index, array) for index, (name, array) in enumerate(arrays.items())
    )
    dropped = before + b"0" if before else b""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02" + dropped + b"}(" + items + b"u.")
        for index, array in enumerate(arrays.values()):
            archive.writestr(f"archive/data/{index}", np.ascontiguousarray(array, "<f4").tobytes())
    return path


def call(module: str, name: str, argument: str) -> bytes:
    """Pickle that calls a function with a word."""
    return f"c{module}\n{name}\n".encode() + b"(" + _word(argument) + b"tR"


def untrained_segmentation() -> dict[str, Array]:
    shapes: dict[str, tuple[int, ...]] = {
        "sincnet.wav_norm1d.weight": (1,),
        "sincnet.wav_norm1d.bias": (1,),
        "sincnet.conv1d.0.filterbank.low_hz_": (40, 1),
        "sincnet.conv1d.0.filterbank.band_hz_": (40, 1),
    }
    for layer, size in enumerate((80, 60, 60)):
        shapes |= {f"sincnet.norm1d.{layer}.weight": (size,), f"sincnet.norm1d.{layer}.bias": (size,)}
    for layer, size in ((1, 80), (2, 60)):
        shapes |= {f"sincnet.conv1d.{layer}.weight": (60, size, 5), f"sincnet.conv1d.{layer}.bias": (60,)}
    for layer in range(4):
        for direction in ("", "_reverse"):
            end = f"_l{layer}{direction}"
            shapes |= {
                f"lstm.weight_ih{end}": (512, 256 if layer else 60),
                f"lstm.weight_hh{end}": (512, 128),
            }
            shapes |= {f"lstm.bias_ih{end}": (512,), f"lstm.bias_hh{end}": (512,)}
    for name, (out, into) in {"linear.0": (128, 256), "linear.1": (128, 128), "classifier": (7, 128)}.items():
        shapes |= {f"{name}.weight": (out, into), f"{name}.bias": (out,)}
    arrays = _filled(shapes)
    arrays["sincnet.conv1d.0.filterbank.low_hz_"] = np.linspace(30, 6000, 40, dtype=np.float32)[:, None]
    arrays["sincnet.conv1d.0.filterbank.band_hz_"] = np.full((40, 1), 100, dtype=np.float32)
    return arrays


def untrained_embedding() -> dict[str, Array]:
    shapes: dict[str, tuple[int, ...]] = {
        "head.conv1.weight": (32, 1, 3, 3),
        "head.conv2.weight": (32, 32, 3, 3),
    }
    norms = {"head.bn1": 32, "head.bn2": 32, "xvector.tdnn.nonlinear.batchnorm": 128}
    for layer in ("head.layer1", "head.layer2"):
        for part in ("0", "1"):
            for conv in ("1", "2"):
                shapes[f"{layer}.{part}.conv{conv}.weight"] = (32, 32, 3, 3)
                norms[f"{layer}.{part}.bn{conv}"] = 32
        shapes[f"{layer}.0.shortcut.0.weight"] = (32, 32, 1, 1)
        norms[f"{layer}.0.shortcut.1"] = 32
    shapes["xvector.tdnn.linear.weight"] = (128, 320, 5)
    size = 128
    for block, layers in enumerate((12, 24, 16), start=1):
        for layer in range(1, layers + 1):
            name = f"xvector.block{block}.tdnnd{layer}"
            norms |= {f"{name}.nonlinear1.batchnorm": size, f"{name}.nonlinear2.batchnorm": 128}
            shapes |= {
                f"{name}.linear1.weight": (128, size, 1),
                f"{name}.cam_layer.linear_local.weight": (32, 128, 3),
            }
            shapes |= {
                f"{name}.cam_layer.linear1.weight": (64, 128, 1),
                f"{name}.cam_layer.linear1.bias": (64,),
            }
            shapes |= {
                f"{name}.cam_layer.linear2.weight": (32, 64, 1),
                f"{name}.cam_layer.linear2.bias": (32,),
            }
            size += 32
        norms[f"xvector.transit{block}.nonlinear.batchnorm"] = size
        shapes[f"xvector.transit{block}.linear.weight"] = (size // 2, size, 1)
        size //= 2
    norms["xvector.out_nonlinear.batchnorm"] = size
    shapes["xvector.dense.linear.weight"] = (192, 2 * size, 1)
    return _with_norms(_filled(shapes), norms)


def _with_norms(arrays: dict[str, Array], norms: dict[str, int]) -> dict[str, Array]:
    for name, width in {**norms, "xvector.dense.nonlinear.batchnorm": 192}.items():
        parts = ("running_mean",) if "dense" in name else ("weight", "bias", "running_mean")
        arrays |= _filled({f"{name}.{part}": (width,) for part in parts})
        arrays[f"{name}.running_var"] = np.ones(width, dtype=np.float32)
    return arrays


def lay_out_untrained(site: Path) -> DataPackages:
    """A data package with untrained weights, installed below ``site``, and what it should hold."""
    info = site / f"untrained_voices-{VERSION}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: untrained-voices\nVersion: {VERSION}\n")
    (info / "RECORD").write_text("")
    (site / "untrained_voices").mkdir()
    names = [file.name for file in PACKAGES.files]
    write_checkpoint(site / "untrained_voices" / names[0], untrained_segmentation())
    write_checkpoint(site / "untrained_voices" / names[1], untrained_embedding())
    (site / "untrained_voices" / names[2]).write_text("Notices of others.\n")
    return DataPackages(
        requirements=(f"untrained-voices=={VERSION}",),
        files=tuple(_packaged(site, f"untrained_voices/{name}") for name in names),
    )


def _packaged(site: Path, part: str) -> PackagedFile:
    content = (site / part).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return PackagedFile(name=Path(part).name, parts=(part,), size=len(content), sha256=digest)


def _filled(shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Array]:
    rng = np.random.default_rng(11)
    arrays = {}
    for name, shape in shapes.items():
        spread = 1 / np.sqrt(np.prod(shape[1:])) if len(shape) > 1 else 0.1
        arrays[name] = (rng.standard_normal(shape) * spread).astype(np.float32)
        if name.endswith("weight") and len(shape) == 1:
            arrays[name] += 1
    return arrays


def _word(text: str) -> bytes:
    raw = text.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def _number(number: int) -> bytes:
    return b"J" + struct.pack("<i", number)


def _tensor(key: int, array: Array) -> bytes:
    storage = b"(" + _word("storage") + b"ctorch\nFloatStorage\n" + _word(str(key)) + _word("cpu")
    storage += _number(array.size) + b"tQ"
    strides, step = [], 1
    for size in reversed(array.shape):
        strides.insert(0, step)
        step *= size
    shape = b"(" + b"".join(_number(size) for size in array.shape) + b"t"
    stride = b"(" + b"".join(_number(each) for each in strides) + b"t"
    hooks = b"ccollections\nOrderedDict\n)R"
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n("
        + storage
        + _number(0)
        + shape
        + stride
        + b"\x89"
        + hooks
        + b"tR"
    )
