"""How long words took, for whoever observes a live session: from when they were said to when they were shown. Pure."""

from captions.events import CaptionEvent, Final, Gap, Interim, Origin
from captions.ids import Milliseconds, TrackId
from pipeline.ports import Observer


class Delays:
    """Told every event of a session with the session's time; a word counts as shown once, and as final once."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._shown_until: dict[TrackId, int] = {}

    def tell(self, event: CaptionEvent, now_ms: Milliseconds) -> None:
        """``event`` is published at ``now_ms``."""
        if isinstance(event, Gap):
            self._observer.gap(event.cause, event.end_ms - event.start_ms)
        elif isinstance(event, Interim | Final) and event.origin is Origin.SPEECH:
            shown = self._shown_until.get(event.track, -1)
            for word in event.words:
                delay = max(0, now_ms - word.end_ms)
                # Times move a little from guess to guess: what counts is where the middle lies.
                if (word.start_ms + word.end_ms) // 2 > shown:
                    self._observer.word_shown(delay)
                    self._shown_until[event.track] = word.end_ms
                if isinstance(event, Final):
                    self._observer.word_final(delay)

    def forget(self, track: TrackId) -> None:
        """``track`` has ended."""
        self._shown_until.pop(track, None)
