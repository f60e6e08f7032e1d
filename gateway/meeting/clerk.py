"""What people do to the text of a meeting: hands each request to the desk, the questions or the typed lines.

Knows no sockets. A request that is refused raises ``VoixlaError`` and changes nothing.
"""

import asyncio

from captions.errors import VoixlaError
from captions.events import OffRecord
from captions.ids import Milliseconds
from gateway.captioner import LiveCaptioner
from gateway.live import protocol
from gateway.live.refusals import refusal, with_fields
from gateway.live.sharing import NameSpeaker
from gateway.live.wording import words_in
from gateway.live.writing import (
    Amend,
    Answer,
    Ask,
    DeskMessage,
    Duty,
    Insert,
    OfferDuty,
    OffTheRecord,
    OpenCorrection,
    Reassign,
    Terms,
    Typing,
    Undo,
    WritingMessage,
)
from gateway.meeting import duty
from gateway.meeting.asking import Asking
from gateway.meeting.assembly import Assembly
from gateway.meeting.desk import Desk
from gateway.meeting.record import Record
from gateway.meeting.typed import Typed
from gateway.meeting.voiced import Voiced
from gateway.people import Person, Seat
from models.audio import to_ms


class Clerk:
    """Of one meeting, as long as its session is open."""

    def __init__(
        self, assembly: Assembly, record: Record, captioner: LiveCaptioner, voiced: Voiced | None = None
    ) -> None:
        """``voiced`` speaks typed lines; None: nothing does."""
        self._voiced = voiced
        self._assembly = assembly
        self._record = record
        self._captioner = captioner
        self.desk = Desk(assembly.people, record, captioner)
        self._duty = duty.Duty(assembly.people, self.desk)
        self._asking = Asking(assembly, record, self.desk)
        self._typed = Typed(captioner)

    @property
    def off_record(self) -> bool:
        return self._record.off

    @property
    def voice(self) -> bool:
        """Typed lines can be spoken."""
        return self._voiced is not None

    def handle(self, seat: Seat, message: WritingMessage) -> None:
        """``seat`` is inside."""
        try:
            if isinstance(message, Ask):
                self._asking.ask(seat, message, now=_seconds())
            elif seat.person is None:
                raise refusal("live.reader")
            elif seat.person.seat is seat:
                self._participant(seat, seat.person, message)
        except VoixlaError as error:
            own = getattr(message, "id", None)
            raise error if own is None else with_fields(error, id=own) from None

    def greet(self, seat: Seat) -> None:
        """Its welcome has been posted."""
        seat.knows("correction", self._correction(seat))
        if self.desk.may(seat.person):
            seat.knows("terms", protocol.terms(self.desk.terms))
        seat.knows("pace", protocol.pace(None))
        if seat.person is not None:
            self._asking.catch_up(seat.person, now=_seconds())

    def look(self) -> None:
        """To be called whenever somebody may do what they might not before, or the other way round."""
        self._duty.look()
        terms = protocol.terms(self.desk.terms)
        for seat in self._assembly.inside:
            seat.tell("correction", self._correction(seat))
            if self.desk.may(seat.person):
                seat.tell("terms", terms)

    def tell_pace(self, publishing: frozenset[str]) -> None:
        """To be called about once a second: only those who speak are told."""
        hint = self._record.pace.hint(self._now())
        for seat in self._assembly.inside:
            speaks = seat.person is not None and seat.person.id in publishing
            seat.tell("pace", protocol.pace(hint if speaks else None))

    def gone(self, seat: Seat) -> None:
        """The page is; its person may come back."""
        self._asking.forget(seat)

    def lose(self, person: Person) -> None:
        """They have left for good."""
        self._typed.end(person.id, at_ms=self._now())
        self._duty.forget(person.id)
        self._asking.forget(person.id)
        self._record.corrections.forget(person.id)
        if self._voiced is not None:
            self._voiced.forget(person)

    async def close(self) -> None:
        """Nothing typed is lost; nothing is spoken any more."""
        self._typed.close(at_ms=self._now())
        if self._voiced is not None:
            await self._voiced.close()

    def _participant(self, seat: Seat, person: Person, message: WritingMessage) -> None:
        now = self._now()
        match message:
            case Answer():
                self._asking.answer(person, message, at_ms=now)
            case Typing():
                self._type(seat, person, message, now)
            case OpenCorrection() | OffTheRecord():
                self._host(person, message, now)
            case Ask():
                pass
            case _:
                self._correct(person, message, now)

    def _correct(self, person: Person, message: DeskMessage, now: Milliseconds) -> None:
        match message:
            case Amend():
                self.desk.amend(person, message, now)
            case Insert():
                self.desk.insert(person, message, now)
            case Reassign():
                self.desk.reassign(person, message, now)
            case NameSpeaker():
                self.desk.name_speaker(person, message, now)
            case Undo():
                self.desk.undo(person, message, now)
            case Terms():
                self.desk.change_terms(person, message)
            case Duty():
                self._duty.switch(person, message.on)
                self._asking.catch_up(person, now=_seconds())
            case OfferDuty():
                self._duty.offer(person, message.to)

    def _host(self, person: Person, message: OpenCorrection | OffTheRecord, now: Milliseconds) -> None:
        if not person.leads:
            raise refusal("live.not_host")
        if isinstance(message, OpenCorrection):
            self.desk.open_to_all = message.on
        elif message.on != self._record.off:
            self._captioner.emit(OffRecord(seq=0, at_ms=now, on=message.on))

    def _type(self, seat: Seat, person: Person, message: Typing, now: Milliseconds) -> None:
        if not self._typed.put(person, seat, message, at_ms=now):
            seat.reader.post(protocol.error(refusal("typing.too_long")))
        words = words_in(message.text)
        if message.done and message.voice and words and self._voiced is not None:
            self._voiced.say(person, " ".join(words))

    def _correction(self, seat: Seat) -> str:
        return protocol.correction(may=self.desk.may(seat.person), open_to_all=self.desk.open_to_all)

    def _now(self) -> Milliseconds:
        return to_ms(self._captioner.now())


def _seconds() -> float:
    return asyncio.get_running_loop().time()
