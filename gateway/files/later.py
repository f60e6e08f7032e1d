"""What a later look at the voices of a file changes of its text: events that amend it. Pure."""

from captions.corrections import Corrections
from captions.errors import VoixlaError
from captions.events import Amended, Author, AuthorKind, CaptionEvent
from captions.ids import Milliseconds, SpeakerId
from pipeline.repairs import Repair

_AUTHOR = Author(kind=AuthorKind.ENGINE, id=SpeakerId("voices"), name="Distinction des voix")


class LaterLooks:
    """Told every event of the session."""

    def __init__(self) -> None:
        self._corrections = Corrections()

    def apply(self, event: CaptionEvent) -> None:
        self._corrections.apply(event)

    def amended(self, repair: Repair, *, at_ms: Milliseconds) -> list[Amended]:
        """The segments of a line with who said them after all; nothing of those that were not told."""
        try:
            segments, _ = self._corrections.to_move(repair.line, None)
        except VoixlaError:
            return []
        wrong = [segment for segment in segments if segment.id in repair.segments]
        return self._corrections.reassign(_AUTHOR, wrong, repair.line, repair.speaker, at_ms=at_ms)
