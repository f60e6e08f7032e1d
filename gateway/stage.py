"""The sound of one room and what is made of it: the meeting server, everybody's voice, captions on or off.

Knows no pages and no protocol; ``changed`` is called whenever the list of people may read differently.
"""

import asyncio
from collections.abc import Callable

from captions.events import Status
from captions.ids import SpeakerId
from gateway.captioner import LiveCaptioner
from gateway.media.overhearing import Overheard
from gateway.media.ports import Feed, MediaRoom, MediaServer, Offer
from gateway.media.tap import TapSink
from gateway.people import Person
from gateway.tasks import Tasks
from gateway.voice import Voice
from models.audio import Pcm, Samples

_FINISH_SECONDS = 15.0


class Stage:
    """Made when the session is open, closed before it ends."""

    def __init__(
        self,
        *,
        session: LiveCaptioner,
        media: MediaRoom,
        tasks: Tasks,
        changed: Callable[[], None],
        heard: Callable[[Samples, Pcm], None],
    ) -> None:
        """``heard``: what anybody says, muted people apart, and at which time of the session."""
        self._heard = heard
        self._session = session
        self._tasks = tasks
        self._changed = changed
        self._media = media
        self._voices: dict[SpeakerId, Voice] = {}
        self._captions = False
        session.state(Status.OFF)

    @property
    def captions(self) -> bool:
        return self._captions

    @property
    def talkers(self) -> int:
        """How many speak now, or did a moment ago."""
        return sum(voice.talking for voice in self._voices.values())

    @property
    def media_up(self) -> bool:
        """False while the meeting server is gone; it comes back by itself."""
        return self._media.up

    @property
    def publishing(self) -> frozenset[SpeakerId]:
        return self._media.publishing

    @property
    def screens(self) -> frozenset[SpeakerId]:
        """Those who share a screen."""
        return self._media.screens

    async def publish(
        self, person: Person, offer: str, ended: Callable[[bool], None], *, feed: Feed = Feed.MAIN
    ) -> str:
        """The answer to ``offer``. ``ended``: the stream ended by itself; True when the connection failed.

        Raises ``VoixlaError`` and changes nothing when the offer is of no use.
        """
        voice = self._voices.get(person.id) or self._new_voice(person)

        def over(failed: bool) -> None:
            if failed and feed is Feed.MAIN:
                voice.broke()
            ended(failed)

        sink = Overheard(voice, self._heard)
        answer = await self._media.publish(person.id, offer, sink, feed=feed, muted=person.muted, ended=over)
        if feed is Feed.MAIN:
            self._voices[person.id] = voice
        self._changed()
        return answer

    async def unpublish(self, person: Person) -> None:
        """Their screen too. Returns when all that they said is final or marked as a gap."""
        await self._media.unpublish(person.id, Feed.SCREEN)
        await self._media.unpublish(person.id)
        voice = self._voices.pop(person.id, None)
        if voice is not None:
            await voice.finish()

    async def publish_voice(
        self, voice: SpeakerId, offer: str, sink: TapSink, ended: Callable[[bool], None]
    ) -> str:
        """The answer to ``offer`` of a sound that is nobody's and is not captioned; else as ``publish``."""
        return await self._media.publish(voice, offer, Overheard(sink, self._heard), muted=False, ended=ended)

    async def unpublish_voice(self, voice: SpeakerId) -> None:
        """Does nothing when there is none."""
        await self._media.unpublish(voice)

    async def unshare(self, person: Person) -> None:
        """Their screen only."""
        await self._media.unpublish(person.id, Feed.SCREEN)
        self._changed()

    def listen(self, listener: SpeakerId, offer: Callable[[Offer], None]) -> None:
        """``listener`` hears everybody else; each offer is to be answered."""
        self._media.listen(listener, offer)

    async def unlisten(self, listener: SpeakerId) -> None:
        await self._media.unlisten(listener)

    async def answer(self, listener: SpeakerId, offer_id: int, sdp: str) -> None:
        """Raises ``VoixlaError`` when the answer is of no use; one to an old offer is ignored."""
        await self._media.answer(listener, offer_id, sdp)

    def mute(self, person: Person) -> None:
        """``person.muted`` has changed."""
        self._media.mute(person.id, person.muted)
        if person.muted and person.id in self._voices:
            self._voices[person.id].hush()
        self._changed()

    def share_microphone(self, person: Person) -> None:
        """``person.shared`` or ``person.voices`` has changed."""
        if person.id in self._voices:
            self._voices[person.id].share(person.shared, person.voices)
        self._changed()

    def switch_captions(self, on: bool) -> None:
        """For everybody; saying it twice changes nothing."""
        if on == self._captions:
            return
        self._captions = on
        for voice in self._voices.values():
            voice.want(on)
        if on:
            self._session.state(Status.LIVE)
        else:
            self._tasks.start("captions-off", self._say_off())

    def lapse(self) -> None:
        """To be called several times a second."""
        self._media.lapse()

    async def close(self) -> None:
        """Nobody is heard any more; returns when the last words are final, in bounded time."""
        await self._media.close()
        try:
            async with asyncio.timeout(_FINISH_SECONDS):
                await self._finish_voices()
        except TimeoutError:
            pass

    def _new_voice(self, person: Person) -> Voice:
        def lit(on: bool) -> None:
            person.speaking = on
            self._changed()

        voice = Voice(session=self._session, tasks=self._tasks, speaker=person.speaker, lit=lit)
        voice.want(self._captions)
        voice.share(person.shared, person.voices)
        return voice

    async def _say_off(self) -> None:
        # Words that are being finished would say that captions are live again.
        await self._finish_voices()
        if not self._captions:
            self._session.state(Status.OFF)

    async def _finish_voices(self) -> None:
        await asyncio.gather(*(voice.finish() for voice in self._voices.values()))


async def set_stage(
    server: MediaServer,
    room: str,
    session: LiveCaptioner,
    tasks: Tasks,
    changed: Callable[[], None],
    heard: Callable[[Samples, Pcm], None],
) -> Stage:
    """The stage of ``room``, with a new meeting on ``server``, which ``changed`` is told about too."""
    media = await server.open(room, tasks=tasks, now=session.now, changed=changed)
    return Stage(session=session, media=media, tasks=tasks, changed=changed, heard=heard)
