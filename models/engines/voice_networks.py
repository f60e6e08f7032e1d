"""The two networks that tell voices apart, run by onnxruntime on one thread of a processor."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from models.audio import Pcm
from models.engines.speakers.fbank import Fbank
from models.engines.speakers.voices import Direction, unit
from models.weights.speakers.fetch import SpeakerWeights


class Networks:
    """Loaded once; streams share them."""

    def __init__(self, weights: SpeakerWeights) -> None:
        self._segmentation = _session(weights.segmentation)
        self._embedding = _session(weights.embedding)
        self._fbank = Fbank()

    def segment(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        """(n,) to (frames, 7): log-probabilities of who speaks, see ``powerset``."""
        (output,) = self._segmentation.run(None, {"waveform": pcm[None, None]})
        return np.asarray(output[0], dtype=np.float32)

    def direction(self, pcm: Pcm) -> Direction:
        """(n,) of one voice alone, half a second or more, to what it sounds like."""
        (output,) = self._embedding.run(None, {"features": self._fbank.centred(pcm)[None]})
        return unit(np.asarray(output[0], dtype=np.float32))


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"], sess_options=options)
