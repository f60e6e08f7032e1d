"""What tells several people in the sound of a file apart, loaded at once."""

from pathlib import Path

from hardware.voices import VoicesDevice
from models.engines.speakers.online import OnlineDiariser
from models.engines.voice_networks import Networks
from models.weights.progress import Progress
from models.weights.speakers.fetch import resolve_speakers


def load_voices(cache: Path, progress: Progress) -> VoicesDevice:
    """Blocks while weights are fetched and loaded. Raises ``VoixlaError`` with what to do when they cannot be had."""
    networks = Networks(resolve_speakers(cache, progress=progress))
    return VoicesDevice(lambda: OnlineDiariser(networks))
