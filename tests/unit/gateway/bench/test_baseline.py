"""Sessions the peers' way, with a decoder that hears a script."""

import asyncio
import threading

import numpy as np

from captions.events import CaptionEvent, Final, Interim, Speaker
from captions.ids import SessionId, SpeakerId, TrackId
from captions.words import Word
from gateway.bench.baseline import BaselineSession
from models.audio import SAMPLE_RATE, AudioFrame, Pcm, Samples, to_ms
from tests.fakes.speech import script, word

TRACK = TrackId("a")
ANN = Speaker(id=SpeakerId("s"), name="Anne")


class Decoder:
    """Hears the words that have ended within what it is given, which always begins at 0 here."""

    def __init__(self, spoken: list[Word]) -> None:
        self.spoken = spoken
        self.lengths: list[int] = []
        self.threads: set[str] = set()

    def words(self, pcm: Pcm, prompt: str = "") -> list[Word]:
        self.lengths.append(to_ms(len(pcm)))
        self.threads.add(threading.current_thread().name)
        return [
            word(one.text, one.start_ms, one.end_ms) for one in self.spoken if one.end_ms <= to_ms(len(pcm))
        ]


def frame(start_ms: int, length_ms: int) -> AudioFrame:
    rate = SAMPLE_RATE // 1000
    pcm = np.zeros(length_ms * rate, dtype=np.float32)
    return AudioFrame(track=TRACK, start=Samples(start_ms * rate), pcm=pcm)


async def test_every_word_is_final_once_and_shown_before() -> None:
    decoder = Decoder(script(*[(at, at + 350) for at in range(200, 3600, 400)]))
    events: list[CaptionEvent] = []
    async with BaselineSession(decoder, SessionId("s"), events.append) as session:
        track = session.open_track(TRACK, ANN)
        for second in range(4):
            track.push(frame(second * 1000, 1000))
            while len(decoder.lengths) <= second:
                await asyncio.sleep(0.001)
        await track.close()
    finals = [one.text for event in events if isinstance(event, Final) for one in event.words]
    assert finals == [one.text for one in decoder.spoken]
    assert any(isinstance(event, Interim) for event in events)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert decoder.lengths == [1000, 2000, 3000, 4000]
    assert threading.main_thread().name not in decoder.threads


async def test_less_than_a_second_is_decoded_at_the_end_only() -> None:
    decoder = Decoder(script((0, 300)))
    events: list[CaptionEvent] = []
    async with BaselineSession(decoder, SessionId("s"), events.append) as session:
        session.open_track(TRACK, ANN).push(frame(0, 600))
    assert decoder.lengths == [600]
    assert [event.text for event in events if isinstance(event, Final)] == ["m0"]


async def test_silence_from_beginning_to_end_says_nothing() -> None:
    events: list[CaptionEvent] = []
    async with BaselineSession(Decoder([]), SessionId("s"), events.append) as session:
        await session.open_track(TRACK, ANN).close()
    assert events == []
