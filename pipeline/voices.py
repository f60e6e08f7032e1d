"""What the voices of shared microphones are called until somebody gives them a name: one count for a session."""

from captions.events import Speaker
from captions.ids import SpeakerId
from models.speakers import VoiceLabel


class VoiceNames:
    """Of one session; bounded by how many voices its diarisers tell apart."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[SpeakerId, VoiceLabel], int] = {}

    def speaker(self, microphone: Speaker, voice: VoiceLabel | None) -> Speaker:
        """As whom ``voice`` is shown. None: it is not known which of those at the microphone speaks."""
        if voice is None:
            return Speaker(id=microphone.id, name=f"{microphone.name} ?".strip())
        number = self._numbers.setdefault((microphone.id, voice), len(self._numbers) + 1)
        return Speaker(id=SpeakerId(f"{microphone.id}#{voice}"), name=f"Intervenant {number}")
