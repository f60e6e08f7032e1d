"""The voices of one microphone from track to track: a mute, a new name or a new connection makes nobody a stranger.

All tracks of the microphone follow each other in one stream of the diariser, silence between them. A label is given
once in a session, also when the voices were forgotten meanwhile. Lines of tracks that have ended are not repaired
any more.
"""

import asyncio
from dataclasses import replace

import numpy as np

from models.audio import Pcm, Samples, to_samples
from models.speakers import Heard, Relabelled, VoiceLabel, VoiceTurn
from pipeline.ports import Diarisation, TrackVoices

_SILENCE = to_samples(500)
_MOST_SILENCES = 20
"""Then what is still not decided never will be."""


class LastingVoices:
    """Of one microphone in one session. ``track`` for each of its tracks, which take turns as they came."""

    def __init__(self, diarisation: Diarisation) -> None:
        self.turn = asyncio.Lock()
        """Whoever has it is the track that is heard."""
        self._diarisation = diarisation
        self._stream: TrackVoices | None = None
        self._most: int | None = None
        self._length = 0
        self._before = 0
        """Labels of former streams: those of this one count from there."""
        self._given = 0

    def track(self, most: int | None) -> "TrackOfMicrophone":
        """``most``: as for ``Diarisation``; with another number than before all begins anew."""
        return TrackOfMicrophone(self, most)

    async def merge(self, was: VoiceLabel, into: VoiceLabel) -> None:
        """Somebody says that the two are one person: the former does not come again."""
        if self._stream is not None and min(was, into) > self._before:
            await self._stream.merge(VoiceLabel(was - self._before), VoiceLabel(into - self._before))

    async def forget(self) -> None:
        """Nothing of what they sound like is left. Waits for the track that is being heard."""
        async with self.turn:
            await self._drop()

    # --- for the track whose turn it is -----------------------------------------------------------------------------

    async def begin(self, most: int | None) -> int:
        """Where in the stream its sound begins."""
        if self._stream is not None and most != self._most:
            await self._drop()
        if self._stream is None:
            self._stream, self._most, self._length = self._diarisation.track(most=most), most, 0
        return self._length

    async def push(self, pcm: Pcm, *, speech: bool) -> Heard:
        assert self._stream is not None
        heard = await self._stream.push(pcm, speech=speech)
        self._length += len(pcm)
        return replace(heard, turns=tuple(replace(turn, label=self._own(turn.label)) for turn in heard.turns))

    async def review(self) -> tuple[Relabelled, ...]:
        assert self._stream is not None
        changes = await self._stream.review()
        return tuple(replace(each, was=self._own(each.was), now=self._own(each.now)) for each in changes)

    def _own(self, label: VoiceLabel) -> VoiceLabel:
        own = VoiceLabel(label + self._before)
        self._given = max(self._given, own)
        return own

    async def _drop(self) -> None:
        stream, self._stream = self._stream, None
        self._before = self._given
        if stream is not None:
            await stream.forget()


class TrackOfMicrophone:
    """Implements ``pipeline.ports.TrackVoices``, on the time axis of its track."""

    def __init__(self, voices: LastingVoices, most: int | None) -> None:
        self._voices = voices
        self._most = most
        self._start: int | None = None
        self._length = 0

    async def push(self, pcm: Pcm, *, speech: bool) -> Heard:
        await self._begin()
        self._length += len(pcm)
        return self._here(await self._voices.push(pcm, speech=speech))

    async def finish(self) -> Heard:
        """By silence, since more may follow: what is said before it is then decided."""
        if self._start is None:
            return Heard(until=Samples(0))
        turns: list[VoiceTurn] = []
        silence = np.zeros(_SILENCE, dtype=np.float32)
        for _ in range(_MOST_SILENCES):
            heard = self._here(await self._voices.push(silence, speech=False))
            turns += heard.turns
            if heard.until == self._length:
                break
        return Heard(until=Samples(self._length), turns=tuple(turns))

    async def review(self) -> tuple[Relabelled, ...]:
        if self._start is None:
            return ()
        changes = await self._voices.review()
        return tuple(
            replace(each, start=Samples(each.start - self._start), end=Samples(each.end - self._start))
            for each in changes
        )

    async def merge(self, was: VoiceLabel, into: VoiceLabel) -> None:
        await self._voices.merge(was, into)

    async def forget(self) -> None:
        """The next track may begin; who speaks there is known from here."""
        if self._start is not None:
            self._start = None
            self._voices.turn.release()

    async def _begin(self) -> None:
        if self._start is not None:
            return
        await self._voices.turn.acquire()
        try:
            self._start = await self._voices.begin(self._most)
        except BaseException:
            self._voices.turn.release()
            raise

    def _here(self, heard: Heard) -> Heard:
        start = self._start or 0
        turns = []
        for turn in heard.turns:
            begin, end = max(0, turn.start - start), min(self._length, turn.end - start)
            if begin < end:
                turns.append(replace(turn, start=Samples(begin), end=Samples(end)))
        until = min(self._length, max(0, heard.until - start))
        return Heard(until=Samples(until), turns=tuple(turns))
