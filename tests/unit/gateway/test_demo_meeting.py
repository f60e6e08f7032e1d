"""The shipped meeting is what its description says, so that figures measured with it can be believed."""

from io import BytesIO

import av
import numpy as np
import pytest

from captions.normalise import score_words
from gateway.demo.meeting import Meeting, Participant, load_meeting

FRAME_MS = 20


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return load_meeting()


@pytest.fixture(scope="module")
def sounds(meeting: Meeting) -> dict[str, np.ndarray]:
    return {person.id: decoded(meeting.recording(person)) for person in meeting.participants}


def decoded(recording: bytes) -> np.ndarray:
    with av.open(BytesIO(recording), "r") as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    sound: np.ndarray = np.concatenate(frames, axis=1)[0]
    return sound


def decibels(sound: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt((sound.astype(np.float64) ** 2).mean()) + 1e-9))


def test_three_named_people_in_two_to_three_minutes(meeting: Meeting) -> None:
    assert [person.id for person in meeting.participants] == ["speaker1", "speaker2", "speaker3"]
    assert len({person.name for person in meeting.participants}) == 3
    assert {said.speaker for said in meeting.utterances} == {person.id for person in meeting.participants}
    assert 120_000 <= meeting.duration_ms <= 180_000


def test_enough_is_said_and_one_turn_is_long(meeting: Meeting) -> None:
    assert len(score_words(" ".join(said.text for said in meeting.utterances))) >= 330
    assert max(said.end_ms - said.start_ms for said in meeting.utterances) >= 20_000
    assert max(said.end_ms - said.start_ms for said in meeting.utterances) < 30_000


def test_words_spell_the_text_in_order_inside_their_utterance(meeting: Meeting) -> None:
    for said in meeting.utterances:
        assert " ".join(word.text for word in said.words) == said.text
        bounds = [
            said.start_ms,
            *(t for word in said.words for t in (word.start_ms, word.end_ms)),
            said.end_ms,
        ]
        assert bounds == sorted(bounds)
        assert all(40 <= word.end_ms - word.start_ms <= 1500 for word in said.words), said.text


def test_turns_are_in_order_and_nobody_talks_over_himself(meeting: Meeting) -> None:
    starts = [said.start_ms for said in meeting.utterances]
    assert starts == sorted(starts)
    for person in meeting.participants:
        own = meeting.said_by(person)
        assert all(left.end_ms < right.start_ms for left, right in zip(own, own[1:], strict=False))
    assert meeting.utterances[-1].end_ms + 1500 <= meeting.duration_ms


def test_two_people_talk_at_once_for_some_seconds(meeting: Meeting) -> None:
    overlaps = [
        min(left.end_ms, right.end_ms) - right.start_ms
        for left, right in zip(meeting.utterances, meeting.utterances[1:], strict=False)
    ]
    assert max(overlaps) >= 2000
    assert sum(overlap > 500 for overlap in overlaps) >= 2


def test_recordings_are_small(meeting: Meeting) -> None:
    assert sum(len(meeting.recording(person)) for person in meeting.participants) <= 3_000_000


@pytest.mark.parametrize("index", [0, 1, 2])
def test_recordings_are_opus_in_packets_of_20_ms(meeting: Meeting, index: int) -> None:
    with av.open(BytesIO(meeting.recording(meeting.participants[index])), "r") as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.rate, stream.layout.name) == ("opus", 48_000, "mono")
        durations = {packet.duration for packet in container.demux(stream) if packet.size}
    assert max(d for d in durations if d is not None) == FRAME_MS * 48
    assert len(durations) <= 2  # the last packet may be marked as shorter


def test_recordings_last_as_long_as_the_meeting(meeting: Meeting, sounds: dict[str, np.ndarray]) -> None:
    for sound in sounds.values():
        assert abs(len(sound) / 48 - meeting.duration_ms) <= FRAME_MS


def test_silence_is_that_of_a_room(meeting: Meeting, sounds: dict[str, np.ndarray]) -> None:
    for sound in sounds.values():
        assert -75 < decibels(sound[-48_000:]) < -55
        assert -75 < decibels(sound[4800:38_400]) < -55


def test_every_word_is_heard_from_its_speaker_alone(meeting: Meeting, sounds: dict[str, np.ndarray]) -> None:
    for said in meeting.utterances:
        for word in said.words:
            assert decibels(sounds[said.speaker][word.start_ms * 48 : word.end_ms * 48]) > -50, word
    for person in meeting.participants:
        assert silent_share(meeting, person, sounds[person.id]) == 1


def silent_share(meeting: Meeting, person: Participant, sound: np.ndarray) -> float:
    """How much of the time outside a person's turns is silent, in steps of 100 ms."""
    own = [(said.start_ms - 100, said.end_ms + 100) for said in meeting.said_by(person)]
    steps = [
        decibels(sound[at * 48 : (at + 100) * 48]) < -50
        for at in range(0, meeting.duration_ms - 100, 100)
        if not any(start < at + 100 and at < end for start, end in own)
    ]
    return sum(steps) / len(steps)
