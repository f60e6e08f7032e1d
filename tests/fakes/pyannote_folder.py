"""A pipeline of pyannote.audio, asked by the contract where there is one; elsewhere no case is defined.

To have it asked: install the extra ``diarization`` and name a pipeline's folder (or a name on the hub that this
machine reaches) in ``PYANNOTE_PIPELINE``.
"""

import os
from collections.abc import Callable
from importlib.util import find_spec

from models.engines.pyannote_audio import load_pipeline
from models.engines.speakers.whole import WholeDiariser
from models.ports import Diariser


def pyannote_cases() -> dict[str, Callable[[], Diariser]]:
    folder = os.environ.get("PYANNOTE_PIPELINE")
    if not folder or not find_spec("pyannote") or not find_spec("pyannote.audio"):
        return {}
    return {"pyannote.audio": lambda: WholeDiariser(load_pipeline(folder))}
