"""Everybody in one meeting and what they share beside sound: places, roles, hands, chat, the door. Pure: no I/O, no
clock.

Keeps every page told: ``tell`` says to each what reads differently for it now. Who may ask for what is for ``talk``
and ``lead`` to say; sound is the stage's.
"""

from collections.abc import Iterator, Set

from captions.ids import Milliseconds, SessionId, SpeakerId
from gateway.access.grants import Latch
from gateway.access.roles import Right
from gateway.live import protocol
from gateway.live.closing import Close
from gateway.live.hub import Hub
from gateway.live.protocol import PersonView
from gateway.live.refusals import refusal
from gateway.meeting.chat import Chat
from gateway.meeting.door import Door
from gateway.meeting.hands import Hands
from gateway.meeting.hosts import elect, host_present
from gateway.people import People, Person, Seat


class Assembly:
    """One meeting, from the first who comes to the last who leaves."""

    def __init__(
        self,
        room: str,
        session: SessionId,
        *,
        hub: Hub,
        people: int,
        readers: int,
        latch: Latch | None = None,
    ) -> None:
        """At most ``people`` participants and ``readers`` others; the door is open at first unless ``latch`` says."""
        self._room = room
        self._session = session
        self._hub = hub
        self._readers = readers
        self._seats: dict[Seat, None] = {}
        self._elective = False
        self.people = People(limit=people)
        self.door = Door(latch)
        self.hands = Hands()
        self.chat = Chat()

    @property
    def empty(self) -> bool:
        return not self._seats and not len(self.people)

    @property
    def forsaken(self) -> bool:
        """The door is closed, and nobody is left, or can come, who opens it."""
        return self._elective and self.door.closed and all(person.resident for person in self.people)

    @property
    def inside(self) -> Iterator[Seat]:
        """Pages in the room, in the order of their coming."""
        return (seat for seat in self._seats if seat.inside)

    # --- coming and going -------------------------------------------------------------------------------------------

    def come(self, seat: Seat) -> None:
        """``seat`` is inside or waits from now on. Raises ``VoixlaError`` when there is no place for it."""
        self._elective = seat.grant.elective
        back = self.people.claimed(seat.hello.person) is not None
        if seat.reads_only:
            # Readers have no key: they can only show that they know the meeting, and so can those who were removed.
            back = seat.hello.session == self._session and not self.people.banned
        if self.door.closed and not back and not seat.grant.may(Right.LEAD):
            self.door.wait(seat)
        else:
            self._place(seat)
        self._seats[seat] = None

    def let_in(self, seat: Seat) -> None:
        """One who waits comes in. Raises ``VoixlaError`` when there is no place; then they still wait."""
        self._place(seat)
        self.door.leave(seat)

    def go(self, seat: Seat) -> bool:
        """The page is gone; its person stays. False when it was gone already."""
        if seat not in self._seats:
            return False
        del self._seats[seat]
        self.door.leave(seat)
        self._hub.leave(seat.reader)
        return True

    def lose(self, person: Person) -> bool:
        """``person`` has left for good. False when they had already."""
        if not self.people.remove(person):
            return False
        self.hands.down(person.id)
        self.chat.forget(person.id)
        elect(self.people)
        return True

    def dismiss(self, code: Close, reason: str) -> None:
        """Sends every page away that was not sent yet, with the refusal ``reason``."""
        for seat in self._seats:
            if seat.verdict is None:
                seat.dismiss(code, protocol.error(refusal(reason)))

    def _place(self, seat: Seat) -> None:
        if not seat.reads_only:
            self._take_part(seat)
        elif sum(other.person is None for other in self.inside) >= self._readers:
            raise refusal("room.readers_full")
        self._hub.join(self.resumes_at(seat), seat.reader)
        seat.inside = True

    def _take_part(self, seat: Seat) -> None:
        person = self.people.join(seat.hello.name, seat.grant, seat.hello.person)
        if person.seat is not None:
            person.seat.dismiss(Close.REPLACED, protocol.error(refusal("live.replaced"), fatal=True))
        seat.person, person.seat = person, seat
        elect(self.people)

    # --- what pages are told ----------------------------------------------------------------------------------------

    def resumes_at(self, seat: Seat) -> int:
        """The ``seq`` after which the page gets events: what it saw last of this meeting, else 0."""
        hello = seat.hello
        known = hello.session == self._session and hello.after <= self._hub.log.last
        return hello.after if known else 0

    def views(self, publishing: Set[SpeakerId], screens: Set[SpeakerId]) -> tuple[PersonView, ...]:
        return self.people.views(publishing=publishing, screens=screens, hands=self.hands.places())

    def tell(self, publishing: Set[SpeakerId], screens: Set[SpeakerId], *, media_up: bool) -> None:
        """To every page what it does not know yet of people, door, lobby and meeting server."""
        people = protocol.people(self.views(publishing, screens))
        media = protocol.media(media_up)
        doors = {leads: protocol.door(self.door.view(to_host=leads)) for leads in (False, True)}
        host = host_present(self.people)
        for seat in self._seats:
            if seat.inside:
                seat.tell("people", people)
                seat.tell("door", doors[seat.leads])
                seat.tell("media", media)
            elif seat.waits_as is not None:
                seat.tell("waiting", protocol.waiting(self._room, seat.hello.name, host=host), in_order=True)

    def tell_time(self, now_ms: Milliseconds) -> None:
        """To those who wait too: it is how they know that the line is not dead."""
        for seat in self._seats:
            seat.reader.post_latest("clock", protocol.clock(now_ms))

    def tell_all(self, message: str) -> None:
        """To every page inside, in order."""
        for seat in self.inside:
            seat.reader.post(message)
