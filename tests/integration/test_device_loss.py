"""What becomes of a load when its device is lost in the middle: no session ends, nothing is lost without a mark."""

import asyncio
from collections.abc import Callable

import pytest

from captions.events import Cause, Speaker, Status
from captions.ids import SessionId, SpeakerId, TrackId
from hardware import replaceable
from hardware.device import InferenceDevice
from models.audio import AudioFrame
from models.ports import Recogniser
from pipeline.policy import FAST
from pipeline.session import CaptionSession
from pipeline.track_input import TrackInput
from tests.fakes.failing import Breakable, out_of_memory
from tests.fakes.inference import Reader
from tests.fakes.loudness import LoudnessDetector
from tests.fakes.speech import TruthfulListener, deliveries, script, sound_of
from tests.unit.pipeline.rehearsal import assert_covered

pytestmark = pytest.mark.integration

LENGTH_MS = 30_000
WORDS = script(*((500 + 450 * n, 900 + 450 * n) for n in range(64)))
SOUND = sound_of(WORDS, LENGTH_MS)
TRACKS = [TrackId("a"), TrackId("b")]


@pytest.fixture(autouse=True)
def _quick_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaceable, "_BACK_OFF_S", (0.0, 0.05))


class Load:
    """Three live meetings of two people who talk all the time, ten times as fast as people do."""

    def __init__(self, device: InferenceDevice) -> None:
        self.readers = [Reader() for _ in range(3)]
        self._device = device

    async def run(self, disaster: Callable[[], None]) -> None:
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            for number, reader in enumerate(self.readers):
                group.create_task(self._meet(number, reader))
            await asyncio.sleep(1.0)
            disaster()

    async def _meet(self, number: int, reader: Reader) -> None:
        async with CaptionSession(
            session=SessionId(str(number)), inference=self._device, policy=FAST, publish=reader
        ) as session:
            tracks = [session.open_track(name, Speaker(id=SpeakerId(name), name=name)) for name in TRACKS]
            await asyncio.gather(*map(self._talk, TRACKS, tracks))

    async def _talk(self, name: TrackId, track: TrackInput) -> None:
        for item in deliveries(SOUND, [1600]):
            track.push(AudioFrame(track=name, start=item.start, pcm=item.pcm))
            await asyncio.sleep(0.01)
        assert not track.ended
        await track.close()

    def assert_whole(self) -> None:
        for reader in self.readers:
            assert reader.statuses[-1] is Status.CLOSED
            for name in TRACKS:
                own = Reader()
                own.events = [event for event in reader.events if getattr(event, "track", name) == name]
                assert_covered(own, name, words=WORDS)
                assert int(own.said[-1].removeprefix("m")) > 40, "it goes on afterwards"


def hearing() -> Breakable:
    return Breakable(TruthfulListener(WORDS))


async def test_the_pools_are_lost() -> None:
    async with InferenceDevice(hearing(), LoudnessDetector(), workers=2, batch=2) as device:
        load = Load(device)

        def disaster() -> None:
            for threads in (device._calls, device._listening):
                threads._pool.shutdown(wait=False, cancel_futures=True)

        await load.run(disaster)
    load.assert_whole()
    # A machine that is busy with something else may still overload this one.
    assert {gap.cause for reader in load.readers for gap in reader.gaps} <= {Cause.OVERLOAD}


async def test_the_engine_runs_out_of_memory() -> None:
    old, made = hearing(), []

    def rebuild() -> Recogniser:
        if not made:
            made.append(None)
            raise RuntimeError("CUDA failed with error out of memory")
        made.append(hearing())
        return made[-1]  # type: ignore[return-value]

    async with InferenceDevice(old, LoudnessDetector(), workers=2, rebuild=rebuild) as device:
        load = Load(device)

        def disaster() -> None:
            old.error = out_of_memory()

        await load.run(disaster)
    load.assert_whole()
    assert len(made) == 2
    for reader in load.readers:
        interrupted = reader.statuses.index(Status.INTERRUPTED)
        assert Status.LIVE in reader.statuses[interrupted:]
