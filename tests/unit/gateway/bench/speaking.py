"""Phrases made of figures, and sessions that answer for them without an engine."""

from contextlib import AbstractAsyncContextManager

import numpy as np

from captions.errors import VoixlaError
from captions.events import Cause, Final, Gap, Speaker, Status
from captions.ids import LineId, Milliseconds, SegmentId, SessionId, TrackId
from captions.quality import SpokenWord
from captions.words import Word
from gateway.bench.baseline import Publish
from gateway.bench.phrases import Phrase
from gateway.captioner import Captioner
from models.audio import AudioFrame, AudioGap, Samples, to_samples
from tests.fakes.speech import word

LENGTH_MS = 400
WORD_MS = (50, 350)


def phrase(text: str) -> Phrase:
    """One loud word of 300 ms in 400 ms of silence."""
    pcm = np.zeros(to_samples(LENGTH_MS), dtype=np.float32)
    pcm[to_samples(WORD_MS[0]) : to_samples(WORD_MS[1])] = 0.3
    return Phrase(pcm=pcm, text=text, words=(SpokenWord(text=text, start_ms=WORD_MS[0], end_ms=WORD_MS[1]),))


PHRASES = [phrase(text) for text in ("un", "deux", "trois", "quatre")]


class InstantTrack:
    """Says "oui" when it is closed, and that half a second was lost."""

    def __init__(self, track: TrackId, speaker: Speaker, publish: Publish) -> None:
        self.track, self.speaker, self.publish = track, speaker, publish
        self.frames: list[AudioFrame] = []
        self.ended = False

    def push(self, item: AudioFrame | AudioGap) -> None:
        assert isinstance(item, AudioFrame)
        self.frames.append(item)

    async def close(self) -> None:
        self.ended = True
        self.publish(self._final(word("oui", 100, 400)))
        self.publish(
            Gap(
                seq=2,
                track=self.track,
                speaker=self.speaker,
                start_ms=Milliseconds(400),
                end_ms=Milliseconds(900),
                cause=Cause.OVERLOAD,
            )
        )

    def _final(self, spoken: Word) -> Final:
        return Final(
            seq=1,
            track=self.track,
            speaker=self.speaker,
            segment=SegmentId(0),
            line=LineId(0),
            revision=0,
            start_ms=spoken.start_ms,
            end_ms=spoken.end_ms,
            words=(spoken,),
        )


class InstantSession(AbstractAsyncContextManager[Captioner, None]):
    """``limit`` sessions of one ``opened`` list may be open; the next ones are refused."""

    def __init__(self, opened: list[InstantTrack], limit: int, session: SessionId, publish: Publish) -> None:
        self._opened, self._limit, self._publish = opened, limit, publish

    async def __aenter__(self) -> "InstantSession":
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    def now(self) -> Samples:
        return Samples(0)

    def open_track(self, track: TrackId, speaker: Speaker) -> InstantTrack:
        if len(self._opened) >= self._limit:
            raise VoixlaError("overload.refused", "Plus de place.")
        self._opened.append(InstantTrack(track, speaker, self._publish))
        return self._opened[-1]

    def state(self, status: Status, cause: Cause | None = None) -> None:
        raise AssertionError
