"""A caption session that recognises nothing and remembers what it was given."""

from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from captions.events import (
    Amended,
    CaptionEvent,
    Cause,
    Final,
    Interim,
    Named,
    OffRecord,
    Speaker,
    State,
    Status,
)
from captions.glossary import NO_GLOSSARY
from captions.ids import LineId, Milliseconds, SegmentId, SessionId, SpeakerId, TrackId
from captions.words import Word
from models.audio import SAMPLE_RATE, AudioFrame, AudioGap, Samples, to_ms
from models.speakers import VoiceLabel
from pipeline.repairs import Repair


class FakeTrack:
    def __init__(self, track: TrackId, speaker: Speaker) -> None:
        self.track = track
        self.speaker = speaker
        self.items: list[AudioFrame | AudioGap] = []
        self.closed = False
        self.failed = False
        self.shares: list[tuple[bool, int | None]] = []

    @property
    def ended(self) -> bool:
        return self.closed or self.failed

    def push(self, item: AudioFrame | AudioGap) -> None:
        assert item.track == self.track
        assert not self.closed
        self.items.append(item)

    def share(self, shared: bool, *, most: int | None = None) -> None:
        self.shares.append((shared, most))

    async def close(self) -> None:
        self.closed = True

    @property
    def frames(self) -> list[AudioFrame]:
        return [item for item in self.items if isinstance(item, AudioFrame)]


class FakeSession:
    """Its clock is the event loop's unless ``clock`` says otherwise."""

    def __init__(
        self, session: SessionId, publish: Callable[[CaptionEvent], None], clock: Callable[[], float]
    ) -> None:
        self.session = session
        self._publish = publish
        self._clock = clock
        self.opened = clock()
        self.seq = 0
        self.tracks: list[FakeTrack] = []
        self.glossary = NO_GLOSSARY
        self.entered = self.left = False
        self._segment = self._line = 1_000
        self.repaired: Callable[[Repair], None] = lambda repair: None
        self.several: Callable[[SpeakerId], None] = lambda microphone: None
        self.voices: list[tuple[SpeakerId, VoiceLabel, VoiceLabel] | SpeakerId] = []
        """What was merged, and at whose microphones voices were forgotten."""

    async def __aenter__(self) -> Self:
        self.entered = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.left = True
        self.state(Status.CLOSED)

    def now(self) -> Samples:
        return Samples(int((self._clock() - self.opened) * SAMPLE_RATE))

    def open_track(self, track: TrackId, speaker: Speaker) -> FakeTrack:
        assert track not in [opened.track for opened in self.tracks]
        self.tracks.append(FakeTrack(track, speaker))
        return self.tracks[-1]

    def next_segment(self, line: LineId | None = None) -> tuple[LineId, SegmentId]:
        self._segment += 1
        if line is None:
            self._line += 1
            line = LineId(self._line)
        return line, SegmentId(self._segment)

    def emit(self, event: Interim | Final | Amended | Named | OffRecord) -> None:
        self.seq += 1
        self._publish(replace(event, seq=self.seq))

    def state(self, status: Status, cause: Cause | None = None) -> None:
        self.seq += 1
        self._publish(State(seq=self.seq, at_ms=to_ms(self.now()), status=status, cause=cause))

    async def merge_voices(self, microphone: SpeakerId, was: VoiceLabel, into: VoiceLabel) -> None:
        self.voices.append((microphone, was, into))

    async def forget_voices(self, microphone: SpeakerId) -> None:
        self.voices.append(microphone)

    def say(self, text: str) -> None:
        """A final of ``text``, as if somebody had said it now."""
        self.seq += 1
        now = to_ms(self.now())
        word = Word(text=text, start_ms=now, end_ms=Milliseconds(now + 100), probability=0.9)
        self._publish(
            Final(
                seq=self.seq,
                track=TrackId("t"),
                speaker=self.tracks[-1].speaker if self.tracks else _NOBODY,
                segment=SegmentId(self.seq),
                line=LineId(1),
                revision=1,
                start_ms=word.start_ms,
                end_ms=word.end_ms,
                words=(word,),
            )
        )


class FakeSessions:
    """The factory; ``made`` holds every session in order."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.made: list[FakeSession] = []

    def __call__(self, session: SessionId, publish: Callable[[CaptionEvent], None]) -> FakeSession:
        self.made.append(FakeSession(session, publish, self._clock))
        return self.made[-1]


_NOBODY = Speaker(id=SpeakerId("nobody"), name="Personne")
