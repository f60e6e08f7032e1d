"""Under whom the speakers of a session are shown, as people said. Pure."""

from captions.events import CaptionEvent, Named, Speaker
from captions.ids import SpeakerId


class Names:
    """Told the events of a session in their order; bounded by how many speakers it has."""

    def __init__(self) -> None:
        self._shown: dict[SpeakerId, Speaker] = {}

    def apply(self, event: CaptionEvent) -> None:
        if isinstance(event, Named):
            self._shown[event.speaker] = event.shown

    def of(self, speaker: Speaker) -> Speaker:
        """As who ``speaker`` is shown: who was taken for somebody else is shown under the name that they have."""
        seen = {speaker.id}
        while (shown := self._shown.get(speaker.id)) is not None:
            speaker = shown
            if shown.id in seen:
                break
            seen.add(shown.id)
        return speaker
