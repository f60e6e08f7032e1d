"""One person's sound on its way to the captions: opens tracks when there is sound and captions are wanted.

Every stretch of sound is a track of its own: a pause of the sender, a mute, a change of name or captions switched
off end it, which finishes its last words at once; so does a failure of its captions. When a connection broke, all is
missing until they are heard again, perhaps by another connection: the next track begins with that gap.
Does not decide when captions are on.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from captions.events import Speaker
from captions.ids import TrackId
from gateway.captioner import LiveCaptioner, LiveTrack
from gateway.tasks import Tasks
from models.audio import AudioFrame, AudioGap, Loss, Pcm, Samples, to_samples

_RECENT_SECONDS = 10.0
"""Whoever paused for less is still taken to speak."""
_LONGEST_HOLE = to_samples(45_000)
"""Who was away for longer has not gone on speaking."""


class Voice:
    """A ``TapSink``. ``lit`` is told when the person seems to start or stop speaking."""

    def __init__(
        self,
        *,
        session: LiveCaptioner,
        tasks: Tasks,
        speaker: Callable[[], Speaker],
        lit: Callable[[bool], None],
    ) -> None:
        self._session = session
        self._tasks = tasks
        self._speaker = speaker
        self._lit = lit
        self._wanted = False
        self._shared = False
        self._most: int | None = None
        self._count = 0
        self._open: _Open | None = None
        self._gap_until: Samples | None = None
        """Nothing was heard after this gap."""
        self._lost_from: Samples | None = None
        self._lit_now = False
        self._spoke_at: float | None = None
        self._closing: set[asyncio.Task[None]] = set()

    def want(self, wanted: bool) -> None:
        """Captions are on or off."""
        self._wanted = wanted
        if not wanted:
            self.hush()
            self.pause()

    def share(self, shared: bool, most: int | None) -> None:
        """Several people speak there from now on, ``most`` if that is known; or one again."""
        anew = shared and self._shared and most != self._most
        self._shared, self._most = shared, most
        if self._open is not None:
            if anew:
                self._open.input.share(False)
            self._open.input.share(shared, most=most)

    def sound(self, start: Samples, pcm: Pcm) -> None:
        if self._wanted:
            opened = self._opened()
            self._tell_lost(opened, start)
            opened.input.push(AudioFrame(track=opened.track, start=start, pcm=pcm))

    def gap(self, start: Samples, end: Samples, loss: Loss) -> None:
        if self._wanted:
            opened = self._opened()
            self._tell_lost(opened, start)
            opened.input.push(AudioGap(track=opened.track, start=start, end=end, loss=loss))
            self._gap_until = end

    def broke(self) -> None:
        """The connection failed: if sound was missing at its end, all is until there is another."""
        self._lost_from = self._gap_until

    def hush(self) -> None:
        """They are silent on purpose from now on, or nobody wants to know: that is no loss."""
        self._gap_until = self._lost_from = None

    def pause(self) -> None:
        if self._open is not None:
            closing = self._tasks.start("track-close", self._open.input.close())
            self._open = None
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    def speaking(self, on: bool) -> None:
        self._lit_now, self._spoke_at = on, asyncio.get_running_loop().time()
        self._lit(on)

    @property
    def talking(self) -> bool:
        """Whether the person seems to speak, or did a moment ago."""
        if self._lit_now or self._spoke_at is None:
            return self._lit_now
        return asyncio.get_running_loop().time() - self._spoke_at < _RECENT_SECONDS

    async def finish(self) -> None:
        """Returns when everything that was said is final or marked as a gap."""
        self.pause()
        if self._closing:
            await asyncio.wait(self._closing)

    def _tell_lost(self, opened: "_Open", until: Samples) -> None:
        start = self._lost_from
        self._gap_until = self._lost_from = None
        if start is not None and 0 < until - start <= _LONGEST_HOLE:
            opened.input.push(AudioGap(track=opened.track, start=start, end=until, loss=Loss.NETWORK))

    def _opened(self) -> "_Open":
        speaker = self._speaker()
        if self._open is not None and (self._open.speaker != speaker or self._open.input.ended):
            self.pause()
        if self._open is None:
            self._count += 1
            track = TrackId(f"{speaker.id}-{self._count}")
            self._open = _Open(track=track, speaker=speaker, input=self._session.open_track(track, speaker))
            if self._shared:
                self._open.input.share(True, most=self._most)
        return self._open


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    track: TrackId
    speaker: Speaker
    input: LiveTrack
