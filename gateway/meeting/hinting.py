"""Several people seem to speak at one microphone: whose page is asked, and that it is asked once. Pure.

Whether it sounds so is the session's to say, what follows from it the participant's or a host's.
"""

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.live.hinting import DeclineVoices, voices_heard
from gateway.live.refusals import refusal
from gateway.live.sharing import ShareMicrophone
from gateway.meeting.assembly import Assembly
from gateway.people import Person


class Hinting:
    """Of one meeting."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._asked: set[SpeakerId] = set()
        """Those who are not to be asked again."""
        self._open: dict[SpeakerId, None] = {}

    def heard(self, microphone: SpeakerId) -> None:
        """It sounds as if several people spoke there."""
        try:
            person = self._assembly.people.find(microphone)
        except VoixlaError:
            return
        if person.shared or person.id in self._asked:
            return
        self._asked.add(person.id)
        self._open[person.id] = None
        self.look()

    def handle(self, person: Person, message: DeclineVoices | ShareMicrophone) -> None:
        """They said no, or used the switch. Raises ``live.not_host``."""
        who = message.person or person.id
        if who != person.id and not person.leads:
            raise refusal("live.not_host")
        self._asked.add(who)
        self._open.pop(who, None)
        self.look()

    def look(self) -> None:
        """Tells pages what they do not know: each that of its own microphone, and hosts all."""
        if not self._asked:
            return
        for gone in self._open.keys() - {person.id for person in self._assembly.people}:
            del self._open[gone]
        for seat in self._assembly.inside:
            if seat.person is not None:
                own = seat.person.id
                shown = [who for who in self._open if seat.leads or who == own]
                seat.tell("voices_heard", voices_heard(shown))
