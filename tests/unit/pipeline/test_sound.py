import numpy as np
import pytest

from models.audio import AudioFrame, Pcm, Samples
from pipeline.sound import Sound
from tests.fakes.speech import TRACK, deliveries

NOISE = np.random.default_rng(1).uniform(-1, 1, 16_000).astype(np.float32)


def holding(*frames: AudioFrame) -> Sound:
    sound = Sound()
    for frame in frames:
        sound.append(frame)
    return sound


def piece(start: int, pcm: Pcm) -> AudioFrame:
    return AudioFrame(track=TRACK, start=Samples(start), pcm=pcm)


def cut(sound: Sound, start: int, end: int) -> tuple[int, Pcm]:
    return sound.cut(Samples(start), Samples(end))


def test_a_cut_is_the_sound_between_two_samples_however_it_came() -> None:
    sound = holding(*deliveries(NOISE, [512, 1024], start=5000))
    for start, end in ((5000, 21_000), (5511, 5513), (6000, 12_345)):
        begin, pcm = cut(sound, start, end)
        assert begin == start
        assert np.array_equal(pcm, NOISE[start - 5000 : end - 5000])


def test_a_cut_gives_what_is_held_of_it_and_says_where_that_begins() -> None:
    sound = holding(*deliveries(NOISE, [512], start=5120))
    begin, pcm = cut(sound, 0, 6000)
    assert (begin, len(pcm)) == (5120, 880)
    assert len(cut(sound, 21_000, 99_999)[1]) == 120
    assert len(cut(sound, 0, 5120)[1]) == 0
    assert len(cut(Sound(), 0, 100)[1]) == 0


def test_a_cut_is_a_read_only_copy() -> None:
    source = NOISE.copy()
    _, pcm = cut(holding(piece(0, source)), 0, 100)
    source[:] = 0
    assert np.array_equal(pcm, NOISE[:100])
    with pytest.raises(ValueError, match="read-only"):
        pcm[0] = 1


def test_release_forgets_whole_frames_but_never_the_newest() -> None:
    sound = holding(*deliveries(NOISE, [1000]))
    sound.release(Samples(1999))
    assert cut(sound, 0, 16_000)[0] == 1000
    sound.release(Samples(2000))
    assert cut(sound, 0, 16_000)[0] == 2000
    sound.release(Samples(10**9))
    assert cut(sound, 0, 16_000)[0] == 15_000
    assert sound.end == 16_000


def test_after_a_hole_the_silence_that_filled_up_the_last_frame_makes_room() -> None:
    filled = np.concatenate([NOISE[:100], np.zeros(412, dtype=np.float32)])
    sound = holding(piece(0, filled), piece(300, NOISE[300:812]))
    begin, pcm = cut(sound, 300, 812)
    assert begin == 300
    assert np.array_equal(pcm, NOISE[300:812])
    assert sound.end == 812


def test_the_quietest_place_lies_in_the_span() -> None:
    noise = NOISE.copy()
    noise[4000:4320] = 0
    noise[9000:9320] = 0
    sound = holding(*deliveries(noise, [700]))
    assert 4000 <= sound.quietest(Samples(3000), Samples(6000)) <= 4320
    assert 9000 <= sound.quietest(Samples(5000), Samples(12_000)) <= 9320
    assert 100 <= sound.quietest(Samples(100), Samples(500)) <= 500


def test_without_ten_milliseconds_of_sound_the_quietest_place_is_the_end() -> None:
    sound = holding(piece(0, NOISE))
    assert sound.quietest(Samples(100), Samples(259)) == 259
    assert sound.quietest(Samples(50_000), Samples(60_000)) == 60_000
