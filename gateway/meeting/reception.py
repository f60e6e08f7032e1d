"""What a page gets that comes in: the welcome, and the sound of the others where it may hear them.

Decides nothing about who comes in; that is the assembly's.
"""

import secrets

from captions.ids import SessionId, SpeakerId
from gateway.access.roles import Right, Role
from gateway.captioner import Captioner
from gateway.live import protocol
from gateway.live.hinting import voices_heard
from gateway.live.protocol import Welcome, You
from gateway.media.ports import Offer
from gateway.meeting.assembly import Assembly
from gateway.meeting.clerk import Clerk
from gateway.meeting.registrar import Registrar
from gateway.meeting.rules import RoomRules
from gateway.people import Seat
from gateway.stage import Stage
from models.audio import to_ms


class Reception:
    """Of one meeting on its ``stage``; ``video``: its server carries pictures."""

    def __init__(
        self,
        assembly: Assembly,
        *,
        room: str,
        session: SessionId,
        captioner: Captioner,
        stage: Stage,
        clerk: Clerk,
        registrar: Registrar,
        video: bool,
        rules: RoomRules,
    ) -> None:
        self._assembly = assembly
        self._room = room
        self._session = session
        self._captioner = captioner
        self._stage = stage
        self._clerk = clerk
        self._registrar = registrar
        self._video = video
        self._rules = rules

    def greet(self, seat: Seat) -> None:
        """``seat`` is inside and has been told nothing yet."""
        seat.listener = self._listener(seat)
        welcome = self._welcome(seat)
        seat.reader.post(protocol.welcome(welcome))
        # Told that the server is up, a page publishes again.
        seat.knows("media", protocol.media(welcome.media_up))
        seat.knows("voices_heard", voices_heard(()))
        self._clerk.greet(seat)
        self._registrar.greet(seat)
        if seat.listener is not None:
            self._stage.listen(seat.listener, lambda offer: _pass_on(seat, offer))

    def let_in(self, seat: Seat) -> None:
        """One who waits comes in. Raises ``VoixlaError`` when there is no place; then they still wait."""
        self._assembly.let_in(seat)
        self.greet(seat)

    def _listener(self, seat: Seat) -> SpeakerId | None:
        if seat.person is not None:
            return seat.person.id
        hearing = sum(other.person is None and other.listener is not None for other in self._assembly.inside)
        allowed = seat.grant.may(Right.HEAR) and hearing < self._rules.listeners
        return SpeakerId(f"r{secrets.token_urlsafe(8)}") if allowed else None

    def _welcome(self, seat: Seat) -> Welcome:
        person, assembly, stage, desk = seat.person, self._assembly, self._stage, self._clerk.desk
        may_correct = desk.may(person)
        return Welcome(
            room=self._room,
            session=self._session,
            you=None if person is None else You(id=person.id, name=person.name, key=person.key),
            role=Role.READER if person is None else person.role,
            now_ms=to_ms(self._captioner.now()),
            captions=stage.captions,
            people=assembly.views(stage.publishing, stage.screens),
            chat=assembly.chat.lines,
            door=assembly.door.view(to_host=seat.leads),
            ice=() if seat.listener is None else self._rules.ice(seat.listener),
            video=self._video,
            media_up=stage.media_up,
            after=assembly.resumes_at(seat),
            may_correct=may_correct,
            open_correction=desk.open_to_all,
            terms=desk.terms if may_correct else None,
            off_record=self._clerk.off_record,
            voice=self._clerk.voice,
            transcript=self._registrar.view,
            extra=self._rules.greeting,
        )


def _pass_on(seat: Seat, offer: Offer) -> None:
    streams = {mid: (stream.person, stream.kind.value) for mid, stream in offer.streams.items()}
    seat.reader.post(protocol.subscribe(offer.id, offer.sdp, streams))
