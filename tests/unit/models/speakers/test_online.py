import sys
from pathlib import Path

import numpy as np
import pytest

from models.audio import to_samples
from models.engines.speakers.online import OnlineDiariser
from models.speakers import VoiceTurn
from tests.fakes.voices import ToneEar, agreement, hummed


def test_nothing_is_computed_while_nobody_speaks() -> None:
    ear = ToneEar()
    stream = OnlineDiariser(ear).stream()
    heard = stream.push(np.zeros(to_samples(60_000), dtype=np.float32), speech=False)
    assert ear.looks == 0
    assert heard.until >= to_samples(58_000)
    scene = hummed([(0, 0, 3000)], 3000)
    stream.push(scene.pcm)
    busy = ear.looks
    stream.push(np.zeros(to_samples(60_000), dtype=np.float32), speech=False)
    assert 0 < busy <= 6
    assert ear.looks - busy <= 4, "what is undecided is looked at until it is decided"


def test_speech_is_looked_at_twice_a_second() -> None:
    ear = ToneEar()
    stream = OnlineDiariser(ear).stream()
    stream.push(hummed([(0, 0, 20_000)], 20_000).pcm)
    assert ear.looks == 39


def test_a_voice_that_goes_on_is_compared_every_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    real = ToneEar.direction
    monkeypatch.setattr(ToneEar, "direction", lambda ear, pcm: (compared.append(len(pcm)), real(ear, pcm))[1])
    OnlineDiariser(ToneEar()).stream().push(hummed([(0, 0, 20_000)], 20_000).pcm)
    assert 18 <= len(compared) <= 24


def test_who_takes_the_word_at_once_is_noticed_all_the_same() -> None:
    said = [(index % 2, 3000 * index, 3000 * (index + 1)) for index in range(8)]
    scene = hummed(said, 24_000)
    stream = OnlineDiariser(ToneEar()).stream()
    turns = [*stream.push(scene.pcm).turns, *stream.finish().turns]
    assert agreement(turns, said, len(scene.pcm)) >= 0.93


def test_both_of_two_who_speak_at_once_are_heard() -> None:
    said = [(0, 0, 4000), (1, 4200, 8000), (0, 9000, 13_000), (1, 11_000, 15_000)]
    stream = OnlineDiariser(ToneEar()).stream()
    scene = hummed(said, 16_000)
    turns = [*stream.push(scene.pcm).turns, *stream.finish().turns]

    def at(ms: int) -> set[int]:
        return {turn.label for turn in turns if turn.start <= to_samples(ms) < turn.end}

    assert at(2000) == {1}
    assert at(6000) == {2}
    assert at(12_000) == {1, 2}
    assert at(14_500) == {2}


def test_no_sound_at_all() -> None:
    stream = OnlineDiariser(ToneEar()).stream()
    assert stream.push(np.zeros(0, dtype=np.float32)).until == 0
    assert stream.finish().turns == ()


def test_a_word_in_a_hundred_milliseconds_is_all_there_is() -> None:
    stream = OnlineDiariser(ToneEar()).stream()
    stream.push(hummed([(0, 0, 100)], 100).pcm)
    assert stream.finish().until == to_samples(100)


def test_memory_is_flat() -> None:
    """Ten minutes keep no more than one."""
    said = [(index % 3, 2000 * index, 2000 * index + 1800) for index in range(30)]
    minute = hummed(said, 60_000).pcm
    stream = OnlineDiariser(ToneEar()).stream()
    stream.push(minute)
    stream.review()
    before = _held(stream)
    for _ in range(4):
        stream.push(minute)
        stream.review()
    passages = 4 * 30 * 3000
    assert _held(stream) <= before + passages


def test_no_file_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What voices sound like is biometric: it stays in memory."""
    opened: list[str] = []
    watching = [True]

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if watching[0] and event == "open" and "w" in str(arguments[1] or ""):
            opened.append(str(arguments[0]))

    sys.addaudithook(audit)
    monkeypatch.chdir(tmp_path)
    stream = OnlineDiariser(ToneEar()).stream()
    turns: tuple[VoiceTurn, ...] = stream.push(hummed([(0, 0, 4000), (1, 4000, 8000)], 12_000).pcm).turns
    stream.review()
    stream.forget()
    watching[0] = False
    assert turns
    assert not opened
    assert not list(tmp_path.iterdir())


def test_turns_carry_no_voice() -> None:
    assert set(VoiceTurn.__slots__) == {"label", "start", "end", "confidence"}


def _held(thing: object, seen: set[int] | None = None) -> int:
    """Bytes of the arrays that ``thing`` holds on to."""
    seen = set() if seen is None else seen
    if id(thing) in seen:
        return 0
    seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        return thing.nbytes
    if isinstance(thing, dict):
        return sum(_held(each, seen) for each in thing.values())
    if isinstance(thing, (list, tuple, set)):
        return sum(_held(each, seen) for each in thing)
    names = (
        getattr(thing, "__slots__", None) or vars(thing)
        if hasattr(thing, "__dict__") or hasattr(thing, "__slots__")
        else ()
    )
    return sum(_held(getattr(thing, name), seen) for name in names)
