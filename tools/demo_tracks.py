"""The sound of the demo meeting: sentences into turns, turns onto one timeline, one Ogg Opus file a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import av
import numpy as np
from av.audio.resampler import AudioResampler
from demo_script import Person, Turn
from demo_voices import VOICE_RATE, Sound

TRACK_RATE = 48_000
OPUS_FRAME = TRACK_RATE // 50
LEAD_OUT_MS = 2500
SENTENCE_PAUSE_MS = 240
"""Between two sentences of one turn, shorter than any pause that ends a turn."""
_BIT_RATE = 28_000
_SPEECH_RMS = 0.09
_PEAK = 0.7
_ROOM_RMS = 10 ** (-65 / 20)
"""Faint noise, so that silence is that of a room and not of a broken microphone."""
_STEP = VOICE_RATE // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A turn as sound at 24 kHz, and where its sentences are in it."""

    sound: Sound
    sentences: tuple[tuple[str, int, int], ...]
    """Text, first and last millisecond within the turn."""

    @property
    def duration_ms(self) -> int:
        return len(self.sound) * 1000 // VOICE_RATE


def loud_steps(sound: Sound, rate: int) -> list[bool]:
    """For each whole 10 ms, whether it is louder than 1/60 of the loudest."""
    step = rate // 100
    levels = np.sqrt((sound[: len(sound) // step * step].reshape(-1, step) ** 2).mean(axis=1))
    return [bool(level > levels.max() / 60) for level in levels]


def trimmed(sound: Sound) -> Sound:
    """Without the silence around it, in whole 10 ms, with 30 ms left on each side where there is any."""
    loud = [index for index, is_loud in enumerate(loud_steps(sound, VOICE_RATE)) if is_loud]
    first, last = max(0, loud[0] - 3), loud[-1] + 4
    return sound[first * _STEP : last * _STEP]


def joined(sentences: Sequence[tuple[str, Sound]]) -> Spoken:
    """The sentences of a turn one after another, at a common loudness."""
    pause = np.zeros(SENTENCE_PAUSE_MS * VOICE_RATE // 1000, dtype=np.float32)
    pieces: list[Sound] = []
    places: list[tuple[str, int, int]] = []
    position = 0
    for text, sound in sentences:
        piece = trimmed(sound)
        piece = piece[: len(piece) // _STEP * _STEP]
        if pieces:
            pieces.append(pause)
            position += SENTENCE_PAUSE_MS
        pieces.append(piece)
        places.append((text, position, position + len(piece) * 1000 // VOICE_RATE))
        position = places[-1][2]
    whole = np.concatenate(pieces)
    active = whole[np.abs(whole) > 0.01]
    gain = min(_SPEECH_RMS / np.sqrt((active**2).mean()), _PEAK / np.abs(whole).max())
    return Spoken(sound=(whole * gain).astype(np.float32), sentences=tuple(places))


def placed(turns: Sequence[Turn], spoken: Sequence[Spoken]) -> list[int]:
    """When each turn starts, in milliseconds of the meeting."""
    starts: list[int] = []
    latest = 0
    free: dict[str, int] = {}
    for turn, sound in zip(turns, spoken, strict=True):
        start = latest + turn.gap_ms if turn.beside_ms is None else starts[-1] + turn.beside_ms
        if start < free.get(turn.speaker, 0):
            raise ValueError(f"{turn.speaker} would speak over himself: {turn.text}")
        starts.append(start)
        free[turn.speaker] = start + sound.duration_ms
        latest = max(latest, free[turn.speaker])
    return starts


def track(seed: int, duration_ms: int, pieces: Sequence[tuple[int, Sound]]) -> Sound:
    """One person's whole meeting at 48 kHz: pieces at their milliseconds over faint room noise."""
    noise = np.random.default_rng(seed).standard_normal(duration_ms * TRACK_RATE // 1000)
    whole = (noise * _ROOM_RMS).astype(np.float32)
    for start_ms, sound in pieces:
        piece = resampled(sound, VOICE_RATE, TRACK_RATE)
        start = start_ms * TRACK_RATE // 1000
        whole[start : start + len(piece)] += piece
    return whole


def resampled(sound: Sound, rate: int, wanted: int) -> Sound:
    """The same sound at another rate, the same length to a sample."""
    resampler = AudioResampler(format="flt", layout="mono", rate=wanted)
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
    frame.rate = rate
    out = [part.to_ndarray() for part in (*resampler.resample(frame), *resampler.resample(None))]
    whole = np.concatenate(out, axis=1).reshape(-1)
    length = len(sound) * wanted // rate
    return np.pad(whole, (0, max(0, length - len(whole))))[:length].astype(np.float32)


def opus(sound: Sound) -> bytes:
    """Ogg Opus, mono, 20 ms frames; the same sound gives the same bytes."""
    target = BytesIO()
    with av.open(
        target, "w", format="ogg", options={"fflags": "+bitexact", "serial_offset": "1"}
    ) as container:
        stream = container.add_stream("libopus", rate=TRACK_RATE, layout="mono")
        stream.bit_rate = _BIT_RATE
        stream.options = {"application": "voip", "frame_duration": "20", "vbr": "on", "flags": "+bitexact"}
        for start in range(0, len(sound), OPUS_FRAME):
            frame = av.AudioFrame.from_ndarray(
                sound[start : start + OPUS_FRAME].reshape(1, -1), format="flt", layout="mono"
            )
            frame.rate, frame.pts = TRACK_RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def people_seeds(people: Sequence[Person]) -> dict[str, int]:
    """A seed of room noise for each person."""
    return {person.id: index for index, person in enumerate(people, 1)}
