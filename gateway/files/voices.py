"""What tells several people in the sound of a file apart, and the session that does. Not responsible for the text."""

from pathlib import Path

from captions.glossary import Glossary
from captions.ids import SessionId
from hardware.voices import VoicesDevice
from models.engines.speakers.online import OnlineDiariser
from models.engines.voice_networks import Networks
from models.weights.progress import Progress
from models.weights.speakers.fetch import resolve_speakers
from pipeline.policy import ACCURATE
from pipeline.ports import Inference, Publish
from pipeline.session import CaptionSession


def load_voices(cache: Path, progress: Progress) -> VoicesDevice:
    """Blocks while weights are fetched and loaded. Raises ``VoixlaError`` with what to do when they cannot be had."""
    networks = Networks(resolve_speakers(cache, progress=progress))
    return VoicesDevice(lambda: OnlineDiariser(networks))


def shared_session(
    inference: Inference,
    voices: VoicesDevice,
    session: SessionId,
    publish: Publish,
    glossary: Glossary | None = None,
) -> CaptionSession:
    """Captions of a recording: accurate, sound waits for the engine, tracks may be shared. ``voices`` is entered."""
    return CaptionSession(
        session=session,
        inference=inference,
        policy=ACCURATE,
        publish=publish,
        live=False,
        glossary=glossary,
        diarisation=voices,
    )
