"""Which timestamps are believed, and what becomes of the holes between them."""

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import pytest

from captions.ids import TrackId
from gateway.media.file_timeline import FRAME, FileTimeline, FrameCutter
from models.audio import SAMPLE_RATE, AudioFrame, AudioGap, Loss, Samples

TRACK = TrackId("t")


def decoded(
    at_s: float | None, *, seconds: float = 0.5, rate: int = 48_000, layout: str = "mono"
) -> av.AudioFrame:
    samples = np.full((1, int(seconds * rate) * (2 if layout == "stereo" else 1)), 8000, np.int16)
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=layout)
    frame.sample_rate = rate
    frame.time_base = Fraction(1, 1000)
    frame.pts = None if at_s is None else round(at_s * 1000)
    return frame


def laid(*frames: av.AudioFrame | str, zero_s: float = 0.0) -> list[AudioFrame | AudioGap]:
    timeline = FileTimeline(TRACK, zero_s=zero_s)
    items: list[AudioFrame | AudioGap] = []
    for frame in frames:
        if isinstance(frame, str):
            timeline.damage()
        else:
            items += timeline.put(frame)
    items += timeline.close()
    for one, following in zip(items, items[1:], strict=False):
        assert one.end == following.start
    return items


def spans(items: list[AudioFrame | AudioGap]) -> list[tuple[str, float, float]]:
    """What is where, in tenths of a second: sound, silence or gap."""
    found: list[tuple[str, float, float]] = []
    for kind, start, end in (part for item in items for part in kinds(item)):
        begin, until = round(start / SAMPLE_RATE, 1), round(end / SAMPLE_RATE, 1)
        if found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1], until)
        else:
            found.append((kind, begin, until))
    return found


def kinds(item: AudioFrame | AudioGap) -> Iterator[tuple[str, int, int]]:
    if isinstance(item, AudioGap):
        yield "gap", item.start, item.end
        return
    for at in range(0, len(item.pcm), 512):
        kind = "sound" if np.abs(item.pcm[at : at + 512]).max() > 0.1 else "silence"
        yield kind, item.start + at, item.start + at + 512


def test_sound_without_a_break_is_contiguous() -> None:
    assert spans(laid(decoded(0), decoded(0.5), decoded(1.0))) == [("sound", 0, 1.5)]


def test_sound_without_timestamps_is_contiguous() -> None:
    assert spans(laid(decoded(None), decoded(None))) == [("sound", 0, 1.0)]


def test_timestamps_that_waver_are_not_holes() -> None:
    assert spans(laid(decoded(0), decoded(0.56), decoded(0.98))) == [("sound", 0, 1.5)]


def test_time_counts_from_the_start_of_the_file() -> None:
    assert spans(laid(decoded(100.0), zero_s=100.0)) == [("sound", 0, 0.5)]
    assert spans(laid(decoded(103.0), zero_s=100.0)) == [("sound", 3.0, 3.5)]


def test_a_hole_is_silence() -> None:
    assert spans(laid(decoded(0), decoded(3.0))) == [
        ("sound", 0, 0.5),
        ("silence", 0.5, 3.0),
        ("sound", 3.0, 3.5),
    ]


def test_a_hole_after_damage_is_a_gap() -> None:
    items = laid(decoded(0), "damage", decoded(3.0))
    assert spans(items) == [("sound", 0, 0.5), ("gap", 0.5, 3.0), ("sound", 3.0, 3.5)]
    assert [item.loss for item in items if isinstance(item, AudioGap)] == [Loss.DECODER]


def test_damage_without_a_hole_leaves_no_trace() -> None:
    assert spans(laid(decoded(0), "damage", decoded(0.5))) == [("sound", 0, 1.0)]


def test_a_long_hole_is_a_gap() -> None:
    assert spans(laid(decoded(0), decoded(3600.0)))[1] == ("gap", 0.5, 3600.0)


@pytest.mark.parametrize("nonsense", [-5.0, 95_000.0])
def test_nonsense_is_not_believed_but_what_follows_it_is(nonsense: float) -> None:
    assert spans(laid(decoded(10), decoded(10 + nonsense), zero_s=10)) == [("sound", 0, 1.0)]
    after = laid(decoded(10), decoded(10 + nonsense), decoded(10 + nonsense + 2.5), zero_s=10)
    assert spans(after) == [("sound", 0, 1.0), ("silence", 1.0, 3.0), ("sound", 3.0, 3.5)]


def test_the_format_may_change_on_the_way() -> None:
    changing = laid(decoded(0), decoded(0.5, rate=44_100, layout="stereo"), decoded(1.0, rate=8000))
    assert spans(changing) == [("sound", 0, 1.5)]


def test_frames_are_whole_and_read_only() -> None:
    cutter = FrameCutter(TRACK)
    cutter.begin_at(1000)
    frames = [*cutter.put(np.ones(4000, np.float32)), *cutter.flush()]
    assert [len(frame.pcm) for frame in frames] == [FRAME, FRAME, 1024]
    assert frames[0].start == 1000
    assert cutter.end == 1000 + 4096
    assert not any(frame.pcm.flags.writeable for frame in frames)
    assert list(cutter.flush()) == []


def test_silence_of_any_length_is_cut_like_sound() -> None:
    cutter = FrameCutter(TRACK)
    frames = list(cutter.put_silence(100_000))
    assert sum(len(frame.pcm) for frame in frames) == 100_000 // FRAME * FRAME
    assert cutter.end == Samples(100_000)
