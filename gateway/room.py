"""One meeting: its people, their sound, its captions, from the first who comes until a while after the last left.

Knows no sockets and no HTTP: pages are ``Seat``s, which their sockets empty. All methods run in the event loop;
those that are not coroutines never wait.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from captions.ids import SessionId, SpeakerId
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.captioner import Captioner, SessionFactory
from gateway.live import messages, protocol
from gateway.live.hub import Hub
from gateway.live.messages import ClientMessage, Hello
from gateway.live.protocol import DoorView, Welcome, You
from gateway.live.refusals import refusal
from gateway.media.ports import MediaServer, Offer
from gateway.people import People, Person, Seat
from gateway.stage import Stage, set_stage
from gateway.tasks import Tasks
from models.audio import to_ms

REPLACED, RESTART, FAILED = 4409, 1012, 1011
_TICK = 0.1
_CLOCK_EVERY = 20
_FINISH_SECONDS = 5.0
Admit = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRules:
    """``linger``: seconds that an empty room stays; ``patience``: seconds that a dropped participant's place does."""

    people: int = 12
    readers: int = 200
    listeners: int = 12
    """Readers who also hear; those who come after them only read, since each costs as much as a participant."""
    linger: float = 60.0
    patience: float = 30.0
    talkers: int | None = None
    """People who may speak at once, in all rooms with captions, before further rooms are refused captions."""
    greeting: Mapping[str, object] = field(default_factory=dict)
    """Optional fields of every ``welcome``: ``notice``, ``engine``."""


