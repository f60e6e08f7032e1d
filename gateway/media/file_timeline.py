"""From decoded frames of a file to 16 kHz mono on the session's time axis. Knows timestamps; opens nothing.

Timestamps of files lie in small ways (rounding, drift) and in large ones (recordings that pause, joined files,
clocks that jump). What is believed:

| The timestamp says | Then |
|---|---|
| within 0.1 s of the sound so far | the sound goes on without a break |
| later, up to 30 s, and nothing failed to decode | silence, as long as the hole |
| later still, or after a decoding error | an ``AudioGap`` |
| earlier, or more than 6 h later | nonsense: the sound goes on without a break |
"""

from collections.abc import Iterator

import av
import numpy as np

from captions.ids import TrackId
from models.audio import SAMPLE_RATE, AudioFrame, AudioGap, Loss, Pcm, Samples

VAD_FRAME = 512
FRAME = 3 * VAD_FRAME
"""96 ms: little enough not to delay captions at real pace."""
_TOLERANCE = SAMPLE_RATE // 10
_LONGEST_SILENCE = 30 * SAMPLE_RATE
_LONGEST_HOLE = 6 * 3600 * SAMPLE_RATE


class FrameCutter:
    """Cuts sound of one track into frames of whole VAD frames."""

    def __init__(self, track: TrackId) -> None:
        self._track = track
        self._parts: list[Pcm] = []
        self._length = 0
        self._start = Samples(0)

    @property
    def end(self) -> Samples:
        """One past the last sample that was put in."""
        return Samples(self._start + self._length)

    def begin_at(self, start: int) -> None:
        """The first sample that will be put in is ``start``; only before the first or after ``flush``."""
        self._start = Samples(start)

    def put(self, pcm: Pcm) -> Iterator[AudioFrame]:
        if not len(pcm):
            return
        self._parts.append(pcm)
        self._length += len(pcm)
        if self._length >= FRAME:
            yield from self._cut(self._length - self._length % FRAME)

    def put_silence(self, length: int) -> Iterator[AudioFrame]:
        for done in range(0, length, SAMPLE_RATE):
            yield from self.put(np.zeros(min(SAMPLE_RATE, length - done), np.float32))

    def flush(self) -> Iterator[AudioFrame]:
        """What is left, filled up with silence to a whole VAD frame."""
        missing = -self._length % VAD_FRAME
        if self._length:
            self._parts.append(np.zeros(missing, np.float32))
            self._length += missing
            yield from self._cut(self._length)

    def _cut(self, length: int) -> Iterator[AudioFrame]:
        whole = np.concatenate(self._parts)
        whole.setflags(write=False)
        start = self._start
        self._parts, self._length = [whole[length:]], len(whole) - length
        self._start = Samples(start + length)
        for at in range(0, length, FRAME):
            yield AudioFrame(
                track=self._track, start=Samples(start + at), pcm=whole[at : min(at + FRAME, length)]
            )


class FileTimeline:
    """Give it decoded frames in order; it gives 16 kHz mono frames and gaps, contiguous in time."""

    def __init__(self, track: TrackId, *, zero_s: float) -> None:
        self._track = track
        self._zero_s = zero_s
        self._cutter = FrameCutter(track)
        self._resampler: av.AudioResampler | None = None
        self._input = ("", "", 0)
        self._anchor = 0
        """Position of the first sample since the timestamps were last believed."""
        self._heard_s = 0.0
        """Sound put in since then."""
        self._damaged = False

    @property
    def end(self) -> Samples:
        return self._cutter.end

    def damage(self) -> None:
        """Something before the next frame could not be decoded."""
        self._damaged = True

    def put(self, frame: av.AudioFrame) -> Iterator[AudioFrame | AudioGap]:
        yield from self._fit_in(frame)
        setup = (frame.format.name, frame.layout.name, frame.sample_rate)
        if setup != self._input or self._resampler is None:
            yield from self._drain()
            # Into integers, because only then does the mix of many channels stay below full scale.
            self._resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
            self._input = setup
        self._heard_s += frame.samples / frame.sample_rate
        frame.pts = None  # times are kept here; the resampler would fill holes in its own way
        for part in self._resampler.resample(frame):
            yield from self._cutter.put(_full_scale(part))

    def close(self) -> Iterator[AudioFrame | AudioGap]:
        yield from self._drain()
        yield from self._cutter.flush()

    def _drain(self) -> Iterator[AudioFrame]:
        if self._resampler is not None:
            for part in self._resampler.resample(None):
                yield from self._cutter.put(_full_scale(part))
        self._resampler = None

    def _fit_in(self, frame: av.AudioFrame) -> Iterator[AudioFrame | AudioGap]:
        damaged, self._damaged = self._damaged, False
        if frame.pts is None or frame.time_base is None:
            return
        stamp = round((float(frame.pts * frame.time_base) - self._zero_s) * SAMPLE_RATE)
        if self._input == ("", "", 0):
            if _TOLERANCE < stamp <= _LONGEST_HOLE:
                self._cutter.begin_at(stamp)
            self._anchor = stamp
            return
        hole = stamp - (self._anchor + round(self._heard_s * SAMPLE_RATE))
        if abs(hole) <= _TOLERANCE:
            return
        self._anchor, self._heard_s = stamp, 0.0
        if 0 < hole <= _LONGEST_HOLE:
            yield from self._skip(hole, damaged=damaged)

    def _skip(self, hole: int, *, damaged: bool) -> Iterator[AudioFrame | AudioGap]:
        yield from self._drain()
        if not damaged and hole <= _LONGEST_SILENCE:
            yield from self._cutter.put_silence(hole)
            return
        end = Samples(self._cutter.end + hole)
        yield from self._cutter.flush()
        if end > self._cutter.end:
            yield AudioGap(track=self._track, start=self._cutter.end, end=end, loss=Loss.DECODER)
            self._cutter.begin_at(end)


def _full_scale(frame: av.AudioFrame) -> Pcm:
    pcm: Pcm = frame.to_ndarray()[0].astype(np.float32) / np.float32(32768)
    return pcm
