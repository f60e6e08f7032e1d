"""What is said in a meeting: told to everybody as it comes, and kept as it stands. Pure: no I/O, no clock.

In memory, as long as the meeting lasts.
"""

from collections.abc import Callable

from captions.corrections import Corrections
from captions.events import Amended, CaptionEvent, Final, Interim, Named, OffRecord, Speaker
from captions.ids import SegmentId, SpeakerId
from captions.naming import Names
from captions.transcript import Transcript
from gateway.live.event_log import OPEN_SEGMENTS
from gateway.live.hub import Hub
from gateway.meeting.pace import Pace


class Record:
    """``publish`` is what the session tells."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._open: dict[SegmentId, Interim] = {}
        self.corrections = Corrections()
        self.names = Names()
        self.named: dict[SpeakerId, Named] = {}
        """The last name of each speaker who got one."""
        self.speakers: dict[SpeakerId, Speaker] = {}
        """All who have spoken, each as last told."""
        self.pace = Pace()
        self.follow: Callable[[CaptionEvent], None] = lambda event: None
        """Told of every event after everybody was."""
        self.off = False
        """Off the record now."""

    @property
    def transcript(self) -> Transcript:
        return self.corrections.transcript

    def publish(self, event: CaptionEvent) -> None:
        self._hub.publish(event)
        self.corrections.apply(event)
        self.pace.tell(event)
        if isinstance(event, Interim | Final | Amended):
            self.speakers[event.speaker.id] = event.speaker
        if isinstance(event, OffRecord):
            self.off = event.on
        elif isinstance(event, Named):
            self.names.apply(event)
            self.named.pop(event.speaker, None)
            self.named[event.speaker] = event
        elif isinstance(event, Interim | Final):
            self._open.pop(event.segment, None)
            if isinstance(event, Interim) and event.words:
                self._open[event.segment] = event
                if len(self._open) > OPEN_SEGMENTS:
                    del self._open[next(iter(self._open))]
        self.follow(event)

    def unfinished(self, segment: SegmentId) -> Interim | None:
        """The present guess for ``segment``."""
        return self._open.get(segment)

    def name_of(self, speaker: SpeakerId) -> str | None:
        """As whom ``speaker`` spoke last; None when they never did."""
        names = [segment.speaker.name for segment in self.transcript if segment.speaker.id == speaker]
        return names[-1] if names else None
