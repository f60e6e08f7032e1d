"""A meeting on a real server whose captions come from sound: bursts of two tones are words, and who hums is who speaks.

Only recognition and the diariser are fakes.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import numpy.typing as npt

from captions.ids import Milliseconds, SessionId
from captions.words import EngineStamp, Hypothesis, Word
from gateway.archive.keeping import Keeping
from gateway.compose import Engine, open_recorders
from gateway.demo.participant import Participant
from gateway.http.app import create_app
from gateway.http.server import bind, serving
from gateway.media.embedded.vendor import close_connection
from gateway.media.ports import MediaServer
from gateway.meeting.rules import RoomRules
from gateway.rooms import Rooms
from gateway.settings import Settings
from hardware.voices import VoicesDevice
from models.audio import SAMPLE_RATE, Samples, SpeechWindow, to_ms
from models.ports import Capabilities, Diariser
from pipeline.policy import FAST
from pipeline.ports import Publish
from pipeline.session import CaptionSession
from tests.fakes.caption_session import FakeSessions
from tests.fakes.loudness import InlineInference, LoudnessDetector
from tests.fakes.meeting import Meeting
from tests.fakes.opus_stream import tone
from tests.fakes.voices import Said

LOW, HIGH = "grave", "aigu"
_HERTZ = (440, 880)
_FRAME = SAMPLE_RATE // 50
_LOUD = 0.02
_WORD_S, _BREAK_S = 0.3, 0.15


def hum(said: Sequence[Said], seconds: float) -> npt.NDArray[np.float32]:
    """(n,) at 48 kHz: who speaks says a word of their tone every 450 ms."""
    sound = np.zeros(round(seconds * 48_000), dtype=np.float32)
    for who, start_ms, end_ms in said:
        at = start_ms / 1000
        while at + _WORD_S <= end_ms / 1000:
            word = tone(_WORD_S, _HERTZ[who])
            begin = round(at * 48_000)
            sound[begin : begin + len(word)] = word
            at += _WORD_S + _BREAK_S
    return sound


class HummingRecogniser:
    """Implements ``models.ports.Recogniser``: each burst that lies inside a window is a word, named after its pitch."""

    @property
    def capabilities(self) -> Capabilities:
        stamp = EngineStamp(engine="humming", model="two-tones", compute_type="none")
        return Capabilities(stamp=stamp, max_window=Samples(30 * SAMPLE_RATE), languages=("fr",))

    def recognise(self, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
        return [self._listen(window) for window in windows]

    def _listen(self, window: SpeechWindow) -> Hypothesis:
        after = max((word.end_ms for word in window.prefix), default=Milliseconds(0))
        new = tuple(word for word in _bursts(window) if word.start_ms > after - 100)
        words = (*window.prefix, *new)
        return Hypothesis(
            words=words,
            language="fr",
            no_speech=0.0 if words else 0.99,
            mean_logprob=-0.2 if new else (0.0 if words else -3.0),
        )


def _bursts(window: SpeechWindow) -> Iterator[Word]:
    frames = window.pcm[: len(window.pcm) // _FRAME * _FRAME].reshape(-1, _FRAME)
    loud = np.sqrt(np.square(frames).mean(axis=1)) > _LOUD
    edges = np.flatnonzero(np.diff(loud, prepend=False, append=False))
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if last - first < 8 or last == len(loud):
            continue
        part = window.pcm[first * _FRAME : last * _FRAME]
        loudest = int(np.argmax(np.abs(np.fft.rfft(part * np.hanning(len(part)))))) * SAMPLE_RATE / len(part)
        start = to_ms(Samples(window.start + first * _FRAME))
        yield Word(
            text=LOW if loudest < sum(_HERTZ) / 2 else HIGH,
            start_ms=start,
            end_ms=to_ms(Samples(window.start + last * _FRAME)),
            probability=0.9,
            tokens=(start,),
        )


class Microphone(Participant):
    """A participant who may send a recording again, by a new connection."""

    async def again(self, recording: Path) -> None:
        if self._sending is not None:
            await close_connection(self._sending)
        self._published = asyncio.get_running_loop().create_future()
        await self.send(type="mute", muted=False)
        await self._publish(recording)
        self.play()


@asynccontextmanager
async def table(
    load: Callable[[], Diariser], *, media: MediaServer | None = None, keeping: Keeping | None = None
) -> AsyncIterator[Meeting]:
    """``load`` as for ``VoicesDevice``; ``media`` is entered already; what is kept goes into ``keeping``."""
    recogniser = HummingRecogniser()
    inference = InlineInference(recogniser, LoudnessDetector())
    engine = cast(Engine, SimpleNamespace(recogniser=recogniser))
    recorders = None if keeping is None else open_recorders(engine, keeping, None)
    settings = Settings(access="open")
    async with VoicesDevice(load) as voices:

        def session(name: SessionId, publish: Publish) -> CaptionSession:
            return CaptionSession(
                session=name, inference=inference, policy=FAST, publish=publish, diarisation=voices
            )

        rooms = Rooms(
            sessions=session,
            media=media,
            rules=RoomRules(linger=0.3),
            recorders=recorders,
            prepare_voices=voices.prepare,
        )
        listener = bind("127.0.0.1", 0)
        port = listener.getsockname()[1]
        async with serving(create_app(rooms, settings, keeping=keeping), listener):
            yield Meeting(f"127.0.0.1:{port}", rooms, FakeSessions(time.monotonic))
