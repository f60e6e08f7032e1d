"""The composition root: which adapter stands behind which port. The only place that joins pipeline and hardware."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from captions.ids import SessionId, TrackId
from hardware.device import InferenceDevice
from hardware.probe import probe
from hardware.select import Choice, choose
from models.audio import SAMPLE_RATE, Samples, SpeechWindow
from models.engines.faster_whisper import FasterWhisperRecogniser
from models.engines.silero import SileroDetector
from models.weights.fetch import InstalledModel, obtainable, resolve
from models.weights.progress import Progress, silent
from pipeline.policy import ACCURATE, FAST
from pipeline.ports import Publish
from pipeline.session import CaptionSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A loaded recogniser on a device, and why it was chosen. Enter ``device`` before opening sessions."""

    device: InferenceDevice
    choice: Choice
    installed: InstalledModel


def load_engine(model: str, *, language: str, cache: Path, progress: Progress = silent) -> Engine:
    """``model`` is ``auto``, a name of the catalogue or a folder. Blocks while weights are fetched and loaded.

    Raises ``VoixlaError`` with what to do when the weights cannot be had or loaded.
    """
    choice = choose(probe(), obtainable(cache), model)
    installed = resolve(choice.model, compute_type=choice.compute_type, cache=cache, progress=progress)
    recogniser = FasterWhisperRecogniser(
        installed.path,
        name=installed.name,
        device=choice.device,
        compute_type=installed.compute_type,
        workers=choice.workers,
        threads=choice.threads,
        language=language,
        least_context_s=installed.least_context_s,
    )
    _warm_up(recogniser)
    device = InferenceDevice(recogniser, SileroDetector(), workers=choice.workers)
    return Engine(device=device, choice=choice, installed=installed)


def live_session(engine: Engine, session: SessionId, publish: Publish) -> CaptionSession:
    """Captions for people who read along: fast, and sheds load rather than fall behind."""
    return CaptionSession(session=session, inference=engine.device, policy=FAST, publish=publish, live=True)


def recording_session(engine: Engine, session: SessionId, publish: Publish) -> CaptionSession:
    """Captions of a recording: accurate, and sound waits for the engine."""
    return CaptionSession(
        session=session, inference=engine.device, policy=ACCURATE, publish=publish, live=False
    )


def _warm_up(recogniser: FasterWhisperRecogniser) -> None:
    """The first call compiles and allocates; nobody should wait for that with a sentence in the air."""
    noise = np.random.default_rng(0).normal(0, 1e-3, SAMPLE_RATE).astype(np.float32)
    recogniser.recognise(SpeechWindow(track=TrackId("warm-up"), start=Samples(0), pcm=noise))