class Room:
    """``run`` it as a task, await ``opened``, then seat people."""

    def __init__(
        self, name: str, *, sessions: SessionFactory, media: MediaServer, rules: RoomRules, admit: Admit
    ) -> None:
        """``admit`` refuses captions when so many who speak here are too many for the server."""
        self.name = name
        self.session = SessionId(secrets.token_urlsafe(9))
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.over = asyncio.Event()
        """Set by whoever ran it, when the name is free again."""
        self._sessions, self._media = sessions, media
        self._rules = rules
        self._admit = admit
        self._hub = Hub()
        self._people = People(limit=rules.people)
        self._seats: set[Seat] = set()
        self._stop = asyncio.Event()
        self._captioner: Captioner
        self._tasks: Tasks
        self._stage: Stage

    async def run(self) -> None:
        """Returns when the room is over; raises what broke its session."""
        try:
            async with asyncio.TaskGroup() as group:
                self._tasks = Tasks(group)
                async with self._sessions(self.session, self._hub.publish) as self._captioner:
                    self._stage = await set_stage(
                        self._media, self.name, self._captioner, self._tasks, self._tell_people
                    )
                    self.opened.set_result(None)
                    try:
                        await self._live()
                    finally:
                        await self._wind_up()
                await self._tasks.finish(_FINISH_SECONDS)
        finally:
            self._stop.set()
            self._dismiss_all(FAILED)
            if not self.opened.done():
                self.opened.set_exception(refusal("internal"))
                self.opened.exception()

    @property
    def ending(self) -> bool:
        """Nobody can come in any more."""
        return self._stop.is_set()

    @property
    def participants(self) -> int:
        return len(self._people)

    @property
    def captioned(self) -> bool:
        """Captions are on."""
        return self._is_open and self._stage.captions

    @property
    def talkers(self) -> int:
        """People who speak now, or did a moment ago."""
        return self._stage.talkers if self._is_open else 0

    @property
    def _is_open(self) -> bool:
        return self.opened.done() and self.opened.exception() is None

    def stop(self) -> None:
        """Ends the room soon; pages are told to come back."""
        self._stop.set()

    # --- pages ----------------------------------------------------------------------------------------------------

    def enter(self, hello: Hello, grant: Grant) -> Seat:
        """A place for the page that said ``hello``. Raises ``room.full``, ``room.readers_full``, ``room.closed``."""
        if self._stop.is_set():
            raise refusal("room.closed")
        person = self._participant(hello) if hello.role == "participant" else None
        if person is None and sum(seat.person is None for seat in self._seats) >= self._rules.readers:
            raise refusal("room.readers_full")
        known = hello.session == self.session and hello.after <= self._hub.log.last
        after = hello.after if known else 0
        seat = Seat(reader=self._hub.join(after), person=person, listener=self._listener(person))
        self._seats.add(seat)
        you = None
        if person is not None:
            person.seat = seat
            you = You(id=person.id, name=person.name, key=person.key)
            self._tell_people()
        seat.reader.post(protocol.welcome(self._welcome(you, after)))
        if seat.listener is not None:
            self._stage.listen(seat.listener, lambda offer: _offer(seat, offer))
        return seat

    async def handle(self, seat: Seat, message: ClientMessage) -> None:
        """What the page of ``seat`` asks for. Raises ``VoixlaError``, which the page is told."""
        if isinstance(message, messages.Hello):
            raise refusal("live.hello_once")
        if self._stop.is_set():
            raise refusal("room.closed")
        if isinstance(message, messages.Captions):
            if message.on and not self._stage.captions:
                self._admit(self._stage.talkers)
            self._stage.switch_captions(message.on)
            return
        if isinstance(message, messages.Subscribed):
            if seat.listener is not None:
                await self._stage.answer(seat.listener, message.id, message.sdp)
            return
        person = seat.person
        if person is None:
            raise refusal("live.reader")
        if person.seat is not seat:
            return
        await self._handle_participant(seat, person, message)

    async def leave(self, seat: Seat, *, for_good: bool) -> None:
        """The page is gone; its participant stays a while unless it said that it leaves."""
        if seat not in self._seats:
            return
        self._seats.discard(seat)
        self._hub.leave(seat.reader)
        person = seat.person
        if person is not None and person.seat is not seat:
            return
        if seat.listener is not None:
            await self._stage.unlisten(seat.listener)
        if person is None or person.seat is not seat:
            return
        person.seat = None
        person.gone_at = asyncio.get_running_loop().time()
        if for_good:
            await self._remove(person)

    # --- people who publish without a page ------------------------------------------------------------------------

    async def publish_alone(self, name: str, offer: str) -> tuple[str, str]:
        """(key, answer) for a source without a page. Raises ``VoixlaError``; then nobody has come."""
        if self._stop.is_set():
            raise refusal("room.closed")
        person = self._people.join(name)
        person.resident = True
        try:
            answer = await self._publish(person, offer)
        except BaseException:
            self._people.remove(person)
            raise
        return person.key, answer

    async def end_alone(self, key: str) -> bool:
        """False when there is no such source."""
        person = self._people.by_key(key)
        if person is None or not person.resident:
            return False
        await self._remove(person)
        return True

    # --- inside -----------------------------------------------------------------------------------------------------

    async def _handle_participant(self, seat: Seat, person: Person, message: ClientMessage) -> None:
        match message:
            case messages.Publish():
                seat.reader.post(protocol.published(message.feed, await self._publish(person, message.sdp)))
            case messages.Mute():
                person.muted = message.muted
                self._stage.mute(person)
            case messages.Rename():
                person.name = message.name
                self._tell_people()

    def _listener(self, person: Person | None) -> SpeakerId | None:
        if person is not None:
            return person.id
        hearing = sum(seat.person is None and seat.listener is not None for seat in self._seats)
        return SpeakerId(f"r{secrets.token_urlsafe(8)}") if hearing < self._rules.listeners else None

    def _participant(self, hello: Hello) -> Person:
        person = self._people.join(hello.name, hello.person)
        if person.seat is not None:
            person.seat.dismiss(REPLACED, protocol.error(refusal("live.replaced"), fatal=True))
            person.seat = None
        return person

    def _welcome(self, you: You | None, after: int) -> Welcome:
        return Welcome(
            room=self.name,
            session=self.session,
            you=you,
            now_ms=to_ms(self._captioner.now()),
            captions=self._stage.captions,
            people=self._people.views(self._stage.publishing),
            role=Role.PARTICIPANT,
            chat=(),
            door=DoorView(locked=False, lobby=False, waiting=()),
            ice=(),
            video=self._media.video,
            media_up=self._stage.media_up,
            after=after,
            extra=self._rules.greeting,
        )

    async def _publish(self, person: Person, offer: str) -> str:
        def ended(failed: bool) -> None:
            if person.resident:
                self._tasks.start("source-gone", self._remove(person))
            elif failed and person.seat is not None:
                person.seat.reader.post(protocol.error(refusal("media.unreachable")))
            self._tell_people()

        answer = await self._stage.publish(person, offer, ended)
        if self._stop.is_set() or not self._people.present(person):
            await self._stage.unpublish(person)
            raise refusal("room.closed")
        return answer

    async def _remove(self, person: Person) -> None:
        if self._people.remove(person):
            self._tell_people()
            await self._stage.unlisten(person.id)
            await self._stage.unpublish(person)

    def _tell_people(self) -> None:
        self._hub.announce("people", protocol.people(self._people.views(self._stage.publishing)))

    async def _live(self) -> None:
        loop = asyncio.get_running_loop()
        ticks, empty_since = 0, loop.time()
        while not self._stop.is_set():
            try:
                async with asyncio.timeout(_TICK):
                    await self._stop.wait()
            except TimeoutError:
                pass
            now, ticks = loop.time(), ticks + 1
            self._stage.lapse()
            if ticks % _CLOCK_EVERY == 0:
                self._hub.announce("clock", protocol.clock(to_ms(self._captioner.now())))
            for person in self._people.overdue(now, self._rules.patience):
                self._tasks.start("participant-gone", self._remove(person))
            if self._seats or len(self._people):
                empty_since = now
            elif now - empty_since >= self._rules.linger:
                return

    async def _wind_up(self) -> None:
        self._stop.set()
        await self._stage.close()
        self._dismiss_all(RESTART)

    def _dismiss_all(self, code: int) -> None:
        for seat in self._seats:
            if seat.verdict is None:
                seat.dismiss(code, protocol.error(refusal("rooms.closing")))


def _offer(seat: Seat, offer: Offer) -> None:
    streams = {mid: (stream.person, stream.kind.value) for mid, stream in offer.streams.items()}
    seat.reader.post(protocol.subscribe(offer.id, offer.sdp, streams))
