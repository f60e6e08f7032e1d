"""Who corrects now, and who was asked to take over. Pure: no I/O, no clock."""

from captions.ids import SpeakerId
from gateway.live import protocol
from gateway.live.refusals import refusal
from gateway.meeting.desk import Desk
from gateway.people import People, Person


class Duty:
    """``person.corrects`` is what everybody sees of it."""

    def __init__(self, people: People, desk: Desk) -> None:
        self._people = people
        self._desk = desk
        self._offers: dict[SpeakerId, SpeakerId] = {}
        """Who was asked, by whom."""

    def switch(self, person: Person, on: bool) -> None:
        """Whoever asked them to take over is relieved. Raises ``correct.not_allowed``."""
        if on and not self._desk.may(person):
            raise refusal("correct.not_allowed")
        asker = self._offers.pop(person.id, None)
        person.corrects = on
        if on and asker is not None:
            for other in self._people:
                other.corrects = other.corrects and other.id != asker

    def offer(self, person: Person, to: SpeakerId) -> None:
        """``to`` is asked to correct instead of ``person``, who stays on duty until they do."""
        if not self._desk.may(person):
            raise refusal("correct.not_allowed")
        other = self._people.find(to)
        if other.seat is None or other is person or not self._desk.may(other):
            raise refusal("live.no_such_person")
        self._offers[other.id] = person.id
        other.seat.reader.post(protocol.duty_offered(person.name))

    def look(self) -> None:
        """Whoever may not correct any more is off duty."""
        for person in self._people:
            if person.corrects and not self._desk.may(person):
                person.corrects = False

    def forget(self, who: SpeakerId) -> None:
        """They have left."""
        self._offers = {to: by for to, by in self._offers.items() if who not in (to, by)}
