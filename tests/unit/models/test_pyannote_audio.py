"""The adapter around a library of the same shape; with the library itself it is asked by the contract."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from captions.errors import VoixlaError
from models.engines import pyannote_audio
from models.engines.pyannote_audio import load_pipeline
from models.engines.speakers.whole import WholeDiariser

LIBRARY = """
import os
telemetry = os.environ.get("PYANNOTE_METRICS_ENABLED")
class Segment:
    def __init__(self, start, end): self.start, self.end = start, end
class Annotation:
    def itertracks(self, yield_label): return [(Segment(0.5, 1.0), 0, "B"), (Segment(1.0, 9.0), 1, "A")]
class Answer: speaker_diarization = Annotation()
class Pipeline:
    asked = []
    @classmethod
    def from_pretrained(cls, source):
        if "broken" in source: raise RuntimeError("pickle")
        return None if "gated" in source else cls()
    def to(self, device): self.device = device
    def __call__(self, sound, max_speakers):
        self.asked.append((sound, max_speakers, self.device))
        return Answer()
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyannote/audio").mkdir(parents=True)
    (tmp_path / "pyannote/__init__.py").write_text("")
    (tmp_path / "pyannote/audio/__init__.py").write_text(LIBRARY)
    (tmp_path / "torchaudio.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    torch: Any = SimpleNamespace(
        set_num_threads=lambda count: None, device=lambda name: name, from_numpy=lambda array: array
    )
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(os.environ, "PYANNOTE_METRICS_ENABLED", "true")
    for name in ("pyannote", "pyannote.audio", "torchaudio"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


@pytest.fixture(autouse=True)
def no_library_stays(request: pytest.FixtureRequest) -> Any:
    yield
    for name in ("pyannote", "pyannote.audio", "torchaudio", "torchaudio._extension"):
        sys.modules.pop(name, None)


def test_turns_come_at_the_end_labelled_in_order_and_inside_the_sound(library: Path) -> None:
    stream = WholeDiariser(load_pipeline("folder")).stream(most=2)
    assert stream.push(np.zeros(32_000, dtype=np.float32)).turns == ()
    heard = stream.finish()
    assert heard.until == 32_000
    assert [(turn.label, turn.start, turn.end) for turn in heard.turns] == [
        (1, 8000, 16_000),
        (2, 16_000, 32_000),
    ]
    sound, most, device = sys.modules["pyannote.audio"].Pipeline.asked[0]
    assert sound["waveform"].shape == (1, 32_000)
    assert sound["sample_rate"] == 16_000
    assert (most, device) == (2, "cpu")


def test_telemetry_is_off_before_the_import(library: Path) -> None:
    load_pipeline("folder")
    assert sys.modules["pyannote.audio"].telemetry == "false"


@pytest.mark.parametrize("source", ["broken", "gated"])
def test_a_pipeline_that_cannot_be_loaded_is_said_in_french(library: Path, source: str) -> None:
    with pytest.raises(VoixlaError, match=r"config\.yaml") as caught:
        load_pipeline(source)
    assert caught.value.code == "speakers.pipeline"


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torchaudio", None)
    with pytest.raises(VoixlaError, match="extra diarization") as caught:
        load_pipeline("folder")
    assert caught.value.code == "speakers.no_pyannote"


def test_a_torchaudio_for_cuda_is_used_for_what_is_python_in_it(library: Path) -> None:
    (library / "torchaudio.py").unlink()
    (library / "torchaudio").mkdir()
    (library / "torchaudio/__init__.py").write_text("from torchaudio import _extension\n")
    (library / "torchaudio/_extension.py").write_text("raise OSError('libcudart')\n")
    load_pipeline("folder")
    assert not sys.modules["torchaudio._extension"]._IS_TORCHAUDIO_EXT_AVAILABLE


def test_nothing_is_imported_before_it_is_needed() -> None:
    assert not {"torch", "torchaudio"} & set(vars(pyannote_audio))
