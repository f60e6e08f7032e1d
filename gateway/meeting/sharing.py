"""Microphones that several people share: the switch, by whom, and what the server is told of their voices.

What voices are called, and which line is whose, is the desk's.
"""

import logging
from collections.abc import Awaitable, Callable

from captions.errors import VoixlaError
from captions.ids import Milliseconds, SpeakerId
from gateway.captioner import LiveCaptioner
from gateway.live import protocol
from gateway.live.refusals import refusal, with_fields
from gateway.live.sharing import ShareMicrophone
from gateway.meeting.record import Record
from gateway.people import People, Person, Seat
from gateway.stage import Stage
from gateway.tasks import Tasks
from pipeline.voices import label_of, microphone_of

logger = logging.getLogger(__name__)

SETTLED_MS = 60_000
"""So long two voices that people call one are still told apart, so that it can be taken back."""

Prepare = Callable[[], Awaitable[None]]
"""Returns when voices can be told apart. Raises ``VoixlaError``."""


class Sharing:
    """Of one meeting. ``changed`` is called when everybody is to be told; without ``prepare`` nothing can be shared."""

    def __init__(
        self,
        people: People,
        record: Record,
        *,
        captioner: LiveCaptioner,
        stage: Stage,
        tasks: Tasks,
        prepare: Prepare | None,
        changed: Callable[[], None],
    ) -> None:
        self._people = people
        self._record = record
        self._captioner = captioner
        self._stage = stage
        self._tasks = tasks
        self._prepare = prepare
        self._changed = changed
        self._wishes: dict[SpeakerId, ShareMicrophone] = {}
        """What was asked last for somebody, and waits for the models."""
        self._merged: set[tuple[SpeakerId, SpeakerId]] = set()

    def handle(self, seat: Seat, person: Person, message: ShareMicrophone) -> None:
        """Raises ``VoixlaError``; then nothing happened. What takes longer is told to the page of ``seat``."""
        who = message.person or person.id
        try:
            if who != person.id and not person.leads:
                raise refusal("live.not_host")
            owner = self._people.find(who)
            if message.on and self._prepare is None:
                raise refusal("voices.none")
        except VoixlaError as error:
            raise with_fields(error, person=who) from None
        self._wishes.pop(who, None)
        if message.on and self._prepare is not None:
            self._wishes[who] = message
            self._tasks.start("voices-prepare", self._begin(self._prepare, seat, owner, message))
        elif owner.shared:
            self._switch(owner, on=False, most=None)
            self._tasks.start("voices-forget", self._captioner.forget_voices(who))

    def look(self, now_ms: Milliseconds) -> None:
        """To be called about once a second: the server hears as one voice what has been called one for a while."""
        for named in self._record.named.values():
            pair = (named.speaker, named.shown.id)
            was, into = map(label_of, pair)
            if was is None or into is None or was == into or pair in self._merged:
                continue
            microphone = microphone_of(named.speaker)
            if microphone == microphone_of(named.shown.id) and now_ms - named.at_ms >= SETTLED_MS:
                self._merged.add(pair)
                self._tasks.start("voices-merge", self._captioner.merge_voices(microphone, was, into))

    async def lose(self, person: Person) -> None:
        """They have left for good, and all that they said is final."""
        self._wishes.pop(person.id, None)
        await self._captioner.forget_voices(person.id)

    async def _begin(self, prepare: Prepare, seat: Seat, owner: Person, message: ShareMicrophone) -> None:
        try:
            await prepare()
        except VoixlaError as error:
            logger.warning("code=%s", error.code)
            if self._wishes.get(owner.id) is message:
                del self._wishes[owner.id]
                seat.reader.post(protocol.error(with_fields(refusal("voices.weights"), person=owner.id)))
            return
        if self._wishes.get(owner.id) is message:
            del self._wishes[owner.id]
            if self._people.present(owner):
                self._switch(owner, on=True, most=message.people)

    def _switch(self, owner: Person, *, on: bool, most: int | None) -> None:
        if (owner.shared, owner.voices) != (on, most):
            owner.shared, owner.voices = on, most
            self._stage.share_microphone(owner)
            self._changed()
