"""Copies a model folder without the tokens that Latin text cannot hold: decoding then compares fewer.

Rows of the output layer and of the embeddings, the vocabulary, the tokenizer and the ids in ``config.json`` go
together; what is kept keeps its order and its numbers. Special tokens all stay.
"""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from models.weights.folder import OPTIONAL, VOCABULARIES, check_folder
from models.weights.latin import LatinText
from models.weights.layout import Layout, Variable, write_aliases, write_header, write_variable_header

_END = "<|endoftext|>"
"""Everything from here on is special."""
_BY_TOKEN = ("decoder/embeddings/", "decoder/projection/")
_ID_LISTS = ("lang_ids", "suppress_ids", "suppress_ids_begin")

Ids = Mapping[int, int]
"""From the old to the new."""


class NarrowError(Exception):
    """These weights cannot be cut safely: their files are not as Whisper's are."""


def narrow(source: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    """Fill the empty folder ``target``; ``progress(done, total)`` in bytes of ``model.bin``.

    Raises ``NarrowError`` before anything is written.
    """
    layout = check_folder(source)
    vocabulary = _vocabulary(source)
    tokenizer = json.loads((source / "tokenizer.json").read_bytes())
    kept = kept_ids(vocabulary)
    ids = {old: new for new, old in enumerate(kept)}
    cut = {v.name for v in layout.variables if v.name.startswith(_BY_TOKEN) and v.shape[0] == len(vocabulary)}
    if not cut:
        raise NarrowError("no output layer with a row for each token")
    narrowed = _narrow_tokenizer(tokenizer, vocabulary, ids)
    config = json.loads((source / "config.json").read_bytes())
    config |= {name: [ids[i] for i in config[name] if i in ids] for name in _ID_LISTS if name in config}
    _write_json(target / "tokenizer.json", narrowed)
    _write_json(target / "config.json", config)
    _write_json(target / VOCABULARIES[0], [vocabulary[old] for old in kept])
    for name in OPTIONAL:
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)
    with (source / "model.bin").open("rb") as reader, (target / "model.bin").open("wb") as writer:
        _write_weights(reader, writer, layout, cut, np.array(kept), progress)
    check_folder(target)


def kept_ids(vocabulary: Sequence[str]) -> list[int]:
    """Of the tokens by id, those of Latin text and the special ones, ascending."""
    if _END not in vocabulary:
        raise NarrowError("no end of text")
    end = vocabulary.index(_END)
    latin, letters = LatinText(), byte_letters()
    try:
        text = [bytes(letters[letter] for letter in token) for token in vocabulary[:end]]
    except KeyError as error:
        raise NarrowError("tokens that are not of bytes") from error
    return [*(index for index, raw in enumerate(text) if latin.may_hold(raw)), *range(end, len(vocabulary))]


def byte_letters() -> dict[str, int]:
    """The byte that each letter of a byte-level token stands for."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {chr(256 + n): byte for n, byte in enumerate(others)}


def _vocabulary(source: Path) -> list[str]:
    listing = source / VOCABULARIES[0]
    if listing.is_file():
        tokens: list[str] = json.loads(listing.read_bytes())
        return tokens
    return (source / VOCABULARIES[1]).read_text(encoding="utf-8").removesuffix("\n").split("\n")


def _narrow_tokenizer(tokenizer: dict[str, Any], vocabulary: Sequence[str], ids: Ids) -> dict[str, Any]:
    """Without the tokens that are no keys of ``ids``; the others merge in the same order as before."""
    model, added = tokenizer["model"], tokenizer["added_tokens"]
    numbered = {**model["vocab"], **{token["content"]: token["id"] for token in added}}
    if any(index >= len(vocabulary) or vocabulary[index] != token for token, index in numbered.items()):
        raise NarrowError("a tokenizer that is not of this vocabulary")
    vocab = {token: ids[index] for token, index in model["vocab"].items() if index in ids}
    merges = [(merge, _parts(merge)) for merge in model["merges"]]
    kept = [(merge, parts) for merge, parts in merges if "".join(parts) in vocab]
    if not all(part in vocab for _, parts in kept for part in parts):
        raise NarrowError("a token whose parts are not kept")
    return {
        **tokenizer,
        "model": {**model, "vocab": vocab, "merges": [merge for merge, _ in kept]},
        "added_tokens": [{**token, "id": ids[token["id"]]} for token in added],
        "post_processor": _renumbered(tokenizer.get("post_processor"), ids),
    }


def _parts(merge: str | list[str]) -> Sequence[str]:
    """Older tokenizers write a merge as one string."""
    return merge.split(" ") if isinstance(merge, str) else merge


def _renumbered(processor: Any, ids: Ids) -> Any:
    """What puts special tokens around a text, with their new ids."""
    if isinstance(processor, list):
        return [_renumbered(item, ids) for item in processor]
    if not isinstance(processor, dict):
        return processor
    return {
        name: [ids[index] for index in value] if name == "ids" else _renumbered(value, ids)
        for name, value in processor.items()
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _write_weights(
    reader: BinaryIO,
    writer: BinaryIO,
    layout: Layout,
    cut: set[str],
    kept: "np.ndarray[Any, np.dtype[np.int64]]",
    progress: Callable[[int, int], None],
) -> None:
    total, done = sum(variable.size for variable in layout.variables), 0
    write_header(writer, layout, len(layout.variables))
    for variable in layout.variables:
        reader.seek(variable.offset)
        data = reader.read(variable.size)
        rows = len(kept) if variable.name in cut else 0
        shape = (rows, *variable.shape[1:]) if rows else variable.shape
        write_variable_header(writer, variable.name, shape, variable.type)
        writer.write(_rows(data, variable)[kept].tobytes() if rows else data)
        done += variable.size
        progress(done, total)
    write_aliases(writer, layout.aliases)


def _rows(data: bytes, variable: Variable) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    """Row by row as bytes: whatever the numbers are, they stay as they are."""
    return np.frombuffer(data, np.uint8).reshape(variable.shape[0], -1)
