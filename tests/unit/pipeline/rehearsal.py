"""A session with fakes around it, and what its tests ask of it again and again."""

from captions.events import Speaker
from captions.ids import SessionId, SpeakerId, TrackId
from captions.words import Word
from models.audio import AudioFrame
from pipeline.policy import FAST
from pipeline.session import CaptionSession
from pipeline.track_input import TrackInput
from tests.fakes.inference import FakeInference, Reader
from tests.fakes.speech import script, sound_of

ANNE = Speaker(id=SpeakerId("s1"), name="Anne")
JEAN = Speaker(id=SpeakerId("s2"), name="Jean")
WORDS = script(*((500 + 450 * n, 900 + 450 * n) for n in range(10)))
SOUND = sound_of(WORDS, 6500)
TEXTS = [word.text for word in WORDS]


def opened(inference: FakeInference, reader: Reader, *, live: bool = False) -> CaptionSession:
    return CaptionSession(
        session=SessionId("x"), inference=inference, policy=FAST, publish=reader, live=live, clock=lambda: 0.0
    )


def on(track: TrackId, item: AudioFrame) -> AudioFrame:
    return AudioFrame(track=track, start=item.start, pcm=item.pcm)


def assert_covered(reader: Reader, track: TrackId, words: list[Word] = WORDS) -> None:
    """Every scripted word was said, or lies in gaps by its middle."""
    for word in words:
        middle = (word.start_ms + word.end_ms) / 2
        marked = any(
            gap.start_ms - 50 <= middle <= gap.end_ms + 50 for gap in reader.gaps if gap.track == track
        )
        assert word.text in reader.said or marked, word


def held(track: TrackInput) -> int:
    """Samples that the track keeps in memory."""
    waiting = track._tasks.intake._held
    return waiting + sum(len(piece.pcm) for piece in track._tasks._captioner._sound._pieces)
