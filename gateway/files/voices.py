"""What tells several people in recorded sound apart, loaded at once."""

from pathlib import Path

from hardware.voices import VoicesDevice
from models.engines.speakers.online import OnlineDiariser
from models.engines.voice_networks import Networks
from models.ports import Diariser
from models.weights.progress import Progress
from models.weights.speakers.fetch import resolve_speakers


def load_diariser(cache: Path, progress: Progress) -> Diariser:
    """Blocks while weights are fetched and loaded. Raises ``VoixlaError`` with what to do when they cannot be had."""
    return OnlineDiariser(Networks(resolve_speakers(cache, progress=progress)))


def load_voices(cache: Path, progress: Progress) -> VoicesDevice:
    """The same, with a thread of its own. To be entered."""
    diariser = load_diariser(cache, progress)
    return VoicesDevice(lambda: diariser)
