"""Who speaks in a recording, by a pipeline of pyannote.audio: the extra ``diarization``, which brings torch.

A pipeline is a folder with a ``config.yaml``, or a name on the model hub. Its files are pickles that may run code when
they are loaded: only for folders that one trusts. Nothing is told to pyannote's makers: its telemetry is off.
"""

import os
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from captions.errors import VoixlaError
from models.audio import SAMPLE_RATE, Pcm
from models.engines.speakers.whole import Found, Search

_TELEMETRY = "PYANNOTE_METRICS_ENABLED"


def load_pipeline(source: str | Path, *, device: str = "cpu", threads: int = 1) -> Search:
    """What ``WholeDiariser`` takes. Raises ``VoixlaError``: extra missing, pipeline that cannot be loaded."""
    torch, audio = _libraries()
    torch.set_num_threads(threads)
    try:
        pipeline = audio.Pipeline.from_pretrained(str(source))
    # The library, the hub's client, YAML and pickle all have errors of their own.
    except Exception as error:
        raise VoixlaError("speakers.pipeline", _refusal(source)) from error
    if pipeline is None:
        raise VoixlaError("speakers.pipeline", _refusal(source))
    pipeline.to(torch.device(device))

    def search(pcm: Pcm, most: int | None) -> Iterator[Found]:
        # Never a path: reading files would take another library, which needs FFmpeg of certain versions.
        sound = {"waveform": torch.from_numpy(pcm)[None], "sample_rate": SAMPLE_RATE}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = pipeline(sound, max_speakers=most)
        for segment, _, name in answer.speaker_diarization.itertracks(yield_label=True):
            yield round(segment.start * SAMPLE_RATE), round(segment.end * SAMPLE_RATE), str(name)

    return search


def _libraries() -> tuple[Any, Any]:
    """Both libraries, imported here for the first time: they take seconds."""
    os.environ[_TELEMETRY] = "false"  # before the import, which would switch it on
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _import_torchaudio()
            return import_module("torch"), import_module("pyannote.audio")
    except ImportError as error:
        raise VoixlaError(
            "speakers.no_pyannote",
            "Il manque pyannote.audio : installez l'extra diarization (VOIXLA_EXTRAS=diarization ./run …), "
            "ou distinguez les voix avec les modèles fournis (./run weights fetch speakers).",
        ) from error


def _import_torchaudio() -> None:
    """PyPI has torchaudio for CUDA alone; beside a torch for processors its library cannot be loaded.

    pyannote needs only what is written in Python: the extension is then replaced by one that says it is not there.
    """
    try:
        import_module("torchaudio")
    except OSError:
        for name in [name for name in sys.modules if name.partition(".")[0] == "torchaudio"]:
            del sys.modules[name]
        extension: Any = ModuleType("torchaudio._extension")
        extension.__path__ = []
        extension._IS_TORCHAUDIO_EXT_AVAILABLE = extension._IS_ALIGN_AVAILABLE = False
        extension._check_cuda_version = lambda: None
        extension.fail_if_no_align = lambda function: function
        sys.modules["torchaudio._extension"] = extension
        import_module("torchaudio")


def _refusal(source: str | Path) -> str:
    return (
        f"La chaîne de diarisation « {source} » ne peut pas être chargée : donnez un dossier qui contient "
        "config.yaml et ses modèles (avec « plda »), ou un nom du dépôt de modèles auquel cette machine accède."
    )
