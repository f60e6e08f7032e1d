import json
import shutil
from pathlib import Path

import ctranslate2
import faster_whisper
import numpy as np
import numpy.typing as npt
import pytest
from faster_whisper.tokenizer import Tokenizer as WhisperTokenizer
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from captions.errors import VoixlaError
from models.weights.latin import is_latin
from models.weights.narrow import NarrowError, kept_ids, narrow
from tests.fakes.micro_whisper import MELS, build_micro_whisper, special_tokens

OTHER_SCRIPTS = (
    "Добрый день, заседание муниципального совета открыто. Переходим к голосованию по бюджету. " * 3,
    "市議会の会議を始めます。予算の採決に移ります。" * 3,
    "Καλημέρα σας, η συνεδρίαση του δημοτικού συμβουλίου αρχίζει." * 3,
)


def ignore(done: int, total: int) -> None:
    pass


def vocabulary_of(folder: Path) -> list[str]:
    tokens: list[str] = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    return tokens


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose tokens are of several scripts. Not to be changed."""
    folder = tmp_path_factory.mktemp("whole") / "micro"
    return build_micro_whisper(folder, quantization="int8", other_scripts=OTHER_SCRIPTS)


@pytest.fixture(scope="module")
def narrowed(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("narrowed")
    narrow(whole, target, ignore)
    return target


@pytest.fixture(scope="module")
def tokenizers(whole: Path, narrowed: Path) -> tuple[Tokenizer, Tokenizer, list[int]]:
    """Before, after, and the old ids by the new ones."""
    before, after = (Tokenizer.from_file(str(folder / "tokenizer.json")) for folder in (whole, narrowed))
    return before, after, kept_ids(vocabulary_of(whole))


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def test_other_scripts_leave_and_special_tokens_stay(whole: Path, narrowed: Path) -> None:
    before, after = vocabulary_of(whole), vocabulary_of(narrowed)
    gone = set(before) - set(after)
    assert len(gone) > 50
    assert {"Ð±", "ãĢ"} & gone
    assert set(special_tokens()) <= set(after)
    assert "" in after
    assert [token for token in before if token in set(after)] == after


@given(text=st.text(st.characters(max_codepoint=0x1FFFF, exclude_categories=["Cs"]).filter(is_latin)))
def test_latin_text_keeps_its_tokens(tokenizers: tuple[Tokenizer, Tokenizer, list[int]], text: str) -> None:
    before, after, kept = tokenizers
    ids = after.encode(text, add_special_tokens=False).ids
    assert [kept[index] for index in ids] == before.encode(text, add_special_tokens=False).ids
    assert after.decode(ids) == before.decode([kept[index] for index in ids])


@given(text=st.text(max_size=20))
def test_any_text_can_be_given_as_context(
    tokenizers: tuple[Tokenizer, Tokenizer, list[int]], text: str
) -> None:
    _, after, _ = tokenizers
    ids = after.encode(text, add_special_tokens=False).ids
    if not any(token in text for token in special_tokens()):
        assert after.decode(ids) == text


def test_ids_of_the_settings_point_to_the_same_tokens(whole: Path, narrowed: Path) -> None:
    before, after = vocabulary_of(whole), vocabulary_of(narrowed)
    old, new = (json.loads((folder / "config.json").read_text()) for folder in (whole, narrowed))
    for name in ("lang_ids", "suppress_ids_begin"):
        assert [after[i] for i in new[name]] == [before[i] for i in old[name]]
        assert new[name]
    assert new["alignment_heads"] == old["alignment_heads"]


def first_logits(folder: Path) -> npt.NDArray[np.float32]:
    tokens = vocabulary_of(folder)
    model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="int8", intra_threads=1)
    sound = np.random.default_rng(5).standard_normal((1, MELS, 300)).astype(np.float32)
    task = ("<|startoftranscript|>", "<|fr|>", "<|transcribe|>", "<|notimestamps|>")
    result = model.generate(
        ctranslate2.StorageView.from_array(sound),
        [[tokens.index(token) for token in task]],
        beam_size=1,
        max_length=12,
        suppress_blank=False,
        suppress_tokens=[],
        return_logits_vocab=True,
    )[0]
    return np.array(result.logits[0][0], dtype=np.float32)


def test_the_engine_computes_the_same_for_what_is_kept(whole: Path, narrowed: Path) -> None:
    kept = kept_ids(vocabulary_of(whole))
    np.testing.assert_array_equal(first_logits(narrowed), first_logits(whole)[kept])


def test_faster_whisper_finds_its_special_tokens(narrowed: Path) -> None:
    model = faster_whisper.WhisperModel(
        str(narrowed), device="cpu", compute_type="int8", local_files_only=True
    )
    tokenizer = WhisperTokenizer(model.hf_tokenizer, True, task="transcribe", language="fr")
    tokens = vocabulary_of(narrowed)
    assert model.model.is_multilingual
    assert [tokens[index] for index in tokenizer.sot_sequence] == [
        "<|startoftranscript|>",
        "<|fr|>",
        "<|transcribe|>",
    ]
    assert tokens[tokenizer.eot] == "<|endoftext|>"
    assert tokens[tokenizer.timestamp_begin] == "<|0.00|>"


def test_the_older_vocabulary_will_do(copy: Path, narrowed: Path, tmp_path: Path) -> None:
    (copy / "vocabulary.txt").write_text("\n".join(vocabulary_of(copy)) + "\n", encoding="utf-8")
    (copy / "vocabulary.json").unlink()
    (tmp_path / "target").mkdir()
    narrow(copy, tmp_path / "target", ignore)
    assert vocabulary_of(tmp_path / "target") == vocabulary_of(narrowed)


def test_older_merges_and_template_ids(copy: Path, narrowed: Path, tmp_path: Path) -> None:
    tokenizer = json.loads((copy / "tokenizer.json").read_text())
    tokenizer["model"]["merges"] = [" ".join(merge) for merge in tokenizer["model"]["merges"]]
    end = vocabulary_of(copy).index("<|endoftext|>")
    tokenizer["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [{"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [],
        "special_tokens": {
            "<|endoftext|>": {"id": "<|endoftext|>", "ids": [end], "tokens": ["<|endoftext|>"]}
        },
    }
    (copy / "tokenizer.json").write_text(json.dumps(tokenizer))
    (tmp_path / "target").mkdir()
    narrow(copy, tmp_path / "target", ignore)
    found = json.loads((tmp_path / "target/tokenizer.json").read_text())
    ids = found["post_processor"]["special_tokens"]["<|endoftext|>"]["ids"]
    assert [vocabulary_of(narrowed)[index] for index in ids] == ["<|endoftext|>"]
    expected = json.loads((narrowed / "tokenizer.json").read_text())["model"]["merges"]
    assert found["model"]["merges"] == [" ".join(merge) for merge in expected]


@pytest.mark.parametrize("spoil", ["order", "letters", "end", "rows"])
def test_what_is_not_as_whisper_is_refused(copy: Path, tmp_path: Path, spoil: str) -> None:
    tokens = vocabulary_of(copy)
    match spoil:
        case "order":
            tokens[300], tokens[301] = tokens[301], tokens[300]
        case "letters":
            tokens[300] = "汉"
        case "end":
            tokens.remove("<|endoftext|>")
        case _:
            tokens.append("<|30.02|>")
    (copy / "vocabulary.json").write_text(json.dumps(tokens))
    (tmp_path / "target").mkdir()
    with pytest.raises(NarrowError):
        narrow(copy, tmp_path / "target", ignore)
    assert not list((tmp_path / "target").iterdir())


def test_a_damaged_source_is_told_as_such(copy: Path, tmp_path: Path) -> None:
    (copy / "tokenizer.json").write_text("{")
    with pytest.raises(VoixlaError):
        narrow(copy, tmp_path, ignore)
