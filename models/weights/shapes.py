"""Whisper models of every size with random weights: what they cost can be measured without fetching them.

Their words mean nothing. Shapes, special tokens and files are those of the real ones; the text tokens are made up,
as many as there are really, so that the output layer has its size.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ctranslate2.specs.whisper_spec import WhisperSpec

_TEXT_TOKENS = 50_257
_TIMES = tuple(f"<|{index * 0.02:.2f}|>" for index in range(1501))
_TASKS = (
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)
_POSITIONS = 448
_BLOCK = 1 << 22

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Layers and widths of a Whisper."""

    encoder_layers: int
    decoder_layers: int
    width: int
    heads: int
    mels: int = 80
    languages: int = 99


SHAPES = {
    "tiny": Shape(encoder_layers=4, decoder_layers=4, width=384, heads=6),
    "base": Shape(encoder_layers=6, decoder_layers=6, width=512, heads=8),
    "small": Shape(encoder_layers=12, decoder_layers=12, width=768, heads=12),
    "medium": Shape(encoder_layers=24, decoder_layers=24, width=1024, heads=16),
    "large-v3-turbo": Shape(
        encoder_layers=32, decoder_layers=4, width=1280, heads=20, mels=128, languages=100
    ),
    "large-v3": Shape(encoder_layers=32, decoder_layers=32, width=1280, heads=20, mels=128, languages=100),
}


def build(directory: Path, shape: Shape, *, quantization: str, seed: int = 0) -> Path:
    """Write a model that faster-whisper and CTranslate2 load offline; ``quantization`` is one of CTranslate2's.

    Takes seconds for the small ones, about a minute and 7 GB of memory for the largest.
    """
    directory.mkdir(parents=True, exist_ok=True)
    vocabulary = _vocabulary(shape.languages)
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    _fill(spec, shape, len(vocabulary), np.random.default_rng(seed))
    ids = {token: index for index, token in enumerate(vocabulary)}
    config: Any = spec.config
    config.suppress_ids = []
    config.suppress_ids_begin = [ids["<|endoftext|>"]]
    config.lang_ids = [index for token, index in ids.items() if token in _languages(shape.languages)]
    config.alignment_heads = [(shape.decoder_layers - 1, head) for head in range(min(6, shape.heads))]
    spec.register_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(directory))
    _write_tokenizer(directory / "tokenizer.json", vocabulary)
    front_end = {
        "feature_size": shape.mels,
        "sampling_rate": 16_000,
        "hop_length": 160,
        "chunk_length": 30,
        "n_fft": 400,
    }
    (directory / "preprocessor_config.json").write_text(json.dumps(front_end), encoding="utf-8")
    return directory


def _languages(count: int) -> list[str]:
    return ["<|en|>", "<|fr|>", *(f"<|x{index:02}|>" for index in range(count - 2))]


def _specials(languages: int) -> list[str]:
    return ["<|endoftext|>", "<|startoftranscript|>", *_languages(languages), *_TASKS, *_TIMES]


def _vocabulary(languages: int) -> list[str]:
    """Tokens by id: the bytes, made-up text, the empty token, the special ones."""
    made_up = [f"Ġx{index}" for index in range(_TEXT_TOKENS - 1 - 256)]
    return [*_byte_letters(), *made_up, "", *_specials(languages)]


def _byte_letters() -> list[str]:
    """The letter that stands for each byte in byte-level tokens."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    letters = {byte: chr(byte) for byte in plain} | {byte: chr(256 + n) for n, byte in enumerate(others)}
    return [letters[byte] for byte in range(256)]


def _write_tokenizer(path: Path, vocabulary: list[str]) -> None:
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    first_special = vocabulary.index("<|endoftext|>")
    content = {
        "version": "1.0",
        "added_tokens": [
            {"id": index, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": False, "special": token not in _TIMES}
            for index, token in enumerate(vocabulary) if index >= first_special
        ],
        "pre_tokenizer": byte_level,
        "decoder": byte_level,
        "model": {"type": "BPE", "vocab": {token: index for index, token in enumerate(vocabulary)}, "merges": []},
    }  # fmt: skip
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


class _Random:
    """Random arrays cut from one block: drawing every weight of a large model apart would take minutes."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._block = rng.standard_normal(_BLOCK, dtype=np.float32)
        self._rng = rng

    def __call__(self, *shape: int) -> Array:
        # Equal arrays would be stored once, and the model would be smaller than it should be.
        begin = int(self._rng.integers(0, _BLOCK // 2))
        return np.resize(self._block[begin:], shape) * np.float32(shape[-1] ** -0.5)


def _fill(spec: Any, shape: Shape, tokens: int, rng: np.random.Generator) -> None:
    random, width = _Random(rng), shape.width
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = random(width, shape.mels, 3), random(width)
    encoder.conv2.weight, encoder.conv2.bias = random(width, width, 3), random(width)
    encoder.position_encodings.encodings = random(1500, width)
    decoder.embeddings.weight = random(tokens, width)
    decoder.projection.weight = decoder.embeddings.weight
    decoder.position_encodings.encodings = random(_POSITIONS, width)
    for part in (encoder, decoder):
        _fill_norm(part.layer_norm, width)
        for layer in part.layer:
            _fill_attention(layer.self_attention, (3 * width, width), width, random)
            _fill_feed_forward(layer.ffn, width, random)
    for layer in decoder.layer:
        _fill_attention(layer.attention, (width, 2 * width, width), width, random)


def _fill_norm(norm: Any, width: int) -> None:
    norm.gamma, norm.beta = np.ones(width, np.float32), np.zeros(width, np.float32)


def _fill_attention(attention: Any, outputs: tuple[int, ...], width: int, random: _Random) -> None:
    _fill_norm(attention.layer_norm, width)
    for linear, size in zip(attention.linear, outputs, strict=True):
        linear.weight, linear.bias = random(size, width), random(size)


def _fill_feed_forward(ffn: Any, width: int, random: _Random) -> None:
    _fill_norm(ffn.layer_norm, width)
    ffn.linear_0.weight, ffn.linear_0.bias = random(4 * width, width), random(4 * width)
    ffn.linear_1.weight, ffn.linear_1.bias = random(width, 4 * width), random(width)
