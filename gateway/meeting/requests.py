"""What pages inside a room ask for, each by whom it may be asked: sound and captions here, the rest in ``talk``,
``lead``, ``clerk``, ``registrar``, ``sharing`` and ``hinting``.

Knows no sockets. A request that is refused raises ``VoixlaError`` and changes nothing.
"""

import asyncio
from collections.abc import Callable

from gateway.access.roles import Right
from gateway.captioner import Captioner
from gateway.live import protocol
from gateway.live.hinting import DeclineVoices
from gateway.live.keeping import KeepingMessage
from gateway.live.messages import (
    Captions,
    ClientMessage,
    HostMessage,
    Mute,
    Publish,
    Subscribed,
    TalkMessage,
    Unpublish,
)
from gateway.live.refusals import refusal
from gateway.live.sharing import ShareMicrophone
from gateway.live.writing import WritingMessage
from gateway.media.ports import Feed
from gateway.meeting.assembly import Assembly
from gateway.meeting.clerk import Clerk
from gateway.meeting.hinting import Hinting
from gateway.meeting.lead import Lead
from gateway.meeting.registrar import Registrar
from gateway.meeting.sharing import Sharing
from gateway.meeting.talk import talk
from gateway.people import Person, Seat
from gateway.stage import Stage
from models.audio import to_ms


class Requests:
    """``admit`` refuses captions when so many who speak here are too many; ``ended`` is told of a feed that ended by
    itself, with True when its connection failed."""

    def __init__(
        self,
        assembly: Assembly,
        *,
        stage: Stage,
        lead: Lead,
        clerk: Clerk,
        registrar: Registrar,
        sharing: Sharing,
        hinting: Hinting,
        session: Captioner,
        admit: Callable[[int], None],
        ended: Callable[[Person, Feed, bool], None],
    ) -> None:
        self._assembly = assembly
        self._stage = stage
        self._lead = lead
        self._clerk = clerk
        self._registrar = registrar
        self._sharing = sharing
        self._hinting = hinting
        self._session = session
        self._admit = admit
        self._ended = ended

    async def handle(self, seat: Seat, message: ClientMessage) -> None:
        """``seat`` is inside. What a page asks that was replaced or removed is ignored."""
        if isinstance(message, Captions):
            self._switch_captions(seat, message.on)
        elif isinstance(message, Subscribed):
            if seat.listener is not None:
                await self._stage.answer(seat.listener, message.id, message.sdp)
        elif isinstance(message, WritingMessage):
            self._clerk.handle(seat, message)
        elif seat.person is None:
            raise refusal("live.reader")
        elif seat.person.seat is seat:
            await self._participant(seat, seat.person, message)

    async def publish(self, person: Person, offer: str, feed: Feed) -> str:
        """The answer to ``offer``. Raises ``room.closed`` when the person has left meanwhile."""

        def ended(failed: bool) -> None:
            self._ended(person, feed, failed)

        answer = await self._stage.publish(person, offer, ended, feed=feed)
        if not self._assembly.people.present(person):
            await self._stage.unpublish(person)
            raise refusal("room.closed")
        return answer

    async def _participant(self, seat: Seat, person: Person, message: ClientMessage) -> None:
        if isinstance(message, Publish):
            answer = await self.publish(person, message.sdp, Feed(message.feed))
            seat.reader.post(protocol.published(message.feed, answer))
        elif isinstance(message, Unpublish):
            await self._stage.unshare(person)
        elif isinstance(message, Mute):
            person.muted = message.muted
            self._stage.mute(person)
        elif isinstance(message, KeepingMessage):
            self._registrar.handle(seat, person, message)
        elif isinstance(message, ShareMicrophone):
            self._sharing.handle(seat, person, message)
            self._hinting.handle(person, message)
        elif isinstance(message, DeclineVoices):
            self._hinting.handle(person, message)
        elif isinstance(message, HostMessage):
            self._lead.do(person, message)
        elif isinstance(message, TalkMessage):
            now = asyncio.get_running_loop().time()
            talk(self._assembly, person, message, at_ms=to_ms(self._session.now()), now=now)

    def _switch_captions(self, seat: Seat, on: bool) -> None:
        # Whoever needs captions may have them, but who may only read does not take them from the others.
        if not on and not seat.grant.may(Right.SPEAK):
            raise refusal("live.reader")
        if on and not self._stage.captions:
            self._admit(self._stage.talkers)
        self._stage.switch_captions(on)
