from itertools import pairwise

import numpy as np

from models.audio import AudioFrame, AudioGap, Loss, Pcm, Samples
from pipeline.framing import Framing
from tests.fakes.speech import TRACK, deliveries

RAMP = (np.arange(20_000) / 20_000).astype(np.float32)


def frame(start: int, pcm: Pcm) -> AudioFrame:
    return AudioFrame(track=TRACK, start=Samples(start), pcm=pcm)


def gap(start: int, end: int, loss: Loss = Loss.NETWORK) -> AudioGap:
    return AudioGap(track=TRACK, start=Samples(start), end=Samples(end), loss=loss)


def framed(*items: AudioFrame | AudioGap) -> list[AudioFrame | AudioGap]:
    framing = Framing(TRACK)
    return [part for item in items for part in framing.add(item)] + framing.flush()


def spans(parts: list[AudioFrame | AudioGap]) -> list[tuple[str, int, int]]:
    return [(type(part).__name__, part.start, part.end) for part in parts]


def sound(parts: list[AudioFrame | AudioGap]) -> Pcm:
    return np.concatenate([part.pcm for part in parts if isinstance(part, AudioFrame)])


def test_any_cut_gives_the_same_sound_in_whole_frames() -> None:
    for sizes in ([1], [160], [511, 513], [1024], [20_000], [7, 3000, 1]):
        parts = framed(*deliveries(RAMP, sizes, start=333))
        assert all(isinstance(part, AudioFrame) and len(part.pcm) % 512 == 0 for part in parts)
        assert parts[0].start == 333
        assert all(one.end == other.start for one, other in pairwise(parts))
        joined = sound(parts)
        assert len(joined) == 40 * 512
        assert np.array_equal(joined[:20_000], RAMP)
        assert not joined[20_000:].any()


def test_sound_waits_until_there_are_two_frames_of_it() -> None:
    framing = Framing(TRACK)
    assert framing.add(frame(0, RAMP[:1023])) == []
    assert spans(framing.add(frame(1023, RAMP[1023:1100]))) == [("AudioFrame", 0, 1024)]


def test_what_was_heard_already_is_trimmed() -> None:
    parts = framed(frame(0, RAMP[:3000]), frame(1000, RAMP[1000:2000]), frame(2000, RAMP[2000:10_240]))
    assert np.array_equal(sound(parts), RAMP[:10_240])


def test_a_jump_that_nobody_announced_is_a_gap_in_the_network() -> None:
    parts = framed(frame(0, RAMP[:1024]), frame(2000, RAMP[2000:3024]))
    assert spans(parts) == [("AudioFrame", 0, 1024), ("AudioGap", 1024, 2000), ("AudioFrame", 2000, 3024)]
    assert isinstance(parts[1], AudioGap)
    assert parts[1].loss is Loss.NETWORK


def test_a_gap_begins_where_the_sound_ended_and_frames_count_from_its_end() -> None:
    parts = framed(frame(0, RAMP[:1100]), gap(1090, 1500, Loss.DECODER), frame(1500, RAMP[1500:2524]))
    assert spans(parts) == [
        ("AudioFrame", 0, 1024),
        ("AudioFrame", 1024, 1536),
        ("AudioGap", 1100, 1500),
        ("AudioFrame", 1500, 2524),
    ]
    assert isinstance(parts[2], AudioGap)
    assert parts[2].loss is Loss.DECODER
    rest = parts[1]
    assert isinstance(rest, AudioFrame)
    assert np.array_equal(rest.pcm[:76], RAMP[1024:1100])
    assert not rest.pcm[76:].any()


def test_a_gap_in_what_was_heard_says_nothing() -> None:
    assert spans(framed(frame(0, RAMP[:1024]), gap(100, 900), frame(1024, RAMP[1024:2048]))) == [
        ("AudioFrame", 0, 1024),
        ("AudioFrame", 1024, 2048),
    ]


def test_a_track_may_begin_with_a_gap_or_with_nothing() -> None:
    assert spans(framed(gap(500, 900))) == [("AudioGap", 500, 900)]
    assert framed() == []
    assert framed(frame(0, RAMP[:0])) == []


def test_frames_cannot_be_written_to_and_the_delivery_is_left_alone() -> None:
    delivered = RAMP.copy()
    parts = framed(frame(0, delivered))
    assert all(isinstance(part, AudioFrame) and not part.pcm.flags.writeable for part in parts)
    assert delivered.flags.writeable
    assert np.array_equal(delivered, RAMP)
