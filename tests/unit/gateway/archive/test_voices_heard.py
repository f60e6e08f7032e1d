"""Kept sound is listened to where somebody spoke at the microphone, and turns come back as moments."""

from pathlib import Path

import numpy as np
import pytest

from captions.archive.records import RecordId
from gateway.archive.kept_sound import SoundFile, kept_sound
from gateway.archive.voices_heard import Passages, Turn, around, listen
from models.audio import Pcm, Samples, to_samples
from models.engines.speakers.online import OnlineDiariser
from models.engines.speakers.whole import WholeDiariser
from models.ports import SpeakerStream
from models.speakers import Heard, Relabelled, VoiceLabel
from tests.fakes.archives import STARTED
from tests.fakes.sounding import write_tones
from tests.fakes.voices import TONES, ScriptedDiariser, ToneEar, tones_in

RECORD = RecordId("record")
NOTHING = Passages([])


class Listening:
    """A stream that notes what it is given."""

    def __init__(self, stream: SpeakerStream) -> None:
        self._stream = stream
        self.parts: list[tuple[Pcm, bool]] = []
        self.forgotten = False

    def push(self, pcm: Pcm, *, speech: bool = True) -> Heard:
        self.parts.append((pcm.copy(), speech))
        return self._stream.push(pcm, speech=speech)

    def finish(self) -> Heard:
        return self._stream.finish()

    def review(self) -> tuple[Relabelled, ...]:
        return self._stream.review()

    def merge(self, was: VoiceLabel, into: VoiceLabel) -> None:
        raise AssertionError

    def forget(self) -> None:
        self.forgotten = True

    @property
    def sound(self) -> Pcm:
        return np.concatenate([pcm for pcm, _ in self.parts])

    @property
    def speech(self) -> list[int]:
        """In tenths of a second of what was given."""
        flags = np.concatenate([np.full(len(pcm), spoken) for pcm, spoken in self.parts])
        return np.flatnonzero(flags[:: to_samples(100)]).tolist()


def file(folder: Path, at_ms: int, *tones: tuple[int, int]) -> None:
    write_tones(folder / RECORD / f"{STARTED + at_ms}.opus", tones)


def sounds(folder: Path) -> tuple[SoundFile, ...]:
    return kept_sound(folder, RECORD)


def spans(*times: tuple[int, int]) -> Passages:
    return Passages((STARTED + start, STARTED + end) for start, end in times)


def near(turns: tuple[Turn, ...]) -> list[tuple[int, int, int]]:
    """In tenths of a second of the record."""
    return [
        (turn.voice, round((turn.start - STARTED) / 100), round((turn.end - STARTED) / 100)) for turn in turns
    ]


def test_turns_are_moments_of_the_record_whatever_file_they_are_in(tmp_path: Path) -> None:
    file(tmp_path, 0, (TONES[0], 4_000))
    file(tmp_path, 4_000, (TONES[1], 3_000))
    file(tmp_path, 3_600_000, (TONES[0], 2_000))
    stream = Listening(WholeDiariser(tones_in).stream())
    found = listen(sounds(tmp_path), spans((0, 7_000), (3_600_000, 3_602_000)), NOTHING, stream)
    assert near(found) == [(1, 0, 40), (2, 40, 70), (1, 36_000, 36_020)]
    assert len(stream.sound) == pytest.approx(to_samples(9_000 + 5_000), abs=600)
    assert stream.forgotten


def test_files_where_nobody_spoke_at_the_microphone_are_passed_over(tmp_path: Path) -> None:
    file(tmp_path, 0, (TONES[0], 3_000))
    file(tmp_path, 3_000, (TONES[1], 3_000))
    file(tmp_path, 6_000, (TONES[2], 3_000))
    stream, positions = Listening(WholeDiariser(tones_in).stream()), list[int]()
    found = listen(sounds(tmp_path), spans((0, 3_000), (6_000, 9_000)), NOTHING, stream, positions.append)
    assert near(found) == [(1, 0, 30), (2, 60, 90)]
    assert positions == sorted(positions)
    assert positions[-1] == pytest.approx(9_000, abs=30)


def test_what_others_said_meanwhile_and_what_is_hidden_is_silence(tmp_path: Path) -> None:
    file(tmp_path, 0, (TONES[0], 3_000), (TONES[1], 3_000), (TONES[0], 3_000))
    stream = Listening(WholeDiariser(tones_in).stream())
    found = listen(sounds(tmp_path), spans((0, 9_000)), spans((2_000, 4_000)), stream)
    assert near(found) == [(1, 0, 20), (2, 40, 60), (1, 60, 90)]
    assert not stream.sound[to_samples(2_000) : to_samples(4_000)].any()
    assert stream.speech == [*range(20), *range(40, 90)]


def test_pauses_are_sound_without_speech(tmp_path: Path) -> None:
    file(tmp_path, 0, (TONES[0], 9_000))
    stream = Listening(WholeDiariser(tones_in).stream())
    words = around([(STARTED + 2_000, STARTED + 2_500), (STARTED + 6_000, STARTED + 60_000)])
    listen(sounds(tmp_path), words, NOTHING, stream)
    # A quarter of a second around them, and no word lasts a minute.
    assert stream.speech == [*range(18, 28), *range(58, 78)]
    assert stream.sound[to_samples(4_000) : to_samples(5_000)].any()


def test_later_looks_count(tmp_path: Path) -> None:
    file(tmp_path, 0, (TONES[0], 24_000))
    change = Relabelled(
        was=VoiceLabel(2), now=VoiceLabel(1), start=Samples(0), end=Samples(to_samples(16_000))
    )
    scripted = ScriptedDiariser([(0, 0, 8_000), (1, 8_000, 16_000), (1, 16_000, 24_000)], later=[change])
    found = listen(sounds(tmp_path), spans((0, 24_000)), NOTHING, scripted.stream())
    assert {voice for voice, start, _ in near(found) if start < 160} == {1}
    assert {voice for voice, start, _ in near(found) if start >= 160} == {2}


def test_the_online_diariser_tells_them_apart_too(tmp_path: Path) -> None:
    file(tmp_path, 0, *[(TONES[turn % 2], 4_000) for turn in range(8)])
    found = listen(sounds(tmp_path), spans((0, 32_000)), NOTHING, OnlineDiariser(ToneEar()).stream())
    right = sum(
        turn.end - turn.start for turn in found if turn.voice == 1 + (turn.start + 250 - STARTED) // 4_000 % 2
    )
    assert right > 0.8 * 32_000


def test_a_fault_leaves_nothing_of_the_voices(tmp_path: Path) -> None:
    class Broken(Listening):
        def finish(self) -> Heard:
            raise OSError("no disk")

    file(tmp_path, 0, (TONES[0], 2_000))
    stream = Broken(WholeDiariser(tones_in).stream())
    with pytest.raises(OSError, match="no disk"):
        listen(sounds(tmp_path), spans((0, 2_000)), NOTHING, stream)
    assert stream.forgotten


def test_passages_are_joined_and_cut() -> None:
    passages = Passages([(50, 70), (10, 20), (15, 30), (0, 5), (52, 60)])
    assert passages.within(0, 100) == [(0, 5), (10, 30), (50, 70)]
    assert passages.within(20, 55) == [(20, 30), (50, 55)]
    assert passages.within(30, 50) == []
