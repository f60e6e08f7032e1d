"""Builds a Whisper of one layer and 64 dimensions, in milliseconds, that the real engine loads offline.

Its weights are random, so its words mean nothing; its files, tokens and shapes are those of a real model.
The output layer is biased so that it emits text, stops by itself and never claims that nobody spoke.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ctranslate2.specs.whisper_spec import WhisperSpec
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

DIMENSION = 64
HEADS = 2
MELS = 80
LANGUAGES = ("en", "fr")
TEXT_TOKENS = 600

_TIMES = tuple(f"<|{index * 0.02:.2f}|>" for index in range(1501))
_SPEAKABLE_LOGIT = 0.0
_END_LOGIT = 11.0
_UNSPEAKABLE_LOGIT = -60.0

# faster-whisper suppresses the first token of these: as whole tokens, or the bare space would be suppressed.
_WHOLE_TOKENS = " - ' ♪ ♪♪ ♪♪♪ - ' ♪ - ' ♪ - ' ♪"
_TEXT = (
    "Bonjour à toutes et à tous , la séance du conseil municipal est ouverte . ",
    "Nous passons au vote du budget : vingt-quatre voix pour , trois voix contre , une abstention . ",
    "Madame la maire donne la parole à monsieur Lefèvre , adjoint aux travaux et à la voirie . ",
    "Le projet d'école coûte deux millions d'euros , mais il est nécessaire pour les enfants . ",
    "Est-ce que quelqu'un souhaite intervenir avant la délibération ? Non ? Alors nous continuons . ",
)

Array = npt.NDArray[np.float32]


def special_tokens() -> tuple[str, ...]:
    """Everything after the text tokens, in the order that CTranslate2 and faster-whisper rely on."""
    tasks = ("<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>")
    languages = tuple(f"<|{language}|>" for language in LANGUAGES)
    return ("<|endoftext|>", "<|startoftranscript|>", *languages, *tasks, "<|notimestamps|>", *_TIMES)


def build_micro_whisper(directory: Path, seed: int = 0, quantization: str = "float32") -> Path:
    """Write ``model.bin``, ``config.json``, ``vocabulary.json`` and ``tokenizer.json``; return ``directory``.

    ``seed`` chooses the weights; ``quantization`` is one of CTranslate2's: ``int8``, ``float16``.
    """
    directory.mkdir(parents=True, exist_ok=True)
    vocabulary = _write_tokenizer(directory / "tokenizer.json")
    spec = WhisperSpec(1, HEADS, 1, HEADS)
    _fill(spec, vocabulary, np.random.default_rng(seed))
    ids = {token: position for position, token in enumerate(vocabulary)}
    config: Any = spec.config
    config.suppress_ids = []
    config.suppress_ids_begin = [ids["Ġ"], ids["<|endoftext|>"]]
    config.lang_ids = [ids[f"<|{language}|>"] for language in LANGUAGES]
    config.alignment_heads = [(0, head) for head in range(HEADS)]
    spec.register_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(directory))
    return directory


def _write_tokenizer(path: Path) -> list[str]:
    """A byte-level BPE trained on a few council sentences; returns the tokens by id."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=TEXT_TOKENS - 1, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator((*_TEXT, *(_WHOLE_TOKENS,) * 4), trainer)
    content = json.loads(tokenizer.to_str())
    vocabulary: dict[str, int] = content["model"]["vocab"]
    for token in ("", *special_tokens()):
        vocabulary[token] = len(vocabulary)
    content["added_tokens"] = [
        {"id": vocabulary[token], "content": token, "single_word": False, "lstrip": False, "rstrip": False,
         "normalized": False, "special": token not in _TIMES}
        for token in special_tokens()
    ]  # fmt: skip
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return sorted(vocabulary, key=lambda token: vocabulary[token])


def _fill(spec: Any, vocabulary: list[str], rng: np.random.Generator) -> None:
    d = DIMENSION

    def random(*shape: int, scale: float) -> Array:
        return (rng.standard_normal(shape) * scale).astype(np.float32)

    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = random(d, MELS, 3, scale=0.2), random(d, scale=0.1)
    encoder.conv2.weight, encoder.conv2.bias = random(d, d, 3, scale=0.1), random(d, scale=0.1)
    encoder.position_encodings.encodings = random(1500, d, scale=0.3)
    _fill_norm(encoder.layer_norm)
    _fill_attention(encoder.layer[0].self_attention, (3 * d, d), random)
    _fill_feed_forward(encoder.layer[0].ffn, random)
    # Not tied to the embeddings: a random model with tied ones repeats its last token for ever.
    decoder.embeddings.weight = random(len(vocabulary), d, scale=0.6)
    decoder.projection.weight = random(len(vocabulary), d, scale=0.6)
    decoder.projection.bias = _output_bias(vocabulary)
    decoder.position_encodings.encodings = random(448, d, scale=0.6)
    _fill_norm(decoder.layer_norm)
    _fill_attention(decoder.layer[0].self_attention, (3 * d, d), random)
    _fill_attention(decoder.layer[0].attention, (d, 2 * d, d), random)
    _fill_feed_forward(decoder.layer[0].ffn, random)


def _output_bias(vocabulary: list[str]) -> Array:
    text = len(vocabulary) - len(special_tokens()) - 1
    bias = np.full(len(vocabulary), _UNSPEAKABLE_LOGIT, np.float32)
    bias[:text] = _SPEAKABLE_LOGIT
    # A lone byte above ASCII is not a character: leave it out, so that decoded text is always valid.
    letters = [position for position, token in enumerate(vocabulary[:text]) if not _is_text(token)]
    bias[letters] = _UNSPEAKABLE_LOGIT
    bias[vocabulary.index("<|endoftext|>")] = _END_LOGIT
    return bias


def _is_text(token: str) -> bool:
    decoded: str = decoders.ByteLevel().decode([token])
    return decoded.isprintable() and "\ufffd" not in decoded


def _fill_norm(norm: Any) -> None:
    norm.gamma, norm.beta = np.ones(DIMENSION, np.float32), np.zeros(DIMENSION, np.float32)


def _fill_attention(attention: Any, widths: tuple[int, ...], random: Any) -> None:
    _fill_norm(attention.layer_norm)
    for linear, width in zip(attention.linear, widths, strict=True):
        linear.weight, linear.bias = random(width, DIMENSION, scale=0.2), random(width, scale=0.02)


def _fill_feed_forward(ffn: Any, random: Any) -> None:
    _fill_norm(ffn.layer_norm)
    ffn.linear_0.weight, ffn.linear_0.bias = (
        random(4 * DIMENSION, DIMENSION, scale=0.2),
        random(256, scale=0.02),
    )
    ffn.linear_1.weight, ffn.linear_1.bias = random(DIMENSION, 256, scale=0.1), random(DIMENSION, scale=0.02)
