"""What hosts ask for: who comes in, who is heard, who goes, who leads. Refuses everybody else. Pure."""

from collections.abc import Callable

from captions.errors import VoixlaError
from gateway.access.roles import Role
from gateway.live import protocol
from gateway.live.closing import Close
from gateway.live.messages import (
    Admit,
    HandOver,
    HostMessage,
    Lobby,
    Lock,
    LowerHand,
    MutePerson,
    Refuse,
    Remove,
)
from gateway.live.refusals import refusal
from gateway.meeting.assembly import Assembly
from gateway.meeting.hosts import step_down
from gateway.people import Person, Seat


class Lead:
    """``let_in`` brings one in who waits, ``mute`` carries out ``person.muted``, ``put_out`` ends a person's part."""

    def __init__(
        self,
        assembly: Assembly,
        *,
        let_in: Callable[[Seat], None],
        mute: Callable[[Person], None],
        put_out: Callable[[Person], None],
    ) -> None:
        self._assembly = assembly
        self._let_in = let_in
        self._mute = mute
        self._put_out = put_out

    def do(self, host: Person, message: HostMessage) -> None:
        """Raises ``live.not_host``, ``live.no_such_person`` or what kept somebody out; then nothing happened."""
        if not host.leads:
            raise refusal("live.not_host")
        door, people = self._assembly.door, self._assembly.people
        match message:
            case Admit():
                self._let_in(door.find(message.id))
            case Refuse():
                self._refuse(door.find(message.id), refusal("room.refused"))
            case Lobby():
                door.lobby = message.on
                self._open_up()
            case Lock():
                door.locked = message.on
                self._open_up()
            case MutePerson():
                self._silence(people.find(message.id))
            case LowerHand():
                self._assembly.hands.down(people.find(message.id).id)
            case Remove():
                self._remove(host, people.find(message.id))
            case HandOver():
                self._hand_over(host, people.find(message.id), keep=message.keep)

    def _open_up(self) -> None:
        if self._assembly.door.closed:
            return
        for seat in self._assembly.door.waiting:
            try:
                self._let_in(seat)
            except VoixlaError as error:
                self._refuse(seat, error)

    def _refuse(self, seat: Seat, reason: VoixlaError) -> None:
        self._assembly.door.leave(seat)
        seat.dismiss(Close.REFUSED, protocol.error(reason, fatal=True))

    def _silence(self, person: Person) -> None:
        if person.muted:
            return
        person.muted = True
        self._mute(person)
        if person.seat is not None:
            person.seat.reader.post(protocol.muted())

    def _remove(self, host: Person, person: Person) -> None:
        if person is host:
            raise refusal("live.bad_field")
        self._assembly.people.ban(person)
        if person.seat is not None:
            person.seat.dismiss(Close.REMOVED, protocol.error(refusal("room.removed"), fatal=True))
            person.seat = None
        self._put_out(person)

    def _hand_over(self, host: Person, person: Person, *, keep: bool) -> None:
        # Somebody without a page could not lead, and nobody might be left who can.
        if person.seat is None or person is host:
            raise refusal("live.no_such_person")
        person.role = Role.HOST
        if not keep:
            step_down(host)
