"""Recognisers that fail when the test says so."""

import threading
from collections.abc import Sequence

from captions.errors import VoixlaError
from captions.words import EngineStamp, Hypothesis
from models.audio import Samples, SpeechWindow
from models.ports import Capabilities
from tests.fakes.speech import TruthfulListener


class Breakable:
    """Implements ``models.ports.Recogniser``: hears what ``listener`` hears until ``error`` is set."""

    def __init__(self, listener: TruthfulListener) -> None:
        self._listener = listener
        self.error: Exception | None = None
        self.calls = 0
        self.may_end = threading.Event()
        self.may_end.set()

    @property
    def capabilities(self) -> Capabilities:
        stamp = EngineStamp(engine="breakable", model="none", compute_type="none")
        return Capabilities(stamp=stamp, max_window=Samples(480_000), languages=("fr",))

    def recognise(self, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
        self.calls += 1
        assert self.may_end.wait(5)
        if self.error is not None:
            raise self.error
        return [self._listener.recognise(window) for window in windows]


def out_of_memory() -> VoixlaError:
    return VoixlaError("engine.failed", "CUDA out of memory", retryable=True)
