"""Sessions that share a device, its workers and its batches say what each would say alone."""

import asyncio
import time
from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from captions.events import CaptionEvent, Speaker, State
from captions.ids import SessionId, SpeakerId, TrackId
from captions.words import EngineStamp, Hypothesis, Word
from hardware.device import InferenceDevice
from models.audio import SpeechWindow, to_samples
from models.ports import Capabilities
from pipeline.policy import ACCURATE
from pipeline.session import CaptionSession
from tests.fakes.loudness import LoudnessDetector
from tests.fakes.speech import TruthfulListener, deliveries, sound_of
from tests.property.meetings import LENGTH_MS, some_script


class Listeners:
    """Implements ``models.ports.Recogniser``: a truthful listener for each track, in calls of many windows."""

    def __init__(self, scripts: dict[TrackId, list[Word]]) -> None:
        self._listeners = {track: TruthfulListener(words) for track, words in scripts.items()}
        self.batches: list[int] = []

    @property
    def capabilities(self) -> Capabilities:
        stamp = EngineStamp(engine="fake", model="fake", compute_type="none")
        return Capabilities(stamp=stamp, max_window=to_samples(30_000), languages=("fr",))

    def recognise(self, windows: Sequence[SpeechWindow]) -> list[Hypothesis]:
        self.batches.append(len(windows))
        time.sleep(0.002)  # long enough for other sessions to ask meanwhile
        return [self._listeners[window.track].recognise(window) for window in windows]


async def told(
    scripts: dict[TrackId, list[Word]], *, batch: int, sizes: list[int]
) -> dict[TrackId, list[CaptionEvent]]:
    """What the reader of each session got, all running at once."""
    recogniser = Listeners(scripts)
    events: dict[TrackId, list[CaptionEvent]] = {track: [] for track in scripts}

    async def meeting(track: TrackId, words: list[Word], device: InferenceDevice) -> None:
        publish = events[track].append
        session = CaptionSession(
            session=SessionId(track), inference=device, policy=ACCURATE, publish=publish, live=False
        )
        async with session:
            speaker = session.open_track(track, Speaker(id=SpeakerId("s"), name="S"))
            for item in deliveries(sound_of(words, LENGTH_MS), sizes, track=track):
                await speaker.feed(item)
            await speaker.close()

    async with InferenceDevice(recogniser, LoudnessDetector(), workers=1, batch=batch) as device:
        await asyncio.gather(*(meeting(track, words, device) for track, words in scripts.items()))
    if len(scripts) > 1:
        assert max(recogniser.batches) > 1
    return {
        track: [event for event in some if not isinstance(event, State)] for track, some in events.items()
    }


@settings(max_examples=5)
@given(
    seed=st.integers(0, 1 << 32),
    batch=st.integers(2, 8),
    sizes=st.lists(st.integers(512, 16_000), min_size=1, max_size=3),
)
def test_sessions_together_say_what_each_says_alone(seed: int, batch: int, sizes: list[int]) -> None:
    random = Random(seed)
    scripts = {TrackId(f"t{number}"): some_script(random) for number in range(4)}
    together = asyncio.run(told(scripts, batch=batch, sizes=sizes))
    for track, words in scripts.items():
        alone = asyncio.run(told({track: words}, batch=1, sizes=[1600]))
        assert together[track] == alone[track]
        assert together[track] or not words
