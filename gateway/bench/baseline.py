"""Live sessions the way of Voixlà's peers: each alone, one padded decode of its whole buffer per update.

Stands where ``CaptionSession`` stands, and says what it does in the same events, so that both are measured by the
same ruler. An update is due a second after the one before began, or when that has ended; nothing is shed.
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from captions.events import CaptionEvent, Cause, Final, Interim, Speaker, Status
from captions.ids import LineId, SegmentId, SessionId, TrackId
from captions.words import Word
from gateway.bench.agreement import AgreementCaptioner
from models.audio import SAMPLE_RATE, AudioFrame, AudioGap, Pcm, Samples, to_samples

_CHUNK = to_samples(1000)
"""Least new sound for an update: ``--min-chunk-size`` of whisper_streaming."""

Publish = Callable[[CaptionEvent], None]


class Decoder(Protocol):
    """The engine of the peers; ``models.engines.padded.PaddedWhisper``."""

    def words(self, pcm: Pcm, prompt: str = "") -> list[Word]: ...


class BaselineSession:
    """Enter it, open tracks, leave it; implements ``gateway.captioner.Captioner``."""

    def __init__(self, decoder: Decoder, session: SessionId, publish: Publish) -> None:
        self.id = session
        self._decoder = decoder
        self._publish = publish
        self._group = asyncio.TaskGroup()
        self._tracks: list[BaselineTrack] = []
        self._opened_at = asyncio.get_running_loop().time()
        self._seq = 0

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for track in self._tracks:
            track.end()
        await self._group.__aexit__(kind, error, trace)

    def now(self) -> Samples:
        return Samples(int((asyncio.get_running_loop().time() - self._opened_at) * SAMPLE_RATE))

    def open_track(self, track: TrackId, speaker: Speaker) -> "BaselineTrack":
        opened = BaselineTrack(self._decoder, track, speaker, self._emit)
        opened.task = self._group.create_task(opened.run(), name=f"track {track}")
        self._tracks.append(opened)
        return opened

    def state(self, status: Status, cause: Cause | None = None) -> None:
        """The peers tell nobody how they are doing."""

    def _emit(self, make: Callable[[int], CaptionEvent]) -> None:
        self._seq += 1
        self._publish(make(self._seq))


class BaselineTrack:
    """One microphone; implements ``gateway.captioner.CaptionTrack``."""

    task: "asyncio.Task[None]"

    def __init__(
        self,
        decoder: Decoder,
        track: TrackId,
        speaker: Speaker,
        emit: Callable[[Callable[[int], CaptionEvent]], None],
    ) -> None:
        self._decoder = decoder
        self._track = track
        self._speaker = speaker
        self._emit = emit
        self._captioner = AgreementCaptioner()
        self._arrived: list[Pcm] = []
        self._new = 0
        self._ended = False
        self._sound = asyncio.Event()
        self._segment = 0
        self._revision = 0

    @property
    def ended(self) -> bool:
        return self.task.done()

    def push(self, item: AudioFrame | AudioGap) -> None:
        if isinstance(item, AudioFrame):
            self._arrived.append(item.pcm)
            self._new += len(item.pcm)
            self._sound.set()

    def end(self) -> None:
        self._ended = True
        self._sound.set()

    async def close(self) -> None:
        self.end()
        await asyncio.wait([self.task])

    async def run(self) -> None:
        """Decode whenever a second of sound has come; at the end what is left, once."""
        while not (self._ended and not self._arrived):
            if self._new < _CHUNK and not self._ended:
                self._sound.clear()
                await self._sound.wait()
                continue
            for pcm in self._arrived:
                self._captioner.hear(pcm)
            self._arrived.clear()
            self._new = 0
            window = self._captioner.window()
            words = await asyncio.to_thread(self._decoder.words, window.pcm, window.prompt)
            committed, shown = self._captioner.accept(words)
            self._tell(committed, shown)
        self._tell(self._captioner.finish(), [])

    def _tell(self, committed: list[Word], shown: list[Word]) -> None:
        if committed:
            self._emit(lambda seq: self._event(Final, seq, committed))
            self._segment, self._revision = self._segment + 1, 0
        if shown:
            self._emit(lambda seq: self._event(Interim, seq, shown))
            self._revision += 1

    def _event(self, kind: type[Final] | type[Interim], seq: int, words: list[Word]) -> CaptionEvent:
        return kind(
            seq=seq,
            track=self._track,
            speaker=self._speaker,
            segment=SegmentId(self._segment),
            line=LineId(0),
            revision=self._revision,
            start_ms=words[0].start_ms,
            end_ms=words[-1].end_ms,
            words=tuple(words),
        )
