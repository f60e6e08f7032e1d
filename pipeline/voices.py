"""What the voices of shared microphones are called until somebody gives them a name: one count for a session."""

from captions.events import Speaker
from captions.ids import SpeakerId
from models.speakers import VoiceLabel

_AT = "#"
"""Between the id of a microphone and the label of a voice that speaks there."""


class VoiceNames:
    """Of one session; bounded by how many voices its diarisers tell apart."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[SpeakerId, VoiceLabel], int] = {}

    def speaker(self, microphone: Speaker, voice: VoiceLabel | None) -> Speaker:
        """As whom ``voice`` is shown. None: it is not known which of those at the microphone speaks."""
        if voice is None:
            return Speaker(id=microphone.id, name=f"{microphone.name} ?".strip())
        number = self._numbers.setdefault((microphone.id, voice), len(self._numbers) + 1)
        return Speaker(id=SpeakerId(f"{microphone.id}{_AT}{voice}"), name=f"Intervenant {number}")


def microphone_of(speaker: SpeakerId) -> SpeakerId:
    """At whose microphone ``speaker`` speaks: another one's when it is a voice that was told apart."""
    return SpeakerId(speaker.rpartition(_AT)[0] or speaker)


def label_of(speaker: SpeakerId) -> VoiceLabel | None:
    """None when it is no voice of a shared microphone."""
    microphone, _, label = speaker.rpartition(_AT)
    return VoiceLabel(int(label)) if microphone and label.isdecimal() else None
