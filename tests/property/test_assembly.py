"""Whatever people do, somebody leads an open meeting, and who waits is told of nothing but that."""

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from captions.errors import VoixlaError
from captions.ids import Milliseconds
from gateway.live.messages import Admit, Hand, HandOver, HostMessage, Lobby, Lock, Refuse, Remove, Say
from gateway.meeting.lead import Lead
from gateway.meeting.talk import talk
from gateway.people import Person, Seat
from tests.unit.gateway.meeting.gathering import GUEST, SESSION, Gathering

PEOPLE, READERS = 3, 2
INDEX = st.integers(min_value=0, max_value=50)


class Meeting(RuleBasedStateMachine):
    """Pages come and go at random; what hosts and participants ask for is asked by random people."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Gathering(people=PEOPLE, readers=READERS)
        self.assembly = self.room.assembly
        self.lead = Lead(
            self.assembly,
            let_in=self.assembly.let_in,
            mute=lambda person: None,
            put_out=lambda person: self.lost.append(person) if self.assembly.lose(person) else None,
        )
        self.seats: list[Seat] = []
        self.lost: list[Person] = []
        self.clock = 0.0

    @rule(reads=st.booleans())
    def come(self, reads: bool) -> None:
        try:
            self.seats.append(
                self.room.come("" if reads else "x", GUEST, role="reader" if reads else "participant")
            )
        except VoixlaError as error:
            assert error.code in {"room.full", "room.readers_full", "room.locked"}

    @precondition(lambda self: self.assembly.people or self.lost)
    @rule(index=INDEX)
    def come_back(self, index: int) -> None:
        known = [*self.assembly.people, *self.lost]
        who = known[index % len(known)]
        try:
            seat = self.room.come("y", GUEST, back=who, session=SESSION)
        except VoixlaError as error:
            assert who in self.lost
            assert error.code in {"room.full", "room.removed", "room.locked"}
            return
        self.seats.append(seat)
        assert seat.person is who or who in self.lost

    @precondition(lambda self: self.seats)
    @rule(index=INDEX, for_good=st.booleans())
    def go(self, index: int, for_good: bool) -> None:
        seat = self.seats.pop(index % len(self.seats))
        self.assembly.go(seat)
        person = seat.person
        if person is not None and person.seat is seat:
            person.seat = None
            if for_good and self.assembly.lose(person):
                self.lost.append(person)

    @precondition(lambda self: self.assembly.people)
    @rule(
        by=INDEX,
        index=INDEX,
        what=st.sampled_from(
            ["lobby", "open", "lock", "unlock", "admit", "refuse", "remove", "hand_over", "give_up"]
        ),
    )
    def led(self, by: int, index: int, what: str) -> None:
        people = list(self.assembly.people)
        host, other = people[by % len(people)], people[index % len(people)].id
        queue = self.assembly.door.waiting
        waits = (queue[index % len(queue)].waits_as if queue else None) or "w"
        message: HostMessage = {
            "lobby": Lobby(on=True),
            "open": Lobby(on=False),
            "lock": Lock(on=True),
            "unlock": Lock(on=False),
            "admit": Admit(id=waits),
            "refuse": Refuse(id=waits),
            "remove": Remove(id=other),
            "hand_over": HandOver(id=other, keep=True),
            "give_up": HandOver(id=other, keep=False),
        }[what]
        led = host.leads
        try:
            self.lead.do(host, message)
        except VoixlaError as error:
            assert led == (error.code != "live.not_host")
        else:
            assert led

    @precondition(lambda self: self.assembly.people)
    @rule(index=INDEX, up=st.booleans(), words=st.booleans())
    def talk(self, index: int, up: bool, words: bool) -> None:
        people = list(self.assembly.people)
        message = Say(text="x") if words else Hand(up=up)
        self.clock += 2.0
        talk(self.assembly, people[index % len(people)], message, at_ms=Milliseconds(0), now=self.clock)

    @invariant()
    def somebody_leads(self) -> None:
        assert any(person.leads for person in self.assembly.people) == bool(len(self.assembly.people))

    @invariant()
    def inside_and_outside_are_told_apart(self) -> None:
        self.room.tell()
        waiting = self.assembly.door.waiting
        for seat in self.seats:
            assert not (seat.inside and seat in waiting)
            told = {json.loads(message)["type"] for message in iter(seat.reader.take, None)}
            if not seat.inside:
                assert told <= {"waiting"}
                assert seat.person is None

    @invariant()
    def places_are_as_bounded(self) -> None:
        people = list(self.assembly.people)
        assert len(people) <= PEOPLE
        assert sum(seat.person is None for seat in self.assembly.inside) <= READERS
        assert set(self.assembly.hands.places()) <= {person.id for person in people}
        for person in people:
            assert person.seat is None or person.seat.person is person


TestMeeting = Meeting.TestCase
TestMeeting.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
