"""One meeting: its people, their sound, its captions, from the first who comes until a while after the last left.

Knows no sockets and no HTTP: pages are ``Seat``s, which their sockets empty. All methods run in the event loop;
those that are not coroutines never wait.
"""

import asyncio
import secrets

from captions.ids import SessionId
from gateway.access.grants import Grant, Latch
from gateway.access.roles import Role
from gateway.captioner import LiveCaptioner, SessionFactory
from gateway.live import protocol
from gateway.live.closing import Close
from gateway.live.hub import Hub
from gateway.live.messages import Claim, ClientMessage, Hello
from gateway.live.refusals import refusal
from gateway.media.ports import Feed
from gateway.meeting.assembly import Assembly
from gateway.meeting.excerpt import Excerpt, check_reader, excerpt
from gateway.meeting.record import Record
from gateway.meeting.staff import Meeting, Premises, Staff, engage
from gateway.people import Person, Seat
from gateway.stage import Stage
from gateway.tasks import Tasks
from models.audio import to_ms

_TICK = 0.1
_CLOCK_EVERY = 20
_PACE_EVERY = 10
_FINISH_SECONDS = 5.0


class Room:
    """``run`` it as a task, await ``opened``, then seat people."""

    def __init__(
        self,
        name: str,
        *,
        sessions: SessionFactory,
        premises: Premises,
        latch: Latch,
    ) -> None:
        """``latch`` is how the door was left."""
        self.name = name
        self.session = SessionId(secrets.token_urlsafe(9))
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.over = asyncio.Event()
        """Set by whoever ran it, when the name is free again."""
        self._sessions = sessions
        self._premises = premises
        self._rules = premises.rules
        self._hub = Hub()
        self._record = Record(self._hub)
        self._assembly = Assembly(
            name,
            self.session,
            hub=self._hub,
            people=self._rules.people,
            readers=self._rules.readers,
            latch=latch,
        )
        self._stop = asyncio.Event()
        self._over = True
        """Not just for now: the next meeting of this room is another."""
        self._captioner: LiveCaptioner
        self._tasks: Tasks
        self._staff: Staff

    async def run(self) -> None:
        """Returns when the room is over; raises what broke its session."""
        try:
            async with asyncio.TaskGroup() as group:
                self._tasks = Tasks(group)
                async with self._sessions(self.session, self._record.publish) as self._captioner:
                    self._staff = await self._engage()
                    self.opened.set_result(None)
                    try:
                        await self._live()
                    finally:
                        await self._wind_up()
                await self._staff.registrar.close(over=self._over)
                await self._tasks.finish(_FINISH_SECONDS)
        finally:
            self._stop.set()
            self._assembly.dismiss(Close.FAILED, "rooms.closing")
            if not self.opened.done():
                self.opened.set_exception(refusal("internal"))
                self.opened.exception()

    @property
    def ending(self) -> bool:
        """Nobody can come in any more."""
        return self._stop.is_set()

    @property
    def participants(self) -> int:
        return len(self._assembly.people)

    @property
    def guarded(self) -> bool:
        """Not everybody may just come in: there is a lobby, or the room is locked."""
        return self._assembly.door.closed

    @property
    def captioned(self) -> bool:
        """Captions are on."""
        return self._is_open and self._stage.captions

    @property
    def talkers(self) -> int:
        """People who speak now, or did a moment ago."""
        return self._stage.talkers if self._is_open else 0

    @property
    def _stage(self) -> Stage:
        return self._staff.stage

    @property
    def _is_open(self) -> bool:
        return self.opened.done() and self.opened.exception() is None

    @property
    def shared(self) -> int:
        """Microphones at which several people speak."""
        return sum(person.shared for person in self._assembly.people)

    @property
    def transcribed(self) -> bool:
        """What is said is kept."""
        return self._is_open and self._staff.registrar.view.on

    @property
    def sounding(self) -> bool:
        """So is its sound."""
        return self._is_open and self._staff.registrar.view.audio

    def stop(self, *, over: bool = False) -> None:
        """Ends the room soon; pages are told to come back. ``over``: to another meeting, with another record."""
        if not self._stop.is_set():
            self._over = over
        self._stop.set()

    async def _engage(self) -> Staff:
        meeting = Meeting(
            room=self.name,
            session=self.session,
            assembly=self._assembly,
            record=self._record,
            captioner=self._captioner,
            tasks=self._tasks,
        )
        return await engage(
            meeting, self._premises, tell=self._tell, put_out=self._put_out, ended=self._feed_ended
        )

    # --- pages ----------------------------------------------------------------------------------------------------

    def enter(self, hello: Hello, grant: Grant) -> Seat:
        """A place for the page that said ``hello``, or one in the lobby. Raises a refusal of ``room.``."""
        if self._stop.is_set():
            raise refusal("room.closed")
        seat = Seat(reader=self._hub.outside(), hello=hello, grant=grant)
        self._assembly.come(seat)
        if seat.inside:
            self._staff.reception.greet(seat)
        self._tell()
        return seat

    async def handle(self, seat: Seat, message: ClientMessage) -> None:
        """What the page of ``seat`` asks for. Raises ``VoixlaError``, which the page is told."""
        if isinstance(message, Hello):
            raise refusal("live.hello_once")
        if self._stop.is_set():
            raise refusal("room.closed")
        if seat.verdict is not None:
            return
        if not seat.inside:
            raise refusal("live.waiting")
        await self._staff.requests.handle(seat, message)
        self._staff.doorkeeper.look()
        self._tell()

    async def leave(self, seat: Seat, *, for_good: bool) -> None:
        """The page is gone; its participant stays a while unless it said that it leaves."""
        if not self._assembly.go(seat):
            return
        self._staff.clerk.gone(seat)
        person = seat.person
        if person is not None and person.seat is not seat:
            return
        if seat.listener is not None:
            await self._stage.unlisten(seat.listener)
        if person is not None and person.seat is seat:
            person.seat = None
            person.gone_at = asyncio.get_running_loop().time()
            if for_good:
                await self._remove(person)
        self._tell()

    def excerpt(self, grant: Grant, claim: Claim | None = None) -> Excerpt:
        """The captions so far, for a file. Raises ``room.not_open``, ``room.locked``, ``room.removed``."""
        if not self._is_open:
            raise refusal("room.not_open")
        check_reader(self._assembly, grant, claim)
        return excerpt(self._hub.log, to_ms(self._captioner.now()))

    # --- people who publish without a page ------------------------------------------------------------------------

    async def publish_alone(self, name: str, offer: str, grant: Grant | None = None) -> tuple[str, str]:
        """(key, answer) for a source without a page. Raises ``VoixlaError``; then nobody has come."""
        if self._stop.is_set():
            raise refusal("room.closed")
        if self.guarded:
            raise refusal("room.locked")
        person = self._assembly.people.join(name, grant or Grant(role=Role.PARTICIPANT))
        person.resident = True
        try:
            answer = await self._staff.requests.publish(person, offer, Feed.MAIN)
        except BaseException:  # cancelled too: nobody has come
            self._assembly.lose(person)
            raise
        return person.key, answer

    async def end_alone(self, key: str) -> bool:
        """False when there is no such source."""
        person = self._assembly.people.by_key(key)
        if person is None or not person.resident:
            return False
        await self._remove(person)
        return True

    # --- inside -----------------------------------------------------------------------------------------------------

    def _feed_ended(self, person: Person, feed: Feed, failed: bool) -> None:
        if feed is Feed.MAIN:
            if person.resident:
                self._put_out(person)
            elif failed and self._stage.media_up and person.seat is not None:
                person.seat.reader.post(protocol.error(refusal("media.unreachable")))
        self._tell()

    def _put_out(self, person: Person) -> None:
        self._tasks.start("participant-removed", self._remove(person))

    async def _remove(self, person: Person) -> None:
        if self._assembly.lose(person):
            self._staff.clerk.lose(person)
            self._staff.registrar.forget(person)
            self._tell()
            await self._stage.unlisten(person.id)
            await self._stage.unpublish(person)
            await self._staff.sharing.lose(person)

    def _tell(self) -> None:
        if not self._is_open:
            return
        stage = self._stage
        self._staff.clerk.look()
        self._staff.registrar.look()
        self._staff.hinting.look()
        self._assembly.tell(stage.publishing, stage.screens, media_up=stage.media_up)

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
            if ticks % _PACE_EVERY == 0:
                self._staff.clerk.tell_pace(self._stage.publishing)
                self._staff.sharing.look(to_ms(self._captioner.now()))
            if ticks % _CLOCK_EVERY == 0:
                self._assembly.tell_time(to_ms(self._captioner.now()))
            for person in self._assembly.people.overdue(now, self._rules.patience):
                self._tasks.start("participant-gone", self._remove(person))
            if self._assembly.forsaken:
                self._assembly.dismiss(Close.RESTART, "room.closed")
                return
            if not self._assembly.empty:
                empty_since = now
            elif now - empty_since >= self._rules.linger:
                return

    async def _wind_up(self) -> None:
        self._stop.set()
        await self._staff.clerk.close()
        await self._stage.close()
        self._assembly.dismiss(Close.RESTART, "rooms.closing")
