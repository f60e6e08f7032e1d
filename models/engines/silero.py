"""Voice activity by Silero VAD, streaming, on the ONNX file that faster-whisper ships.

Own thin wrapper: faster-whisper's forgets its state between calls and writes zeros into the caller's array.
"""

from importlib.resources import files

import numpy as np
import numpy.typing as npt
import onnxruntime

from models.audio import Pcm

FRAME = 512
"""Samples per frame, 32 ms."""
_CONTEXT = 64
_STATE = (1, 1, 128)


class SileroDetector:
    """The model, loaded once; streams share it."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        weights = files("faster_whisper").joinpath("assets", "silero_vad_v6.onnx").read_bytes()
        self._session = onnxruntime.InferenceSession(
            weights, providers=["CPUExecutionProvider"], sess_options=options
        )

    def stream(self) -> "SileroStream":
        return SileroStream(self._session)


class SileroStream:
    """The recurrent state of one track."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._h = np.zeros(_STATE, dtype=np.float32)
        self._c = np.zeros(_STATE, dtype=np.float32)
        self._context = np.zeros(_CONTEXT, dtype=np.float32)

    def probabilities(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        """See the port: (n,) samples, n a multiple of 512, to (n / 512,) probabilities."""
        if len(pcm) % FRAME:
            raise ValueError(f"{len(pcm)} samples are not whole frames of {FRAME}")
        if not len(pcm):
            return np.zeros(0, dtype=np.float32)
        joined = np.concatenate([self._context, pcm])
        rows = np.lib.stride_tricks.sliding_window_view(joined, FRAME + _CONTEXT)[::FRAME]
        output, self._h, self._c = self._session.run(
            None, {"input": np.ascontiguousarray(rows, dtype=np.float32), "h": self._h, "c": self._c}
        )
        self._context = joined[-_CONTEXT:].copy()
        return np.asarray(output, dtype=np.float32).reshape(-1)
