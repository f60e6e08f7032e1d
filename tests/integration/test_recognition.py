"""Sound to captions with the real base weights and the real voice detector: what is said, and what is not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import pytest

from captions.events import CaptionEvent, Final, Gap, Speaker
from captions.glossary import Glossary
from captions.ids import SessionId, SpeakerId, TrackId
from captions.normalise import score_words
from captions.word_errors import word_errors
from gateway.demo.meeting import Meeting, Participant, Utterance, load_meeting
from gateway.media.file import AudioFileSource
from hardware.device import InferenceDevice
from models.audio import AudioFrame, Pcm, Samples, SpeechWindow, to_ms, to_samples
from models.engines.faster_whisper import FasterWhisperRecogniser
from models.engines.silero import SileroDetector
from models.weights.fetch import resolve
from models.weights.store import default_cache
from pipeline.evidence import is_invention
from pipeline.policy import ACCURATE, FAST, Policy
from pipeline.session import CaptionSession
from tests.fakes.noises import NOISES, noise
from tests.fakes.speech import deliveries

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def recogniser() -> FasterWhisperRecogniser:
    installed = resolve("base", compute_type="int8", cache=default_cache())
    return FasterWhisperRecogniser(
        installed.path, name=installed.name, threads=2, least_context_s=installed.least_context_s
    )


@pytest.fixture
async def device(recogniser: FasterWhisperRecogniser) -> AsyncIterator[InferenceDevice]:
    async with InferenceDevice(recogniser, SileroDetector(), workers=1) as device:
        yield device


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return load_meeting()


@dataclass(frozen=True)
class Exchange:
    """Three people, one after the other: a piece out of the meeting of about 15 s."""

    said: tuple[Utterance, ...]
    begin: Samples
    sounds: dict[str, Pcm]
    """What each microphone heard from ``begin`` on."""


@pytest.fixture(scope="module")
def exchange(meeting: Meeting) -> Exchange:
    spoken = meeting.utterances
    firsts = [
        next(n for n, one in enumerate(spoken) if one.speaker == person)
        for person in dict.fromkeys(one.speaker for one in spoken)
    ]
    said = spoken[firsts[1] - 1 : firsts[2] + 1]
    begin, end = to_samples(said[0].start_ms - 400), to_samples(said[-1].end_ms + 400)
    sounds = {person.id: decoded(meeting.recording(person))[begin:end] for person in meeting.participants}
    return Exchange(said=said, begin=begin, sounds=sounds)


def decoded(recording: bytes) -> Pcm:
    with NamedTemporaryFile(suffix=".opus") as file:
        Path(file.name).write_bytes(recording)
        with AudioFileSource(file.name, track=TrackId("x")) as source:
            parts = [item.pcm for item in source.sound() if isinstance(item, AudioFrame)]
    return np.concatenate(parts)


def as_speaker(person: Participant) -> Speaker:
    return Speaker(id=SpeakerId(person.id), name=person.name)


def texts(events: list[CaptionEvent], speaker: str) -> str:
    finals = [event for event in events if isinstance(event, Final) and event.speaker.id == speaker]
    return " ".join(final.text for final in finals)


@pytest.mark.parametrize("policy", [FAST, ACCURATE], ids=["fast", "accurate"])
async def test_three_people_are_captioned_under_their_names(
    device: InferenceDevice, meeting: Meeting, exchange: Exchange, policy: Policy
) -> None:
    events: list[CaptionEvent] = []
    async with CaptionSession(
        session=SessionId("m"), inference=device, policy=policy, publish=events.append, live=False
    ) as session:
        for person in meeting.participants:
            track = session.open_track(TrackId(person.id), as_speaker(person))
            pcm = exchange.sounds[person.id]
            for item in deliveries(pcm, [960], start=exchange.begin, track=TrackId(person.id)):
                await track.feed(item)
            await track.close()
    assert not [event for event in events if isinstance(event, Gap)]
    errors, words = 0, 0
    for person in meeting.participants:
        said = [one for one in exchange.said if one.speaker == person.id]
        reference = score_words(" ".join(one.text for one in said))
        score = word_errors(reference, score_words(texts(events, person.id)))
        errors, words = errors + score.errors, words + score.reference_words
        assert score.deletions <= len(reference) / 4, texts(events, person.id)
        for event in events:
            if isinstance(event, Final) and event.speaker.id == person.id:
                assert any(
                    one.start_ms - 600 <= event.start_ms <= event.end_ms <= one.end_ms + 600 for one in said
                )
    assert words > 30
    assert errors / words < 0.25


async def test_the_same_sound_is_said_the_same_however_it_is_delivered(
    device: InferenceDevice, exchange: Exchange
) -> None:
    pcm, told = exchange.sounds[exchange.said[0].speaker][: to_samples(8500)], []
    for sizes in ([320], [16_000, 777]):
        events: list[CaptionEvent] = []
        async with CaptionSession(
            session=SessionId("m"), inference=device, policy=FAST, publish=events.append, live=False
        ) as session:
            track = session.open_track(TrackId("a"), Speaker(id=SpeakerId("s"), name="S"))
            for item in deliveries(pcm, sizes):
                await track.feed(item)
            await track.close()
        told.append([(event.start_ms, event.text) for event in events if isinstance(event, Final)])
    assert told[0]
    assert told[0] == told[1]


async def test_ten_minutes_of_what_is_not_speech_say_nothing(device: InferenceDevice) -> None:
    events: list[CaptionEvent] = []
    async with CaptionSession(
        session=SessionId("n"), inference=device, policy=FAST, publish=events.append, live=False
    ) as session:
        track = session.open_track(TrackId("a"), Speaker(id=SpeakerId("s"), name="S"))
        at = 0
        for name in NOISES:
            for item in deliveries(noise(name, 75), [16_000], start=at):
                await track.feed(item)
                at = item.end
        assert to_ms(at) > 595_000
        await track.close()
    assert [type(event).__name__ for event in events] == ["State"]


@pytest.mark.parametrize("name", NOISES)
def test_a_window_of_noise_is_known_as_noise_or_comes_with_doubt(
    recogniser: FasterWhisperRecogniser, name: str
) -> None:
    """The second net: what the voice detector lets through by mistake."""
    window = SpeechWindow(track=TrackId("a"), start=to_samples(0), pcm=noise(name, 4), final=True)
    hypothesis = recogniser.recognise([window])[0]
    assert not hypothesis.words or hypothesis.no_speech > 0.3 or hypothesis.mean_logprob < -0.7, hypothesis


@pytest.mark.parametrize("name", NOISES)
def test_over_noise_the_glossary_is_not_taken_for_speech(
    recogniser: FasterWhisperRecogniser, name: str
) -> None:
    glossary = Glossary(terms=("Mathieu Villefort", "SIVU", "Le Fèvre", "ACTIA"))
    window = SpeechWindow(
        track=TrackId("a"), start=to_samples(0), pcm=noise(name, 4), prompt=glossary.prompt, final=True
    )
    hypothesis = recogniser.recognise([window])[0]
    doubt = hypothesis.no_speech > 0.3 or hypothesis.mean_logprob < -0.7
    assert not hypothesis.words or doubt or is_invention(hypothesis.words, hypothesis, glossary), hypothesis
    assert not glossary.holds(word.text for word in hypothesis.words) or is_invention(
        hypothesis.words, hypothesis, glossary
    )
